/** The thread pane: a parent, its replies, and a composer of its own. */

import { make } from '../parts/nodes.mjs';
import { actInSlack } from '../live/api.mjs';
import { iconButton, show, went } from '../parts/ui.mjs';
import { arrange, messageElement } from './message.mjs';
import { composer } from './composer.mjs';
import { markedTitleOf } from './questions.mjs';
import { withToolbar } from './toolbar.mjs';

/** Keeps the thread pane up to date. */
export function startThread(app, pane) {
  const { store } = app;
  const open = { list: null, drawn: new Map() };
  store.on('thread', () => reopen(app, pane, open));
  const touched = (event) => event.channel === store.place.channel && store.thread && draw(app, open);
  store.on(['message', 'ephemeral', 'ephemeral_gone'], touched);
  store.on(
    'message_gone',
    ({ channel, ts }) => channel === store.place.channel && ts === store.thread && store.openThread(null),
  );
  pane.addEventListener(
    'keydown',
    (event) => event.key === 'Escape' && !event.defaultPrevented && store.openThread(null),
  );
}

function reopen(app, pane, open) {
  const { store } = app;
  pane.hidden = !store.thread;
  document.body.classList.toggle('with-thread', Boolean(store.thread));
  open.drawn.clear();
  if (!store.thread) return show(pane);
  const channel = store.state.channels.get(store.place.channel);
  const title = markedTitleOf(store.state, channel, store.me);
  open.list = make('div', {
    class: 'timeline thread-list',
    role: 'log',
    'aria-live': 'off',
    'aria-label': `Thread in ${title}`,
    tabindex: 0,
  });
  withToolbar(open.list, app, { channel: channel.id, messageOf: (ts) => open.drawn.get(ts)?.message, inThread: true });
  const head = make(
    'header',
    { class: 'place-head' },
    make(
      'div',
      { class: 'row' },
      make('h2', {}, 'Thread'),
      make('span', { class: 'topic' }, title),
      make('span', { class: 'grow' }),
      iconButton('close', 'Close thread', () => store.openThread(null)),
    ),
  );
  show(pane, head, open.list, footOf(app, channel, title, store.thread));
  draw(app, open);
  pane.querySelector('textarea')?.focus();
}

function footOf(app, channel, title, parent) {
  if (channel.is_archived) return null;
  const also = make('input', { type: 'checkbox' });
  const extra = make('label', { class: 'check' }, also, `Also send to ${title}`);
  return composer(app, {
    label: 'Reply in thread',
    place: `${channel.id} ${parent}`,
    extra,
    send: async (message) => {
      const deed = { channel: channel.id, thread_ts: parent, ...message, ...(also.checked ? { broadcast: true } : {}) };
      const sent = went(await actInSlack(app.store.me, { message: deed }));
      if (sent) also.checked = false;
      return sent;
    },
  });
}

/** Draws what changed: each message is made anew only where it became another. */
function draw(app, open) {
  const parent = app.timeline()?.message(app.store.thread);
  if (!parent) return;
  const replies = [...(parent.thread ?? []), ...app.timeline().ephemeralsIn(parent.ts)].sort((a, b) =>
    a.ts < b.ts ? -1 : 1,
  );
  const atEnd = open.list.scrollHeight - open.list.scrollTop - open.list.clientHeight < 60;
  const wanted = [{ ...parent, thread: [] }, ...replies];
  const kept = new Set(wanted.map((message) => message.ts));
  for (const [ts, { element }] of open.drawn)
    if (!kept.has(ts)) {
      element.remove();
      open.drawn.delete(ts);
    }
  wanted.forEach((message, at) => drawOne(app, open, message, at, wanted[at - 1]));
  if (atEnd) open.list.scrollTop = open.list.scrollHeight;
}

function drawOne(app, open, message, at, before) {
  const known = open.drawn.get(message.ts);
  const text = JSON.stringify(message);
  if (known?.text !== text) {
    const element = messageElement(message, app, app.store.place.channel, { thread: true });
    if (known) known.element.replaceWith(element);
    else open.list.insertBefore(element, open.list.children[at] ?? null);
    open.drawn.set(message.ts, { message, element, text });
  }
  arrange(open.drawn.get(message.ts).element, message, before);
}
