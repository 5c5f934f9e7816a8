/** Questions to what the page knows: who somebody is, what they see. Pure. */

/** What a person is in the workspace, as *Act as* says it. */
export function roleOf(user) {
  if (user.is_deactivated) return 'deactivated';
  if (user.is_foreign) return 'other organisation';
  if (user.is_single_channel_guest) return 'single-channel guest';
  if (user.is_guest) return 'guest';
  return user.is_owner ? 'owner & admin' : 'agent';
}

/** Whether the user is a person: no bot, and not Slack's own, which says of itself that it is none. */
export const isPerson = (user) => !user.is_bot && user.id !== 'USLACKBOT';

/** Everybody whom one can act as, deactivated people last: they stand there, but can't be chosen. */
export function peopleOf(state) {
  const people = [...state.users.values()].filter(isPerson);
  return people.sort((a, b) => rank(a) - rank(b) || inOrder(nameOf(a), nameOf(b)));
}

const RANKS = ['agent', 'owner & admin', 'guest', 'single-channel guest', 'other organisation', 'deactivated'];
const rank = (user) => RANKS.indexOf(roleOf(user));

/** Which of two names comes first, whatever their case. No `localeCompare`: it takes a browser 20 ms the first time. */
function inOrder(a, b) {
  const [first, second] = [a.toLowerCase(), b.toLowerCase()];
  return Number(first > second) - Number(first < second);
}

/** The name that is shown of a user. */
export const nameOf = (user) => user.real_name || user.name || user.id;

/** The name of a user's id; the id itself where nobody is known by it. */
export function nameOfUser(state, id) {
  const user = state.users.get(id);
  return user ? nameOf(user) : String(id ?? 'Somebody');
}

const isDirect = (channel) => channel.kind === 'direct' || channel.kind === 'group_direct';

/** What a channel is called for a person: its name, or who else is in a direct message. */
export function titleOf(state, channel, me) {
  if (!isDirect(channel)) return channel.name;
  const others = channel.members.filter((id) => id !== me);
  return (others.length ? others : channel.members).map((id) => nameOfUser(state, id)).join(', ');
}

/** The title with the sign that Slack puts before it: `#` for channels, none for direct messages. */
export const markedTitleOf = (state, channel, me) =>
  (isDirect(channel) ? '' : '#') + titleOf(state, channel, me);

/** What stands in a person's sidebar: `{channels, directs, archived}`, each sorted by title. */
export function sidebarOf(state, me) {
  const mine = [...state.channels.values()].filter((channel) => channel.members.includes(me));
  const sorted = (list) => list.sort((a, b) => inOrder(titleOf(state, a, me), titleOf(state, b, me)));
  return {
    channels: sorted(mine.filter((channel) => !isDirect(channel) && !channel.is_archived)),
    directs: sorted(mine.filter((channel) => isDirect(channel) && !channel.is_archived)),
    archived: sorted(mine.filter((channel) => channel.is_archived)),
  };
}

/** Public channels that a person could join. */
export function joinableBy(state, me) {
  return [...state.channels.values()]
    .filter((channel) => channel.kind === 'public' && !channel.is_archived && !channel.members.includes(me))
    .sort((a, b) => inOrder(a.name, b.name));
}

/** The person's modals, lowest first. */
export const viewsOf = (state, me) => state.views.filter((view) => view.user === me).map((view) => view.view);

/** Whom the page acts as when nobody was chosen: an agent, else anybody who can act. */
export function firstPerson(state) {
  const people = peopleOf(state).filter((user) => !user.is_deactivated);
  return people[0]?.id ?? '';
}

/** The channel that is opened first: the team's, else the first in the sidebar. */
export function firstChannel(state, me) {
  const { channels, directs } = sidebarOf(state, me);
  const team = channels.find((channel) => channel.name === 'support-team');
  return (team ?? channels[0] ?? directs[0])?.id ?? null;
}

/** The ticket of a member that came last, or null. Ticket ids sort by their time. */
export function lastTicketOf(state, member) {
  const theirs = [...state.tickets.values()].filter((ticket) => ticket.member === member);
  return theirs.sort((a, b) => (a.ticket < b.ticket ? 1 : -1))[0] ?? null;
}
