/**
 * What blocks stand on: a message, a home tab or a modal. It knows who reads, carries out what they do, and keeps the
 * controls that hold something.
 *
 * A control is `{blockId, actionId, isInput, read(), target(), marked}`: `read` gives a text, a list of texts or null;
 * `target` is the node that takes the focus; `marked` are the nodes that say so when the value is wrong.
 */

import { confirmed } from './confirm.mjs';
import { make, setAttribute } from '../parts/nodes.mjs';

/**
 * Makes a surface.
 * @param {object} context who reads, see PAGE's interface: `act(click)` does what they do
 * @param {object} values what was entered before: `[block_id][action_id]`, as Slack's `view.state.values`
 * @returns {{context, values, carried: Map, controls: object[]}} `carried` is what a person entered in a control that
 *   is shown anew, by `placeKey`
 */
export function surfaceOf(context, values = {}) {
  return { context, values, carried: new Map(), controls: [] };
}

/** The elements with which something is being done. */
const underWay = new WeakSet();

/**
 * Does what a person did with an element, once at a time: while one act is under way, further ones are ignored. Asks
 * first where the element has a `confirm`.
 * @param {object} place the element's surface, block and element
 * @param {HTMLElement} node what looks busy meanwhile
 * @param {string|string[]|undefined} choose what was chosen
 * @returns {Promise<boolean>} whether it was done
 */
export async function actOn({ surface, block, element }, node, choose) {
  if (underWay.has(node)) return false;
  underWay.add(node);
  try {
    if (element.confirm && !(await confirmed(element.confirm, surface.context))) return false;
    setBusy(node, true);
    tellFailure(node, null);
    const click = { action_id: element.action_id, block_id: block.block_id };
    // A refusal was told of already, where all troubles are: only what was chosen has to go back.
    return (await surface.context.act(choose === undefined ? click : { ...click, choose })) !== false;
  } catch (error) {
    tellFailure(node, error);
    return false;
  } finally {
    underWay.delete(node);
    setBusy(node, false);
  }
}

function setBusy(node, busy) {
  setAttribute(node, 'aria-busy', busy ? 'true' : null);
  setAttribute(node, 'aria-disabled', busy ? 'true' : null);
}

/** Says beside the element that an act failed; null takes it away. */
function tellFailure(node, error) {
  if (node.nextElementSibling?.classList.contains('k-failed')) node.nextElementSibling.remove();
  if (!error) return;
  node.after(make('span', { class: 'k-failed', role: 'alert' }, error.message || 'That failed. Try again.'));
}
