/** What one can do with a message: a toolbar that comes to the message under the pointer or with the focus. */

import { make } from '../parts/nodes.mjs';
import { form, growing, iconButton, openDialog, openMenu, button, unseen, went } from '../parts/ui.mjs';
import { actInSlack } from '../live/api.mjs';
import { roleOf } from './questions.mjs';
import { tokensOf, typedOf } from '../texts/typed.mjs';

/** While messages pass below a resting pointer, the toolbar stays where it is. */
const SCROLLING_MS = 150;

/**
 * Gives a scroller of messages its toolbar. Arrow keys go from message to message.
 * @param {HTMLElement} scroller
 * @param {object} app
 * @param {{channel: string, messageOf: (ts: string) => object|undefined, inThread: boolean}} target
 */
export function withToolbar(scroller, app, target) {
  let current = null;
  const tools = iconButton('more', 'More actions', () =>
    openMenu(tools, 'Message actions', actionsOf(app, target, current)),
  );
  const reply = iconButton('reply', 'Reply in thread', () =>
    app.store.openThread(current.thread_ts ?? current.ts),
  );
  const bar = make(
    'div',
    { class: 'toolbar', role: 'toolbar', 'aria-label': 'Message' },
    target.inThread ? null : reply,
    tools,
  );
  const come = (under) => {
    const element = under?.closest?.('.message');
    if (!element || bar.parentElement === element) return;
    const message = target.messageOf(element.dataset.ts);
    if (!message || message.to || message.subtype === 'tombstone') return bar.remove();
    current = message;
    element.append(bar);
  };
  whenPointed(scroller, come);
  scroller.addEventListener('focusin', (event) => come(event.target));
  scroller.addEventListener('keydown', (event) => moved(event, scroller));
}

/** Tells what the pointer is on; while messages pass below it, only when they have come to rest. */
function whenPointed(scroller, come) {
  let scrolledAt = 0;
  let waiting = 0;
  const pointed = ({ timeStamp, target, clientX, clientY }) => {
    clearTimeout(waiting);
    if (timeStamp - scrolledAt > SCROLLING_MS) come(target);
    else waiting = setTimeout(() => come(document.elementFromPoint(clientX, clientY)), SCROLLING_MS);
  };
  scroller.addEventListener(
    'scroll',
    ({ timeStamp }) => {
      scrolledAt = timeStamp;
    },
    { passive: true },
  );
  scroller.addEventListener('pointermove', pointed, { passive: true });
}

/** Arrow keys: from the scroller to its last message, from a message to its neighbour. */
function moved(event, scroller) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const from = event.target;
  if (!step || (from !== scroller && !from.classList.contains('message'))) return;
  const all = [...scroller.querySelectorAll('.message')];
  const next = from === scroller ? all.at(-1) : all[all.indexOf(from) + step];
  if (!next) return;
  event.preventDefault();
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
}

function actionsOf(app, { channel }, message) {
  const { store } = app;
  const me = store.state.users.get(store.me);
  const place = { channel, ts: message.ts };
  const list = [];
  if (me && roleOf(me) !== 'other organisation') {
    list.push({
      label: 'Live Chat Control',
      run: () => act(store.me, { shortcut: { callback_id: 'live_chat_control', ...place } }),
    });
  }
  if (message.user === store.me && !message.subtype)
    list.push({ label: 'Edit message', run: () => edit(app, place, message) });
  if (message.user === store.me || me?.is_owner) {
    list.push({ label: 'Delete message', danger: true, run: () => remove(store.me, place) });
  }
  list.push({ label: 'Copy text', run: () => navigator.clipboard?.writeText(message.text ?? '') });
  return list;
}

const act = async (me, deed) => went(await actInSlack(me, deed));

function edit(app, place, message) {
  const context = app.contextFor(place);
  const area = growing(make('textarea', { rows: 3, 'aria-label': 'Message' }));
  area.value = typedOf(message.text ?? '', context.nameOfUser, context.nameOfChannel);
  openDialog('Edit message', (close) => [
    form(
      async () => {
        const text = tokensOf(area.value, app.people(), app.channels());
        if (await act(app.store.me, { edit: { ...place, text } })) close();
      },
      area,
      make('div', { class: 'row end' }, button('Cancel', close), make('button', { class: 'primary' }, 'Save')),
    ),
  ]);
  area.focus();
}

function remove(me, place) {
  openDialog('Delete message?', (close) => [
    make('p', {}, 'This can’t be undone.', unseen(' It is gone for everybody.')),
    make(
      'div',
      { class: 'row end' },
      button('Cancel', close),
      button(
        'Delete',
        async () => {
          if (await act(me, { delete: place })) close();
        },
        { class: 'danger' },
      ),
    ),
  ]);
}
