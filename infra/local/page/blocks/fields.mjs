/** Shows what is typed into: texts, dates and times. */

import { dispatches, nameOf, onChoice, register, startOf } from './control.mjs';
import { isTight, roomIn } from './held.mjs';
import { make, setAttribute } from '../parts/nodes.mjs';
import { actOn } from './surface.mjs';

/** A text field of one line or several, with a counter where little room is left. */
export function renderTextInput(place) {
  const { element } = place;
  const tag = element.multiline ? 'textarea' : 'input';
  const attributes = element.multiline ? { rows: 4 } : { type: 'text', autocomplete: 'off' };
  const node = make(tag, { ...attributes, ...shared(place), placeholder: element.placeholder?.text });
  const counter = make('span', { class: 'k-counter', role: 'status' });
  node.value = startOf(place) ?? '';
  count(element, node, counter);
  node.addEventListener('input', () => count(element, node, counter));
  if (dispatches(place)) tellWhileTyping(place, node);
  register(place, { read: () => node.value, target: () => node, marked: [node] });
  return make('div', { class: 'k-field-box' }, node, counter);
}

function shared({ element, ids, isInput, block, ...place }) {
  return {
    class: 'k-text-input',
    id: ids.control,
    'data-action': element.action_id,
    'aria-describedby': ids.hint,
    'aria-label': isInput ? null : nameOf({ element, ...place }),
    'aria-required': isInput && !block.optional ? 'true' : null,
  };
}

function count(element, node, counter) {
  const room = roomIn(element, node.value);
  counter.textContent = isTight(element, node.value) && node.value !== '' ? String(room) : '';
  counter.classList.toggle('k-over', room < 0);
  setAttribute(counter, 'aria-label', counter.textContent && `${room} characters left`);
}

/** With Enter, unless the element asks for every character. */
function tellWhileTyping(place, node) {
  const on = place.element.dispatch_action_config?.trigger_actions_on ?? ['on_enter_pressed'];
  if (on.includes('on_character_entered')) node.addEventListener('input', eachCharacter(place, node));
  if (!on.includes('on_enter_pressed') || node.tagName === 'TEXTAREA') return;
  node.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    actOn(place, node, node.value);
  });
}

/** What was typed while an act was under way is told after it. */
function eachCharacter(place, node) {
  let [told, telling] = [node.value, false];
  return async () => {
    if (telling) return;
    telling = true;
    while (told !== node.value) {
      told = node.value;
      await actOn(place, node, told);
    }
    telling = false;
  };
}

/** A date, `YYYY-MM-DD`. */
export const renderDatepicker = (place) => renderPicker(place, 'date');

/** A time of day, `HH:mm`. */
export const renderTimepicker = (place) => renderPicker(place, 'time');

/** Nothing is sent of an emptied one: Slack knows no way to say so. */
function renderPicker(place, type) {
  const node = make('input', { type, ...shared(place), class: 'k-text-input k-picker' });
  const control = { read: () => node.value || null, write: (value) => { node.value = value ?? ''; } };
  control.write(startOf(place));
  node.addEventListener('change', onChoice(place, node, control));
  register(place, { read: control.read, target: () => node, marked: [node] });
  return node;
}
