/** The app's modals, as the acted-as person has them: the topmost stands in a dialog, what lies below keeps its input. */

import { make } from '../parts/nodes.mjs';
import { actInSlack } from '../live/api.mjs';
import { viewsOf } from './questions.mjs';
import { versionOf } from '../blocks/held.mjs';
import { renderModal, updateModal } from '../blocks/modal.mjs';

/** Keeps the dialog up to date with the open views. */
export function startModals(app) {
  const dialog = make('dialog', { class: 'modal-box' });
  document.body.append(dialog);
  const drawn = new Map();
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    const top = viewsOf(app.store.state, app.store.me).at(-1);
    if (top) closeView(app, top.id, false);
  });
  app.store.on(['now', 'views', 'me'], () => draw(app, dialog, drawn));
}

function draw(app, dialog, drawn) {
  const views = viewsOf(app.store.state, app.store.me);
  for (const id of drawn.keys()) if (!views.some((view) => view.id === id)) drawn.delete(id);
  for (const view of views) drawView(app, view, drawn);
  const top = views.at(-1);
  if (!top) return dialog.open && dialog.close();
  const { element } = drawn.get(top.id);
  if (dialog.firstElementChild !== element) dialog.replaceChildren(element);
  dialog.setAttribute('aria-labelledby', element.getAttribute('aria-labelledby'));
  if (!dialog.open) dialog.showModal();
}

/**
 * A view is drawn once; a later version of it changes what is drawn, so that typed input stays. What was entered makes no
 * version: the form has it already, and may be saying what is wrong with it.
 */
function drawView(app, view, drawn) {
  const known = drawn.get(view.id);
  const text = versionOf(view);
  if (known?.text === text) return;
  const context = app.contextFor({ view: view.id });
  if (known) updateModal(known.element, view, context);
  const element =
    known?.element ??
    renderModal(view, context, {
      submit: (values) => submitView(app, view.id, values),
      close: (all) => closeView(app, view.id, all),
    });
  drawn.set(view.id, { element, text });
}

/** What the form shows of the answer: errors at their fields, or a trouble. */
async function submitView(app, view, values) {
  const answer = await actInSlack(app.store.me, { submit: { view, values } });
  return { errors: answer.shown?.errors, trouble: answer.trouble };
}

const closeView = (app, view, all) => app.act({ close: { view, all: Boolean(all) } });
