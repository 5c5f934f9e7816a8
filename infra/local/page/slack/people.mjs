/** Who is in a channel; adding people, leaving. Browsing public channels. */

import { make } from '../parts/nodes.mjs';
import { actInSlack } from '../live/api.mjs';
import { avatar, button, form, openDialog, went } from '../parts/ui.mjs';
import { isPerson, joinableBy, markedTitleOf, nameOf, nameOfUser, roleOf } from './questions.mjs';

/** Opens the channel's people. What happens meanwhile is drawn at the next opening. */
export function openPeople(app, id) {
  const { state, me } = app.store;
  const channel = state.channels.get(id);
  const title = markedTitleOf(state, channel, me);
  openDialog(`People in ${title}`, (close) => [
    make('ul', { class: 'people' }, ...channel.members.map((member) => personRow(state, member))),
    ...(isDirect(channel) ? [] : [addForm(app, channel, close), leaveRow(app, channel, title, close)]),
  ]);
}

const isDirect = ({ kind }) => kind === 'direct' || kind === 'group_direct';

function personRow(state, id) {
  const user = state.users.get(id);
  const role = !user ? '' : user.is_bot ? 'app' : roleOf(user);
  return make(
    'li',
    {},
    avatar(id, nameOfUser(state, id), id === state.bot),
    make('span', {}, nameOfUser(state, id)),
    make('small', { class: 'quiet' }, role),
  );
}

function addForm(app, channel, close) {
  const { state, me } = app.store;
  const others = [...state.users.values()].filter(
    (user) => (isPerson(user) || user.id === state.bot) && !user.is_deactivated && !channel.members.includes(user.id),
  );
  if (others.length === 0 || channel.is_archived) return make('p', { class: 'quiet' }, 'Nobody is left to add.');
  const boxes = others.map((user) => make('input', { type: 'checkbox', value: user.id }));
  const rows = others.map((user, at) =>
    make(
      'label',
      { class: 'check' },
      boxes[at],
      nameOf(user),
      make('small', { class: 'quiet' }, user.is_bot ? 'app' : roleOf(user)),
    ),
  );
  return form(
    async () => {
      const users = boxes.filter((box) => box.checked).map((box) => box.value);
      if (users.length > 0 && went(await actInSlack(me, { add_people: { channel: channel.id, users } }))) close();
    },
    make('fieldset', {}, make('legend', {}, 'Add people'), ...rows),
    make('div', { class: 'row end' }, make('button', { class: 'primary' }, 'Add people')),
  );
}

function leaveRow(app, channel, title, close) {
  return make(
    'div',
    { class: 'row' },
    button(
      `Leave ${title}`,
      async () => {
        if (went(await actInSlack(app.store.me, { leave: { channel: channel.id } }))) close();
      },
      { class: 'danger' },
    ),
  );
}

/** Opens the list of public channels that the person is not in. */
export function browseChannels(app) {
  openDialog('Public channels', (close) => {
    const list = make('ul', { class: 'people' });
    list.append(...joinableBy(app.store.state, app.store.me).map((channel) => joinRow(app, channel, close)));
    return [
      list.childElementCount > 0 ? list : make('p', { class: 'quiet' }, 'This person is in all public channels.'),
    ];
  });
}

function joinRow(app, channel, close) {
  const join = button(
    'Join',
    async () => {
      if (!went(await actInSlack(app.store.me, { join: { channel: channel.id } }))) return;
      close();
      app.openChannel(channel.id);
    },
    { 'aria-label': `Join ${channel.name}` },
  );
  return make('li', {}, make('span', {}, `#${channel.name}`), make('span', { class: 'grow' }), join);
}
