/** Shows selects of which one is chosen, as the browser's own. */

import { nameOf, dispatches, onChoice, register, startOf } from './control.mjs';
import { make } from '../parts/nodes.mjs';
import { choicesOf } from './options.mjs';

/** A select; an option's description stands behind its text. */
export function renderSelect(place) {
  const { element, ids, isInput, block } = place;
  const start = startOf(place);
  const node = make(
    'select',
    { class: 'k-select', id: ids.control, 'data-action': element.action_id, ...named(place) },
    placeholder(place, start),
    ...choicesOf(place, start === null ? [] : [start]).map(group),
  );
  const control = { read: () => node.value || null, write: (value) => { node.value = value ?? ''; } };
  control.write(start);
  node.addEventListener('change', onChoice(place, node, control));
  if (dispatches(place)) openBeforeChoosing(node);
  if (isInput && !block.optional) node.setAttribute('aria-required', 'true');
  register(place, { read: control.read, target: () => node, marked: [node] });
  return node;
}

const named = (place) => (place.isInput ? { 'aria-describedby': place.ids.hint } : { 'aria-label': nameOf(place) });

/** Stays to be chosen again only where nothing may be chosen and nothing was from the beginning. */
function placeholder(place, start) {
  const stays = place.isInput && place.block.optional && start === null && !dispatches(place);
  return make('option', { value: '', hidden: !stays, disabled: !stays }, nameOf(place));
}

function group({ label, options }) {
  const all = options.map(option);
  if (label !== null) return make('optgroup', { label }, ...all);
  const none = document.createDocumentFragment();
  none.append(...all);
  return none;
}

function option({ value, text, description }) {
  return make('option', { value }, description ? `${text} – ${description}` : text);
}

/** Arrows and letters would choose at once in a closed select: where that acts, they open the list first. */
function openBeforeChoosing(node) {
  if (!('showPicker' in node)) return;
  node.addEventListener('keydown', (event) => {
    const chooses = /^Arrow|^Home$|^End$|^Page/.test(event.key) || (event.key.length === 1 && event.key !== ' ');
    if (!chooses || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    node.showPicker();
  });
}
