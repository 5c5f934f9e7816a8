/** Shows Block Kit's blocks. */

import { renderElement } from './elements.mjs';
import { imageNode } from './image.mjs';
import { renderInput } from './input.mjs';
import { renderPlain, renderText } from '../texts/mrkdwn.mjs';
import { fragment, make } from '../parts/nodes.mjs';
import { renderRichText } from '../texts/rich_text.mjs';
import { surfaceOf } from './surface.mjs';

/**
 * Shows a message's or a home tab's blocks.
 * @param {object[]} blocks as Slack keeps them; unknown types are named
 * @param {object} context who reads and acts. Optional: `values`, a home tab's `view.state.values`; `headingLevel` of
 *   header blocks, 3 unless given
 * @returns {DocumentFragment}
 */
export function renderBlocks(blocks, context) {
  const surface = surfaceOf(context, context.values);
  return fragment(...(blocks ?? []).map((block) => renderBlock(block, surface)));
}

/** Shows one block on a surface, whose controls it adds itself to. */
export function renderBlock(block, surface) {
  const render = Object.hasOwn(BLOCKS, block.type) ? BLOCKS[block.type] : unknown;
  const node = render(block, surface);
  if (block.block_id) node.dataset.block = block.block_id;
  return node;
}

const BLOCKS = {
  section,
  context: contextBlock,
  actions,
  header,
  divider: () => make('hr', { class: 'k-block k-divider' }),
  image,
  input: renderInput,
  rich_text: (block, { context }) => renderRichText(block, context),
  markdown: (block) => make('div', { class: 'k-block k-text' }, renderPlain(block.text ?? '')),
};

function unknown(block) {
  return make('p', { class: 'k-block k-unknown' }, `The sandbox can't show this block: ${block.type}`);
}

function section(block, surface) {
  const { context } = surface;
  const text = block.text ? make('div', { class: 'k-text' }, renderText(block.text, context)) : null;
  const fields = block.fields?.length ? fieldsOf(block.fields, context) : null;
  const body = make('div', { class: 'k-section-body' }, text, fields);
  const aside = block.accessory ? accessory(block, surface) : null;
  return make('div', { class: 'k-block k-section' }, body, aside);
}

function fieldsOf(fields, context) {
  const all = fields.map((field) => make('div', { class: 'k-text k-field' }, renderText(field, context)));
  return make('div', { class: 'k-fields' }, ...all);
}

function accessory(block, surface) {
  return make('div', { class: 'k-accessory' }, renderElement(block.accessory, { surface, block }));
}

function contextBlock(block, { context }) {
  const all = (block.elements ?? []).map((element) => contextElement(element, context));
  return make('div', { class: 'k-block k-context' }, ...all);
}

function contextElement(element, context) {
  if (element.type === 'image') return imageNode(element, 'k-image-tiny');
  return make('div', { class: 'k-text' }, renderText(element, context));
}

function actions(block, surface) {
  const all = (block.elements ?? []).map((element) => renderElement(element, { surface, block }));
  return make('div', { class: 'k-block k-actions' }, ...all);
}

function header(block, { context }) {
  const level = context.headingLevel ?? 3;
  const attributes = { class: 'k-block k-header', role: 'heading', 'aria-level': level };
  return make('div', attributes, renderText(block.text, context));
}

function image(block, { context }) {
  const title = block.title ? make('figcaption', { class: 'k-image-title' }, renderText(block.title, context)) : null;
  return make('figure', { class: 'k-block k-figure' }, title, imageNode(block, 'k-image-large'));
}
