/** What the page knows, and how each live event changes it. Pure: no DOM, no clock, no network. */

/** How many flow entries the page keeps; older ones are forgotten. */
export const ENTRIES_KEPT = 2000;
/** How many of a customer's messages the page keeps. */
export const CHAT_KEPT = 400;

/** What is known before the first event. `ready` becomes true with `now`. */
export function emptyState() {
  return {
    ready: false,
    workspace: { id: '', name: 'Slack' },
    bot: '',
    users: new Map(),
    channels: new Map(),
    views: [],
    homes: new Map(),
    customers: new Map(),
    entries: [],
    tickets: new Map(),
  };
}

const CHANGES = {
  now: (state, event) => Object.assign(state, fresh(event)),
  message: (state, { channel, message }) => newest(state, channel, message.ts),
  channel: (state, { channel }) => state.channels.set(channel.id, channel),
  channel_gone: (state, { channel }) => state.channels.delete(channel),
  views: (state, { views }) => { state.views = views; },
  home: (state, { home }) => state.homes.set(home.user, home),
  user: (state, { user }) => state.users.set(user.id, user),
  customer: (state, { customer }) => withCustomer(state, customer),
  chat: (state, { member, message }) => withChat(state, member, message),
  flow: (state, { entry }) => withEntry(state.entries, entry),
  ticket: (state, { ticket }) => state.tickets.set(ticket.ticket, ticket),
};

/**
 * Applies one event of `GET /sandbox/live`, in place. Messages themselves are not kept here but by the timeline that
 * shows them; a kind that is not known changes nothing, so that a newer server may send more.
 */
export function apply(state, event) {
  if (Object.hasOwn(CHANGES, event.kind)) CHANGES[event.kind](state, event);
  return state;
}

function fresh({ slack, customers, flow }) {
  return {
    ready: true,
    workspace: slack.workspace,
    bot: slack.bot_user,
    users: byKey(slack.users, 'id'),
    channels: byKey(slack.channels, 'id'),
    views: slack.views,
    homes: byKey(slack.homes, 'user'),
    customers: byKey(customers, 'member'),
    entries: [...flow.entries],
    tickets: byKey(flow.tickets, 'ticket'),
  };
}

const byKey = (list, key) => new Map(list.map((item) => [item[key], item]));

function newest(state, id, ts) {
  const channel = state.channels.get(id);
  if (channel && !(channel.last_ts >= ts)) channel.last_ts = ts;
}

function withCustomer(state, customer) {
  const messages = state.customers.get(customer.member)?.messages ?? [];
  state.customers.set(customer.member, { ...customer, messages });
}

function withChat(state, member, message) {
  const messages = state.customers.get(member)?.messages;
  if (!messages) return;
  const at = messages.findLastIndex((known) => known.id === message.id);
  if (at >= 0) messages[at] = message;
  else messages.push(message);
  if (messages.length > CHAT_KEPT) messages.splice(0, messages.length - CHAT_KEPT);
}

/** Entries stand by number: in the order in which they began. They are told when they have ended. */
function withEntry(entries, entry) {
  let at = entries.length;
  while (at > 0 && entries[at - 1].number > entry.number) at -= 1;
  const known = at > 0 && entries[at - 1].number === entry.number;
  entries.splice(known ? at - 1 : at, known ? 1 : 0, entry);
  if (entries.length > ENTRIES_KEPT) entries.splice(0, entries.length - ENTRIES_KEPT);
}
