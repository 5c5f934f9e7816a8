/** Shows selects of which several are chosen: a list of checkboxes that unfolds below what is chosen. */

import { nameOf, onChoice, register, startOf } from './control.mjs';
import { freshId, make } from '../parts/nodes.mjs';
import { choicesOf } from './options.mjs';

/** From so many options on the list can be searched. */
const SEARCHED_FROM = 9;

/** A multi select. It tells what was chosen when it is folded up again, as Slack does. */
export function renderMultiSelect(place) {
  const start = startOf(place) ?? [];
  const shown = make('span', { class: 'k-multi-shown', id: freshId('chosen') });
  const labelled = place.isInput ? { 'aria-labelledby': `${place.ids.label} ${shown.id}` } : {};
  const summary = make('summary', { class: 'k-select k-multi-summary', id: place.ids.control, ...labelled }, shown);
  const rows = choicesOf(place, start).map(group);
  const boxes = rows.flatMap((each) => each.boxes);
  const list = make('div', listAttributes(place), search(rows), ...rows.map(({ node }) => node));
  const node = make('details', { class: 'k-multi', 'data-action': place.element.action_id }, summary, list);
  const control = { read: () => read(boxes), write: (values) => write(boxes, values ?? []) };
  const show = () => showChosen(place, boxes, shown);
  behave(node, summary, { show, changed: told(place, node, control, show, start) });
  register(place, { read: control.read, target: () => summary, marked: [summary] });
  return node;
}

function told(place, node, control, show, start) {
  control.write(start);
  show();
  return onChoice(place, node, { read: control.read, write: (values) => { control.write(values); show(); } });
}

function listAttributes(place) {
  const named = place.isInput ? { 'aria-labelledby': place.ids.label } : { 'aria-label': nameOf(place) };
  return { class: 'k-multi-list', role: 'group', ...named };
}

const read = (boxes) => boxes.filter(({ checked }) => checked).map(({ value }) => value);

const write = (boxes, values) => boxes.forEach((box) => { box.checked = values.includes(box.value); });

/** What is chosen, as chips; no more can be chosen than the element allows. */
function showChosen(place, boxes, shown) {
  const chosen = boxes.filter(({ checked }) => checked);
  const chips = chosen.map((box) => make('span', { class: 'k-chip' }, box.dataset.text));
  shown.replaceChildren(...(chips.length ? chips : [make('span', { class: 'k-placeholder' }, nameOf(place))]));
  const full = chosen.length >= (place.element.max_selected_items ?? Infinity);
  for (const box of boxes) box.disabled = full && !box.checked;
}

function group({ label, options }) {
  const rows = options.map(row);
  const title = label === null ? null : make('p', { class: 'k-multi-group' }, label);
  const named = label === null ? {} : { role: 'group', 'aria-label': label };
  const node = make('div', named, title, ...rows.map((each) => each.node));
  return { node, boxes: rows.map(({ box }) => box), rows };
}

function row({ value, text, description }) {
  const box = make('input', { type: 'checkbox', value, 'data-text': text });
  const about = description && make('span', { class: 'k-choice-about' }, description);
  return { box, text, node: make('label', { class: 'k-multi-row' }, box, make('span', {}, text), about) };
}

function search(groups) {
  const rows = groups.flatMap((each) => each.rows);
  if (rows.length < SEARCHED_FROM) return null;
  const field = make('input', { type: 'search', class: 'k-text-input', 'aria-label': 'Search', placeholder: 'Search' });
  field.addEventListener('input', () => {
    const wanted = field.value.trim().toLowerCase();
    for (const { node, text } of rows) node.hidden = !text.toLowerCase().includes(wanted);
  });
  field.addEventListener('change', (event) => event.stopPropagation());
  return field;
}

/** Arrows walk through it. Escape folds it up, and so do a press beside it and tabbing on. */
function behave(node, summary, { show, changed }) {
  const beside = ({ target }) => { if (!node.contains(target)) node.open = false; };
  node.addEventListener('change', show);
  node.addEventListener('toggle', () => {
    if (node.open) document.addEventListener('pointerdown', beside);
    else document.removeEventListener('pointerdown', beside);
    if (!node.open) changed();
  });
  node.addEventListener('focusout', ({ relatedTarget }) => leave(node, relatedTarget));
  node.addEventListener('keydown', (event) => {
    const folds = event.key === 'Escape' ? node.open : event.key === 'Enter' && event.target !== summary;
    if (folds) foldUp(event, node, summary);
    else if (/^Arrow(Up|Down)$/.test(event.key)) walk(event, node);
  });
}

/** A press on a row's text gives the focus to what surrounds the list: nobody has left it then. */
function leave(node, to) {
  if (to && !node.contains(to) && !to.contains(node)) node.open = false;
}

function foldUp(event, node, summary) {
  event.preventDefault();
  event.stopPropagation();
  node.open = false;
  summary.focus();
}

function walk(event, node) {
  event.preventDefault();
  node.open = true;
  const stops = [...node.querySelectorAll('summary, input:not(:disabled)')].filter((stop) => stop.checkVisibility());
  const next = stops.indexOf(event.target) + (event.key === 'ArrowDown' ? 1 : -1);
  stops[Math.max(0, Math.min(next, stops.length - 1))]?.focus();
}
