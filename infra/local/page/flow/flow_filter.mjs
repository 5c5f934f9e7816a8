/** Which flow entries belong to a ticket. Pure. */

/**
 * Whether the entry is part of the ticket's story: it names the ticket, its member or its inbox channel, and did not come
 * before the ticket's first entry.
 */
export function belongsTo(ticket, entry) {
  if (entry.number < ticket.first) return false;
  return entry.ids.some((id) => id === ticket.ticket || id === ticket.member || id === ticket.inbox);
}

/** The entries of a ticket in order, or all where no ticket is given. */
export const entriesOf = (entries, ticket) => (ticket ? entries.filter((entry) => belongsTo(ticket, entry)) : entries);

/** Tickets as they are offered to choose from, the newest first. */
export const newestFirst = (tickets) => [...tickets].sort((a, b) => (a.ticket < b.ticket ? 1 : -1));

/** A latency for reading: `0 ms`, `840 ms`, `1.2 s`; empty where none was taken. */
export function tookText(ms) {
  if (ms === null || ms === undefined) return '';
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
