/** Which flow entries belong to a ticket. Pure. */

/**
 * Whether the entry is part of the ticket's story: it names the ticket; or its member or its inbox channel, between the
 * ticket's first entry and that of the member's next ticket.
 * @param {Iterable} tickets all that are known
 */
export function belongsTo(ticket, entry, tickets = []) {
  if (entry.number < ticket.first) return false;
  if (entry.ids.includes(ticket.ticket)) return true;
  const others = [...tickets].filter((other) => other.member === ticket.member && other.ticket !== ticket.ticket);
  const isOthers = others.some(
    (other) => entry.ids.includes(other.ticket) || (other.first > ticket.first && entry.number >= other.first),
  );
  return !isOthers && entry.ids.some((id) => id === ticket.member || id === ticket.inbox);
}

/** The entries of a ticket in order, or all where no ticket is given. */
export const entriesOf = (entries, ticket, tickets) =>
  ticket ? entries.filter((entry) => belongsTo(ticket, entry, tickets)) : entries;

/** Tickets as they are offered to choose from, the newest first. */
export const newestFirst = (tickets) => [...tickets].sort((a, b) => (a.ticket < b.ticket ? 1 : -1));

/** A latency for reading: `0 ms`, `840 ms`, `1.2 s`; empty where none was taken. */
export function tookText(ms) {
  if (ms === null || ms === undefined) return '';
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
