/** What all controls have in common: where they begin, and who is told of a choice. */

import { heldAtFirst, placeKey } from './held.mjs';
import { actOn } from './surface.mjs';

/** What an element holds when it is shown. */
export function startOf({ surface, block, element }) {
  const key = placeKey(block.block_id, element.action_id);
  if (surface.carried.has(key)) return surface.carried.get(key);
  return heldAtFirst(element, surface.values?.[block.block_id]?.[element.action_id]);
}

/** Adds a control to its surface. */
export function register({ surface, block, element, isInput }, control) {
  surface.controls.push({ blockId: block.block_id, actionId: element.action_id, isInput, ...control });
}

/** Whether a choice is told at once: what stands in an input block only if the block says so. */
export function dispatches({ block, isInput }) {
  return !isInput || block.dispatch_action === true;
}

/**
 * Makes the function that a control calls when its value has changed: it tells the value where that is to be told at
 * once, and puts the old one back where that did not come about.
 * @param {object} place
 * @param {HTMLElement} node what looks busy meanwhile
 * @param {{read: function, write: function}} control
 */
export function onChoice(place, node, { read, write }) {
  if (!dispatches(place)) return () => {};
  let last = read();
  return async () => {
    const [before, chosen] = [last, read()];
    if (chosen === null || JSON.stringify(chosen) === JSON.stringify(before)) return;
    last = chosen;
    if (!(await actOn(place, node, chosen))) write((last = before));
  };
}

/** The name of a control that has no label of its own. */
export function nameOf({ element }) {
  return element.placeholder?.text ?? 'Choose';
}
