/** The thread pane: a parent, its replies, and a composer of its own. */

import { make } from '../parts/nodes.mjs';
import { actInSlack, get } from '../live/api.mjs';
import { iconButton, show, went } from '../parts/ui.mjs';
import { tsAfter } from './arrange.mjs';
import { arrange, messageElement } from './message.mjs';
import { composer } from './composer.mjs';
import { markedTitleOf } from './questions.mjs';
import { addressOf } from './timeline.mjs';
import { withToolbar } from './toolbar.mjs';

/** Keeps the thread pane up to date. */
export function startThread(app, pane) {
  const { store } = app;
  const open = { channel: null, parent: null, asked: null, frame: null, list: null, drawn: new Map() };
  store.on('thread', () => reopen(app, pane, open));
  store.on('now', () => store.thread && goOn(app, pane, open));
  store.on('loaded', () => store.thread && draw(app, open));
  const isHere = (event) => store.thread && event.channel === open.channel;
  store.on('message', (event) => {
    if (isHere(event) && event.message.ts === store.thread) setParent(app, open, event.message);
  });
  store.on(['ephemeral', 'ephemeral_gone'], (event) => isHere(event) && draw(app, open));
  store.on('channel', (event) => isHere({ channel: event.channel.id }) && drawFrame(app, pane, open));
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
  open.asked = open.frame = null;
  if (!store.thread) return show(pane);
  open.channel = store.place.channel;
  drawFrame(app, pane, open);
  const parent = app.timeline()?.message(store.thread);
  if (parent) setParent(app, open, parent);
  else renew(app, open);
  pane.querySelector('textarea')?.focus();
}

/** After a break: the open channel may be another by now. */
function goOn(app, pane, open) {
  if (app.store.place.channel !== open.channel) return app.store.openThread(null);
  drawFrame(app, pane, open);
  renew(app, open);
}

/**
 * Asks for the thread anew: after a break it may have gone on, or be gone, and its parent may be older than what the
 * timeline has loaded. What comes live meanwhile is newer than the answer.
 */
async function renew(app, open) {
  const { store } = app;
  const { thread } = store;
  const asked = (open.asked = {});
  const answer = await get(addressOf(open.channel, tsAfter(thread), 1));
  if (open.asked !== asked || answer.trouble) return;
  const parent = answer.messages.at(-1);
  if (parent?.ts === thread) setParent(app, open, parent);
  else store.openThread(null);
}

/** The thread as it is now; kept here, since the timeline forgets what is far above. */
function setParent(app, open, parent) {
  open.asked = null;
  open.parent = parent;
  draw(app, open);
}

/** All that hangs on the channel's name, and on whether one can write there. */
function drawFrame(app, pane, open) {
  const { store } = app;
  const channel = store.state.channels.get(open.channel);
  const title = markedTitleOf(store.state, channel, store.me);
  const frame = JSON.stringify([title, channel.is_archived]);
  if (frame === open.frame) return;
  open.frame = frame;
  open.drawn.clear();
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
  const { parent } = open;
  if (parent?.ts !== app.store.thread) return;
  const alone = app.timeline()?.ephemeralsIn(parent.ts) ?? [];
  const replies = [...(parent.thread ?? []), ...alone].sort((a, b) => (a.ts < b.ts ? -1 : 1));
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
    const element = messageElement(message, app, open.channel, { thread: true });
    if (known) known.element.replaceWith(element);
    else open.list.insertBefore(element, open.list.children[at] ?? null);
    open.drawn.set(message.ts, { message, element, text });
  }
  arrange(open.drawn.get(message.ts).element, message, before);
}
