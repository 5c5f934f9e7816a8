/** Shows an input block: a label, the control, a hint, and what is wrong with what was entered. */

import { renderElement } from './elements.mjs';
import { renderText } from '../texts/mrkdwn.mjs';
import { freshId, make, setAttribute } from '../parts/nodes.mjs';

/** Controls that are several: they are named by a group, not by a label. */
const GROUPS = new Set(['radio_buttons', 'checkboxes']);

/** Shows an input block; `tellError` of this module says what is wrong with it. */
export function renderInput(block, surface) {
  const { context } = surface;
  const element = block.element ?? {};
  const ids = { control: freshId('control'), label: freshId('label'), hint: block.hint ? freshId('hint') : null };
  const label = labelOf(block, ids, element, context);
  const control = renderElement(element, { surface, block, ids, label, isInput: true });
  const hint = block.hint ? make('p', { class: 'k-hint', id: ids.hint }, renderText(block.hint, context)) : null;
  return make('div', { class: 'k-block k-input' }, GROUPS.has(element.type) ? null : label, control, hint);
}

function labelOf(block, ids, element, context) {
  const optional = block.optional ? make('span', { class: 'k-optional' }, ' (optional)') : null;
  const tag = labelTag(element.type);
  const attributes = { class: 'k-label', id: ids.label, for: tag === 'label' ? ids.control : null };
  return make(tag, attributes, renderText(block.label, context), optional);
}

function labelTag(type = '') {
  if (GROUPS.has(type)) return 'legend';
  return type.startsWith('multi_') ? 'div' : 'label';
}

/**
 * Says at an input what is wrong with it; null takes it away.
 * @param {HTMLElement} input what `renderInput` made
 * @param {object} control the control in it
 * @param {string|null} error
 */
export function tellError(input, control, error) {
  input.querySelector('.k-error')?.remove();
  input.classList.toggle('k-wrong', error !== null);
  const told = error === null ? null : make('p', { class: 'k-error', id: freshId('error'), role: 'alert' }, error);
  if (told) input.append(told);
  for (const node of control.marked) mark(node, input.querySelector('.k-hint')?.id, told?.id);
}

function mark(node, hint, error) {
  setAttribute(node, 'aria-describedby', [error, hint].filter(Boolean).join(' ') || null);
  if (node.tagName !== 'SUMMARY') setAttribute(node, 'aria-invalid', error ? 'true' : null);
}
