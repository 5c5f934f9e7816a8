/** Shows checkboxes and radio buttons. */

import { onChoice, register, startOf } from './control.mjs';
import { renderText } from '../texts/mrkdwn.mjs';
import { freshId, make } from '../parts/nodes.mjs';

/** Radio buttons: one is chosen. */
export function renderRadioButtons(place) {
  const { set, boxes } = group(place, 'radio', 'radiogroup');
  if (place.isInput && !place.block.optional) set.setAttribute('aria-required', 'true');
  const read = () => boxes.find(({ checked }) => checked)?.value ?? null;
  const write = (value) => boxes.forEach((box) => { box.checked = box.value === value; });
  return held(place, set, boxes, { read, write }, [set]);
}

/** Checkboxes: any number are chosen. */
export function renderCheckboxes(place) {
  const { set, boxes } = group(place, 'checkbox', null);
  const read = () => boxes.filter(({ checked }) => checked).map(({ value }) => value);
  const write = (values) => boxes.forEach((box) => { box.checked = (values ?? []).includes(box.value); });
  return held(place, set, boxes, { read, write }, boxes);
}

function held(place, set, boxes, control, marked) {
  control.write(startOf(place));
  set.addEventListener('change', onChoice(place, set, control));
  const target = () => boxes.find(({ checked }) => checked) ?? boxes[0];
  register(place, { read: control.read, target, marked });
  return set;
}

function group(place, type, role) {
  const { element, label, ids, surface } = place;
  const name = freshId('choice');
  const rows = (element.options ?? []).map((option) => row(option, { type, name }, surface.context));
  const named = label ? { 'aria-labelledby': ids.label, 'aria-describedby': ids.hint } : { 'aria-label': 'Choose' };
  const attributes = { class: 'k-choices', role, 'data-action': element.action_id, ...named };
  const set = make('fieldset', attributes, label ?? null, ...rows.map(({ node }) => node));
  return { set, boxes: rows.map(({ box }) => box) };
}

function row(option, { type, name }, context) {
  const id = freshId('option');
  const about = option.description ? freshId('about') : null;
  const box = make('input', { type, name, id, value: option.value, 'aria-describedby': about });
  const text = make('label', { class: 'k-choice-text', for: id }, renderText(option.text, context));
  const words = renderText(option.description, context);
  const description = about && make('span', { class: 'k-choice-about', id: about }, words);
  return { box, node: make('div', { class: 'k-choice' }, box, text, description) };
}
