/** The workspace's side: who is acted as, Home, shortcuts, and the channels of that person. */

import { make } from '../parts/nodes.mjs';
import { avatar, button, iconButton, openMenu, select, show, unseen, went } from '../parts/ui.mjs';
import { icon } from '../parts/icons.mjs';
import { actInSlack } from '../live/api.mjs';
import { nameOf, nameOfUser, peopleOf, roleOf, sidebarOf, titleOf } from './questions.mjs';
import { isUnread } from '../live/unread.mjs';
import { browseChannels } from './people.mjs';

/** Keeps the side up to date: its rows are made anew when channels come, go or are renamed, else only marked. */
export function startSidebar(app, side) {
  const { store } = app;
  const head = make('div', { class: 'side-head' });
  const nav = make('nav', { class: 'channels', 'aria-label': 'Channels' });
  show(side, head, nav);
  const drawn = { rows: new Map(), shape: '', dirty: true };
  store.on(['now', 'user', 'me'], () => drawHead(app, head));
  store.on(['now', 'message', 'channel', 'channel_gone', 'user', 'me', 'place', 'read'], () => {
    drawn.dirty = true;
  });
  store.afterBatch(() => {
    if (!drawn.dirty || !store.state.ready) return;
    drawn.dirty = false;
    draw(app, nav, drawn);
  });
}

function drawHead(app, head) {
  const { store } = app;
  const options = peopleOf(store.state).map((user) => ({
    value: user.id,
    label: `${nameOf(user)} · ${roleOf(user)}`,
    disabled: user.is_deactivated,
  }));
  const who = select(options, { 'aria-label': 'Act as', id: 'act-as' });
  who.value = store.me;
  who.addEventListener('change', () => app.actAs(who.value));
  const focused = document.activeElement?.id === 'act-as';
  show(
    head,
    make(
      'p',
      { class: 'workspace' },
      store.state.workspace.name,
      iconButton('close', 'Close the channel list', () => app.showSide(false), { class: 'icon-button narrow' }),
    ),
    make('div', { class: 'field' }, make('label', { for: 'act-as' }, 'Act as'), who),
  );
  if (focused) who.focus();
}

function draw(app, nav, drawn) {
  const { state, me } = app.store;
  const groups = sidebarOf(state, me);
  const shape = JSON.stringify([
    me,
    ...Object.values(groups).map((list) =>
      list.map((channel) => [channel.id, titleOf(state, channel, me), channel.kind]),
    ),
  ]);
  if (shape !== drawn.shape) rebuild(app, nav, drawn, groups);
  drawn.shape = shape;
  for (const [id, row] of drawn.rows) mark(app, id, row);
}

function rebuild(app, nav, drawn, { channels, directs, archived }) {
  const focused = document.activeElement?.closest?.('.channels [data-channel]')?.dataset.channel;
  const rowOf = (channel) => {
    const row = channelRow(app, channel);
    drawn.rows.set(channel.id, row);
    return make('li', {}, row);
  };
  drawn.rows = new Map([['home', homeRow(app)]]);
  const shortcuts = shortcutsRow(app);
  show(
    nav,
    make('ul', {}, make('li', {}, drawn.rows.get('home')), shortcuts ? make('li', {}, shortcuts) : null),
    make('h2', {}, 'Channels'),
    make('ul', {}, ...channels.map(rowOf), mayBrowse(app) ? make('li', {}, browseRow(app)) : null),
    ...(directs.length ? [make('h2', {}, 'Direct messages'), make('ul', {}, ...directs.map(rowOf))] : []),
    archived.length
      ? make(
          'details',
          {},
          make('summary', {}, `Archived (${archived.length})`),
          make('ul', {}, ...archived.map(rowOf)),
        )
      : null,
  );
  if (focused) drawn.rows.get(focused)?.focus();
}

function homeRow(app) {
  return sideRow('home', 'Home', () => app.openChannel(null), { 'data-channel': 'home' });
}

/** Guests see what they were added to, no more. */
function mayBrowse({ store }) {
  const user = store.state.users.get(store.me);
  return Boolean(user) && !user.is_guest && !user.is_foreign;
}

const browseRow = (app) => sideRow('plus', 'Browse public channels', () => browseChannels(app));

function sideRow(sign, label, run, attributes = {}) {
  const row = button(icon(sign), run, { class: 'side-row', ...attributes });
  row.append(make('span', { class: 'name' }, label));
  return row;
}

function channelRow(app, channel) {
  const { state, me } = app.store;
  const title = titleOf(state, channel, me);
  const other = channel.members.find((id) => id !== me) ?? me;
  const sign =
    channel.kind === 'direct'
      ? avatar(other, nameOfUser(state, other), other === state.bot)
      : icon(channel.is_private ? 'lock' : 'hash');
  const row = button(sign, () => app.openChannel(channel.id), {
    class: 'side-row',
    'data-channel': channel.id,
    'data-name': channel.name,
  });
  row.append(make('span', { class: 'name' }, title), make('span', { class: 'count' }));
  return row;
}

/** Guests of other organisations are not offered the app's shortcuts. */
function shortcutsRow(app) {
  const user = app.store.state.users.get(app.store.me);
  if (!user || user.is_foreign) return null;
  const run = (id) => async () => went(await actInSlack(app.store.me, { shortcut: { callback_id: id } }));
  const row = sideRow(
    'bolt',
    'Shortcuts',
    () =>
      openMenu(row, 'Shortcuts', [
        { label: 'Admin Panel', run: run('admin_panel') },
        { label: 'Access Control Panel', run: run('access_control_panel') },
      ]),
    { 'aria-haspopup': 'menu' },
  );
  return row;
}

function mark(app, id, row) {
  const { store, read } = app;
  const here = id === 'home' ? Boolean(store.place.home) : store.place.channel === id;
  if (here) row.setAttribute('aria-current', 'page');
  else row.removeAttribute('aria-current');
  if (id === 'home') return;
  const channel = store.state.channels.get(id);
  const unread = isUnread(channel, read.until(store.me, id));
  const count = unread ? read.callsOf(store.me, id) : 0;
  row.classList.toggle('unread', unread);
  row.querySelector('.count').classList.toggle('called', count > 0);
  show(
    row.querySelector('.count'),
    count > 0 ? make('span', { class: 'calls', 'aria-hidden': 'true' }, String(count)) : null,
    unread ? unseen(count > 0 ? `, ${count} unread mentions` : ', unread') : null,
  );
}
