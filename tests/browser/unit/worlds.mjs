/** Small worlds for the tests of the page's pure parts. */

export const user = (id, name, flags = {}) => ({
  id,
  name,
  real_name: name,
  is_bot: false,
  is_owner: false,
  is_guest: false,
  is_single_channel_guest: false,
  is_foreign: false,
  is_deactivated: false,
  ...flags,
});

export const channel = (id, name, more = {}) => ({
  id,
  name,
  kind: 'public',
  is_private: false,
  is_archived: false,
  topic: '',
  bookmarks: [],
  members: ['U1'],
  last_ts: null,
  ...more,
});

export const ticket = (id, member, inbox, status, first) => ({
  ticket: id,
  reference: `T-${id}`,
  member,
  inbox,
  status,
  first,
});

/** The first event of a connection: Ben in #general, one customer, nothing said. */
export const now = (slack = {}) => ({
  kind: 'now',
  slack: {
    workspace: { id: 'T1', name: 'Sandbox' },
    bot_user: 'UBOT',
    users: [user('U1', 'Ben Okafor')],
    channels: [channel('C1', 'general')],
    views: [],
    homes: [],
    ...slack,
  },
  customers: [{ member: 'm1', name: 'Ana', liveChat: false, messages: [] }],
  flow: { entries: [], tickets: [] },
});
