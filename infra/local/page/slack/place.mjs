/** The middle of the page: the open channel's head, its timeline and composer, or the app's Home. */

import { make } from '../parts/nodes.mjs';
import { actInSlack } from '../live/api.mjs';
import { button, iconButton, show, went } from '../parts/ui.mjs';
import { icon } from '../parts/icons.mjs';
import { markedTitleOf, titleOf } from './questions.mjs';
import { calls } from '../live/unread.mjs';
import { renderMrkdwn } from '../texts/mrkdwn.mjs';
import { emojiOf } from '../texts/emoji.mjs';
import { safeUrl } from '../texts/links.mjs';
import { Timeline, timelineElement } from './timeline.mjs';
import { withToolbar } from './toolbar.mjs';
import { composer } from './composer.mjs';
import { openPeople } from './people.mjs';
import { homeOf } from './home.mjs';
import { announcer } from '../live/announce.mjs';

/** Keeps the middle up to date. Returns `{timeline()}`: the open one, or null at Home. */
export function startPlace(app, section) {
  const { store } = app;
  const open = { timeline: null, head: null, frame: '' };
  const announce = announcer();
  const redraw = () => reopen(app, section, open, announce);
  store.on(['place', 'me', 'now'], redraw);
  store.on(['message', 'message_gone', 'ephemeral', 'ephemeral_gone'], (event) => taken(app, open, event));
  store.on('channel', ({ channel }) => {
    if (channel.id !== store.place.channel) return;
    if (frameOf(channel) === open.frame) drawHead(app, open);
    else redraw();
  });
  store.on('user', () => open.head && drawHead(app, open));
  store.on('home', ({ home }) => store.place.home && home.user === store.me && redraw());
  store.afterBatch(() => {
    open.timeline?.settled();
    markRead(app, open);
  });
  document.addEventListener('visibilitychange', () => {
    markRead(app, open);
  });
  return { timeline: () => open.timeline };
}

function taken(app, open, event) {
  const { store } = app;
  const mine = store.state.channels.get(event.channel)?.members.includes(store.me);
  if (open.timeline?.channel === event.channel) open.timeline.take(event);
  if (event.kind === 'message' && mine && isNewToMe(app, event))
    app.read.called(store.me, event.channel, event.message.ts);
}

function isNewToMe({ store, read }, { channel, message }) {
  if (message.user === store.me || (read.until(store.me, channel) ?? '') >= message.ts) return false;
  return store.state.channels.get(channel).kind === 'direct' || calls(message, store.me);
}

function reopen(app, section, open, announce) {
  const { store } = app;
  open.timeline?.close();
  open.timeline = null;
  open.head = null;
  const channel = store.state.channels.get(store.place.channel);
  section.classList.toggle('at-home', !channel);
  if (!channel) {
    section.setAttribute('aria-label', 'Home');
    delete section.dataset.channel;
    return show(section, ...homeOf(app), announce.region);
  }
  openChannel(app, section, open, channel, announce);
}

function openChannel(app, section, open, channel, announce) {
  const { store } = app;
  const title = markedTitleOf(store.state, channel, store.me);
  section.setAttribute('aria-label', title);
  section.dataset.channel = channel.id;
  open.frame = frameOf(channel);
  open.head = make('header', { class: 'place-head' });
  drawHead(app, open);
  const scroller = timelineElement(title);
  const newer = button('New messages', () => open.timeline.toEnd(), { class: 'newer', hidden: true });
  newer.append(icon('down'));
  open.timeline = new Timeline(app, channel.id, scroller, {
    onMessage: (event) => announce.say(event, app),
    onUnseen: (some) => {
      newer.hidden = !some;
    },
  });
  withToolbar(scroller, app, { channel: channel.id, messageOf: (ts) => open.timeline?.message(ts), inThread: false });
  show(
    section,
    open.head,
    make('div', { class: 'timeline-box' }, scroller, newer),
    footOf(app, channel, title),
    announce.region,
  );
  open.timeline.load().then(() => {
    markRead(app, open);
    store.take({ kind: 'loaded' });
    store.settled();
  });
}

/** What all labels and the composer hang on: when it changes, the channel is opened anew. */
const frameOf = (channel) => JSON.stringify([channel.id, channel.name, channel.is_archived]);

/** Nobody writes into an archived channel. */
function footOf(app, channel, title) {
  if (channel.is_archived)
    return make('p', { class: 'archived quiet' }, 'This channel is archived: nobody can write here.');
  return composer(app, {
    label: `Message ${title}`,
    place: channel.id,
    send: async (message) => {
      const sent = went(await actInSlack(app.store.me, { message: { channel: channel.id, ...message } }));
      if (sent) app.timeline()?.toEnd();
      return sent;
    },
  });
}

function markRead(app, open) {
  const { store } = app;
  const channel = store.state.channels.get(open.timeline?.channel);
  if (!channel || document.hidden || !open.timeline.atEnd) return;
  if (app.read.mark(store.me, channel.id, channel.last_ts)) app.readMore();
}

function drawHead(app, open) {
  const { store } = app;
  const channel = store.state.channels.get(store.place.channel);
  if (!open.head || !channel) return;
  const sign = channel.kind === 'private' ? icon('lock') : channel.kind === 'public' ? icon('hash') : null;
  const title = make('h2', {}, sign, make('span', {}, titleOf(store.state, channel, store.me)));
  show(
    open.head,
    make(
      'div',
      { class: 'row' },
      app.menuButton(),
      title,
      topicOf(app, channel),
      make('span', { class: 'grow' }),
      peopleButton(app, channel),
    ),
    channel.bookmarks.length > 0
      ? make('ul', { class: 'bookmarks', 'aria-label': 'Bookmarks' }, ...channel.bookmarks.map(bookmark))
      : null,
  );
}

function topicOf(app, channel) {
  if (!channel.topic) return null;
  return make(
    'p',
    { class: 'topic', title: channel.topic },
    renderMrkdwn(channel.topic, app.contextFor({ channel: channel.id })),
  );
}

function peopleButton(app, channel) {
  const count = channel.members.length;
  const label = `${count} ${count === 1 ? 'member' : 'members'}`;
  return iconButton('people', label, () => openPeople(app, channel.id), {
    class: 'icon-button members',
    'data-count': count,
  });
}

function bookmark({ title, link, emoji }) {
  const sign = emoji ? `${emojiOf(emoji.replaceAll(':', '')) ?? emoji} ` : '';
  const text = make(
    'a',
    { href: safeUrl(link), target: '_blank', rel: 'noreferrer' },
    sign || icon('link'),
    title,
  );
  return make('li', {}, text);
}
