/** The page's start: the customer's phone and the channel list, wired to the one state; then everything else. */

import { actInSlack, get } from './live/api.mjs';
import { button, iconButton, show, went } from './parts/ui.mjs';
import { icon } from './parts/icons.mjs';
import { connect } from './live/live.mjs';
import { recall, remember, storage } from './live/prefs.mjs';
import { frameDrawn } from './live/frames.mjs';
import { Store } from './live/store.mjs';
import { Read } from './live/unread.mjs';
import { setEmoji } from './texts/emoji.mjs';
import { firstChannel, firstPerson, isPerson, nameOf, nameOfUser, titleOf } from './slack/questions.mjs';
import { startSidebar } from './slack/sidebar.mjs';
import { startPhone } from './phone/phone.mjs';

const byId = (id) => document.getElementById(id);

/** What panes share: the state, and what they ask of each other. */
function createApp() {
  const store = new Store();
  const app = {
    store,
    /** The team that customers ask for, unless they type another. */
    label: 'Support Team',
    read: new Read(storage),
    act: async (deed) => went(await actInSlack(store.me, deed)),
    contextFor: (target) => contextFor(app, target),
    people: () =>
      [...store.state.users.values()]
        .filter((user) => isPerson(user) || user.id === store.state.bot)
        .map((user) => ({ id: user.id, name: nameOf(user) })),
    channels: () =>
      [...store.state.channels.values()].filter((channel) => channel.name && channel.members.includes(store.me)),
    openChannel: (id) => openChannel(app, id),
    actAs: (me) => actAs(app, me),
    showSide: (open) => document.body.classList.toggle('side-open', open),
    menuButton: () =>
      iconButton('menu', 'Open the channel list', () => app.showSide(true), {
        class: 'icon-button side-toggle narrow',
      }),
    readMore: () => {
      store.take({ kind: 'read' });
      store.settled();
    },
  };
  return app;
}

/** What the renderer is told of where it draws: `target` says what a click is on. */
function contextFor(app, target) {
  const { store } = app;
  return {
    me: store.me,
    nameOfUser: (id) => nameOfUser(store.state, id),
    nameOfChannel: (id) => {
      const channel = store.state.channels.get(id);
      return channel ? titleOf(store.state, channel, store.me) : 'unknown-channel';
    },
    openChannel: app.openChannel,
    users: app.people,
    channels: app.channels,
    act: (click) => app.act({ click: { ...target, ...click } }),
  };
}

function openChannel(app, id) {
  app.showSide(false);
  showPane('slack');
  app.store.open(id);
}

function actAs(app, me) {
  remember('me', me);
  const { store } = app;
  store.openThread(null);
  const channel = store.state.channels.get(store.place.channel);
  store.me = me;
  if (!store.place.home && !channel?.members.includes(me)) store.place = placeOf(store, me);
  store.actAs(me);
}

function placeOf(store, me) {
  const channel = firstChannel(store.state, me);
  return channel ? { channel } : { home: true };
}

/** The first state, and each after a reconnect: who is acted as, and what is open, may be gone. */
function settleIn(app) {
  const { store } = app;
  const remembered = store.state.users.get(store.me || recall('me'));
  const usable = remembered && isPerson(remembered) && !remembered.is_deactivated;
  store.me = usable ? remembered.id : firstPerson(store.state);
  const open = store.state.channels.get(store.place.channel);
  if (!open?.members.includes(store.me)) store.place = placeOf(store, store.me);
}

/** Who is removed from the open channel, or sees it deleted, is shown another. */
function followChannels(app) {
  const { store } = app;
  store.on(['channel', 'channel_gone'], () => {
    if (store.place.home) return;
    const open = store.state.channels.get(store.place.channel);
    if (!open?.members.includes(store.me)) queueMicrotask(() => store.open(firstChannel(store.state, store.me)));
  });
}

const PANES = [
  ['phone', 'Customer', 'phone'],
  ['slack', 'Slack', 'hash'],
  ['flow', 'Flow', 'flow'],
];

/** On narrow windows one pane is shown at a time. */
function showPane(name) {
  document.body.dataset.pane = name;
  for (const tab of byId('tabs').children) tab.setAttribute('aria-pressed', String(tab.dataset.pane === name));
}

function startTabs(openFlow) {
  show(
    byId('tabs'),
    ...PANES.map(([name, label, sign]) => {
      const tab = button(
        icon(sign),
        () => {
          showPane(name);
          if (name === 'flow') openFlow(true);
        },
        { 'data-pane': name },
      );
      tab.append(label);
      return tab;
    }),
  );
  showPane('slack');
}

function flowOpener(app) {
  return (open) => {
    byId('flow').hidden = !open;
    document.body.classList.toggle('with-flow', open);
    byId('flow-toggle')?.setAttribute('aria-expanded', String(open));
    if (open) app.flow?.opened();
    else if (document.body.dataset.pane === 'flow') showPane('slack');
  };
}

function tellStatus(status) {
  const lost = status === 'lost';
  byId('status').textContent = lost ? 'Connection lost: trying again …' : 'Live';
  byId('status').classList.toggle('lost', lost);
  byId('status').classList.toggle('live', !lost);
}

/**
 * Channel list and phone take input: marks that, and when they are seen, for whoever measures or plays the page by a
 * script; and goes on with everything else.
 */
async function tellReady(app) {
  performance.mark('usable');
  await frameDrawn();
  performance.mark('seen');
  document.body.setAttribute('data-ready', '');
  // Not fetched before: what is fetched beside the first moment's files keeps them waiting.
  const rest = await import('./rest.mjs');
  app.store.join(() => rest.start(app));
  get('/page/emoji.json').then((map) => !map.trouble && setEmoji(map));
}

function start() {
  const app = createApp();
  const now = byId('now').textContent;
  // First of all: the connection is made while the page is drawn.
  connect(app.store, now, tellStatus);
  document.documentElement.dataset.theme = recall('theme') ?? 'system';
  app.store.on('now', () => settleIn(app));
  app.openFlow = flowOpener(app);
  startTabs(app.openFlow);
  startSidebar(app, byId('side'));
  startPhone(app, byId('phone'));
  followChannels(app);
  app.store.take(JSON.parse(now));
  app.store.settled();
  tellReady(app);
}

start();
