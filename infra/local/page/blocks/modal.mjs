/** Shows modals: a form with the view's blocks, its labels, and what is wrong with what was entered. */

import { renderBlock } from './blocks.mjs';
import { kept, placeKey, problemsOf, valuesOf } from './held.mjs';
import { tellError } from './input.mjs';
import { focused, focusAgain } from './modal_focus.mjs';
import { renderPlain, renderText } from '../texts/mrkdwn.mjs';
import { freshId, make, setAttribute } from '../parts/nodes.mjs';
import { surfaceOf } from './surface.mjs';

/** What belongs to each form: `{form, view, surface, handlers, parts, rendered, busy}`. */
const modals = new WeakMap();

/**
 * Shows a modal. The shell puts it into a dialog that is named by the form's `aria-labelledby`, and handles Escape.
 * @param {object} view as Slack's payloads carry it; `view.state.values` is what was entered before
 * @param {object} context who reads; `context.act(click)` is told what acts at once
 * @param {{submit: function(object): Promise<{errors?: object, trouble?: string}>, close: function(boolean)}} handlers
 *   `submit` is called only with values that Slack's client would send; `close(true)` is the X, `close(false)` the
 *   button at the bottom
 * @returns {HTMLFormElement}
 */
export function renderModal(view, context, handlers) {
  const parts = partsOf(handlers);
  const form = make('form', { class: 'modal', novalidate: true, 'aria-labelledby': parts.title.id }, ...parts.all);
  const shown = { view: { blocks: [] }, surface: surfaceOf(context), rendered: new Map() };
  const modal = { form, handlers, parts, busy: false, ...shown };
  modals.set(form, modal);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (modal.view.submit) submit(modal);
  });
  form.addEventListener('input', ({ target }) => forgive(modal, target));
  show(modal, view);
  markFirst(modal);
  return form;
}

/**
 * Shows that the view was updated. What was typed stays where block, action and type are the same, and so do focus and
 * place; errors go.
 */
export function updateModal(element, view, context) {
  const modal = modals.get(element);
  const before = focused(modal);
  modal.surface.context = context;
  show(modal, view);
  focusAgain(modal, before);
}

function partsOf(handlers) {
  const title = make('h2', { class: 'modal-title', id: freshId('modal'), tabindex: '-1' });
  const cross = make('button', { type: 'button', class: 'modal-cross', 'aria-label': 'Close', title: 'Close' }, '✕');
  cross.addEventListener('click', () => handlers.close(true));
  const trouble = make('p', { class: 'modal-trouble', role: 'alert', hidden: true });
  const body = make('div', { class: 'modal-body' });
  const close = make('button', { type: 'button', class: 'k-button k-large modal-close' });
  close.addEventListener('click', () => handlers.close(false));
  const send = make('button', { type: 'submit', class: 'k-button k-large k-primary modal-submit' });
  const footer = make('footer', { class: 'modal-footer' }, close, send);
  const all = [make('header', { class: 'modal-header' }, title, cross), trouble, body, footer];
  return { title, trouble, body, close, send, footer, all };
}

function show(modal, view) {
  const { parts, surface } = modal;
  parts.title.replaceChildren(renderText(view.title, surface.context));
  label(parts.close, view.close);
  label(parts.send, view.submit);
  parts.footer.hidden = !view.close && !view.submit;
  tellTrouble(modal, null);
  for (const control of surface.controls) tell(modal, control.blockId, null);
  showBlocks(modal, view);
  modal.view = view;
  const hasStop = parts.body.querySelector('input, select, textarea, button, summary, a[href]');
  setAttribute(parts.body, 'tabindex', hasStop ? null : '0');
}

function label(button, text) {
  button.hidden = !text;
  button.replaceChildren(make('span', { class: 'k-button-label' }, renderPlain(text?.text ?? '')));
}

/** Blocks that did not change keep their nodes, and with them all that a person was doing there. */
function showBlocks(modal, view) {
  const { surface } = modal;
  const before = { controls: surface.controls, rendered: modal.rendered };
  surface.values = view.state?.values ?? {};
  surface.carried = carried(modal, view);
  surface.controls = [];
  modal.rendered = new Map();
  const nodes = (view.blocks ?? []).map((block) => {
    const node = sameAs(before, block, surface) ?? renderBlock(block, surface);
    modal.rendered.set(block.block_id, { node, source: JSON.stringify(block) });
    return node;
  });
  place(modal.parts.body, nodes);
}

function carried({ surface, view: before }, view) {
  const stays = kept(before, view);
  const all = surface.controls.map((control) => [placeKey(control.blockId, control.actionId), control.read()]);
  return new Map(all.filter(([key]) => stays.has(key)));
}

function sameAs({ controls, rendered }, block, surface) {
  const before = rendered.get(block.block_id);
  if (!before || before.source !== JSON.stringify(block)) return null;
  surface.controls.push(...controls.filter(({ blockId }) => blockId === block.block_id));
  return before.node;
}

/** Moves no node that stands where it should: a node that moves loses the focus. */
function place(body, nodes) {
  for (const child of [...body.children]) if (!nodes.includes(child)) child.remove();
  nodes.forEach((node, index) => {
    if (body.children[index] !== node) body.insertBefore(node, body.children[index] ?? null);
  });
}

/** Marks what the dialog gives the focus to: what the view asks for, else the first input. */
function markFirst({ view, surface }) {
  const elements = (block) => [block.element, block.accessory, ...(block.elements ?? [])];
  const asked = (view.blocks ?? []).flatMap(elements).find((element) => element?.focus_on_load)?.action_id;
  const inputs = surface.controls.filter(({ isInput }) => isInput);
  const first = surface.controls.find(({ actionId }) => actionId === asked) ?? inputs[0];
  first?.target()?.setAttribute('autofocus', '');
}

async function submit(modal) {
  if (modal.busy) return;
  tellTrouble(modal, null);
  const entered = new Map(inputControls(modal).map((control) => [control.blockId, control.read()]));
  const problems = problemsOf(modal.view, entered);
  if (tellAll(modal, problems)) return;
  setBusy(modal, true);
  const answer = await answered(modal, valuesOf(modal.view, entered));
  setBusy(modal, false);
  tellAll(modal, answer?.errors ?? {});
  if (answer?.trouble) tellTrouble(modal, answer.trouble);
}

const inputControls = ({ surface }) => surface.controls.filter(({ isInput }) => isInput);

async function answered({ handlers }, values) {
  try {
    return await handlers.submit(values);
  } catch (error) {
    return { trouble: error.message || 'That failed. Try again.' };
  }
}

function setBusy(modal, busy) {
  modal.busy = busy;
  setAttribute(modal.parts.send, 'aria-busy', busy ? 'true' : null);
  setAttribute(modal.parts.send, 'aria-disabled', busy ? 'true' : null);
}

/** Says what is wrong, each at its input, and goes to the first; true if something is. */
function tellAll(modal, errors) {
  const controls = inputControls(modal);
  for (const { blockId } of controls) tell(modal, blockId, errors[blockId] ?? null);
  const elsewhere = Object.keys(errors).filter((id) => !controls.some(({ blockId }) => blockId === id));
  if (elsewhere.length) tellTrouble(modal, elsewhere.map((id) => errors[id]).join(' '));
  controls.find(({ blockId }) => errors[blockId])?.target()?.focus();
  return Object.keys(errors).length > 0;
}

function tell(modal, blockId, error) {
  const control = inputControls(modal).find((one) => one.blockId === blockId);
  const node = modal.rendered.get(blockId)?.node;
  if (control && node) tellError(node, control, error);
}

/** An error goes when its input is changed. */
function forgive(modal, target) {
  const block = target.closest('.k-wrong');
  if (block) tell(modal, block.dataset.block, null);
}

function tellTrouble({ parts }, trouble) {
  parts.trouble.hidden = trouble === null;
  parts.trouble.textContent = trouble ?? '';
}
