/** Shows what can be pressed, chosen and typed into. */

import { renderButton } from './button.mjs';
import { renderCheckboxes, renderRadioButtons } from './choices.mjs';
import { renderDatepicker, renderTextInput, renderTimepicker } from './fields.mjs';
import { imageNode } from './image.mjs';
import { renderMultiSelect } from './multi_select.mjs';
import { make } from '../parts/nodes.mjs';
import { renderOverflow } from './overflow.mjs';
import { renderSelect } from './select.mjs';

/**
 * Shows one element. What holds something adds its control to the surface.
 * @param {object} element
 * @param {{surface, block, ids?, label?, isInput?}} place where it stands; `ids` and `label` only in an input block
 * @returns {HTMLElement}
 */
export function renderElement(element, place) {
  const render = Object.hasOwn(ELEMENTS, element.type) ? ELEMENTS[element.type] : unknown;
  return render({ isInput: false, ids: {}, ...place, element });
}

const ELEMENTS = {
  button: renderButton,
  checkboxes: renderCheckboxes,
  radio_buttons: renderRadioButtons,
  static_select: renderSelect,
  users_select: renderSelect,
  channels_select: renderSelect,
  conversations_select: renderSelect,
  multi_static_select: renderMultiSelect,
  multi_users_select: renderMultiSelect,
  multi_channels_select: renderMultiSelect,
  multi_conversations_select: renderMultiSelect,
  overflow: renderOverflow,
  plain_text_input: renderTextInput,
  datepicker: renderDatepicker,
  timepicker: renderTimepicker,
  image: ({ element }) => imageNode(element, 'k-image-small'),
};

function unknown({ element }) {
  return make('span', { class: 'k-unknown' }, `The sandbox can't show this element: ${element.type}`);
}
