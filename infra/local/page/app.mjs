/** The page's start: wires the panes to the one state, and connects. */

import { actInSlack, get } from './live/api.mjs';
import { button, iconButton, select, show, went } from './parts/ui.mjs';
import { icon } from './parts/icons.mjs';
import { connect } from './live/live.mjs';
import { recall, remember, storage } from './live/prefs.mjs';
import { Store } from './live/store.mjs';
import { Read } from './live/unread.mjs';
import { setEmoji } from './texts/emoji.mjs';
import { firstChannel, firstPerson, isPerson, nameOf, nameOfUser, titleOf } from './slack/questions.mjs';
import { startSidebar } from './slack/sidebar.mjs';
import { startPlace } from './slack/place.mjs';
import { startThread } from './slack/thread.mjs';
import { startModals } from './slack/modals.mjs';
import { startPhone } from './phone/phone.mjs';
import { startFlow } from './flow/flow.mjs';
import { startTour } from './tour/tour.mjs';
import { faultsMenu } from './faults/faults.mjs';

const byId = (id) => document.getElementById(id);

/** What panes share: the state, and what they ask of each other. */
function createApp() {
  const store = new Store();
  const app = {
    store,
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

function startTools(app, openFlow) {
  const flow = button('Flow', () => openFlow(byId('flow').hidden), {
    id: 'flow-toggle',
    'aria-controls': 'flow',
    'aria-expanded': 'false',
  });
  const theme = select(
    [
      { value: 'system', label: 'System' },
      { value: 'light', label: 'Light' },
      { value: 'dark', label: 'Dark' },
    ],
    { 'aria-label': 'Colours' },
  );
  const apply = (name) => {
    document.documentElement.dataset.theme = name;
  };
  theme.value = recall('theme') ?? 'system';
  apply(theme.value);
  theme.addEventListener('change', () => {
    remember('theme', theme.value);
    apply(theme.value);
  });
  show(
    byId('tools'),
    theme,
    button('Tour', () => app.tour.restart()),
    faultsMenu(),
    flow,
  );
}

function flowOpener(app) {
  return (open) => {
    byId('flow').hidden = !open;
    document.body.classList.toggle('with-flow', open);
    byId('flow-toggle').setAttribute('aria-expanded', String(open));
    if (open) app.flow.opened();
    else if (document.body.dataset.pane === 'flow') showPane('slack');
  };
}

function tellStatus(status) {
  const lost = status === 'lost';
  byId('status').textContent = lost ? 'Connection lost: trying again …' : 'Live';
  byId('status').classList.toggle('lost', lost);
  byId('status').classList.toggle('live', !lost);
}

/** Marks, once, that channel list and phone take input: for whoever measures, or plays the page by a script. */
function tellReady({ store }) {
  store.afterBatch(() => {
    if (!store.state.ready || document.body.hasAttribute('data-ready')) return;
    document.body.setAttribute('data-ready', '');
    performance.mark('usable');
  });
}

function start() {
  const app = createApp();
  app.store.on('now', () => settleIn(app));
  const openFlow = flowOpener(app);
  app.foldFlow = () => {
    openFlow(false);
    byId('flow-toggle').focus();
  };
  startTabs(openFlow);
  startTools(app, openFlow);
  startSidebar(app, byId('side'));
  app.timeline = startPlace(app, byId('place')).timeline;
  startThread(app, byId('thread'));
  startModals(app);
  startPhone(app, byId('phone'));
  app.flow = startFlow(app, byId('flow'), () => !byId('flow').hidden);
  app.tour = startTour(app, byId('tour'));
  followChannels(app);
  tellReady(app);
  connect(app.store, tellStatus);
}

// Shortcodes read before they are known show as `:wave:`; that is rare, and costs nobody a wait.
get('/page/emoji.json').then((map) => !map.trouble && setEmoji(map));
start();
