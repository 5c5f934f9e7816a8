/** How a message stands below the one before it. Pure. */

const TOGETHER_SECONDS = 300;

/** Seconds since 1970 of a `ts`. */
export const secondsOf = (ts) => Number.parseFloat(ts);

/** Whether a message goes on what the one before began: no name and picture of its own. */
export function goesOn(before, message) {
  if (!before || isNote(before) || isNote(message)) return false;
  if (before.user !== message.user || before.username !== message.username || before.to !== message.to) return false;
  return sameDay(before.ts, message.ts) && secondsOf(message.ts) - secondsOf(before.ts) < TOGETHER_SECONDS;
}

/** Messages that are no one's speech: a new topic, what a deleted parent leaves behind. */
export const isNote = (message) => message.subtype === 'channel_topic' || message.subtype === 'tombstone';

/** The replies to a message that were also sent to the channel, each with its parent's `ts` as `thread_ts`. */
export const broadcastsOf = ({ ts, thread }) =>
  (thread ?? []).filter((reply) => reply.is_broadcast).map((reply) => ({ ...reply, thread_ts: ts }));

/** The `ts` a microsecond later: what is asked for before it ends with the message itself. */
export function tsAfter(ts) {
  const digits = String(Number(ts.replace('.', '')) + 1).padStart(7, '0');
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

/** The key under which a channel shows a broadcast: its `ts` belongs to the reply in the thread. */
export const keyOfBroadcast = (ts) => `${ts}b`;

/** The key under which a channel shows a message or a broadcast. */
export const keyOf = ({ ts, thread_ts: parent }) => (parent ? keyOfBroadcast(ts) : ts);

/** Whether two `ts` fall on one day of the reader's. */
export const sameDay = (a, b) => dayKey(a) === dayKey(b);

function dayKey(ts) {
  const date = new Date(secondsOf(ts) * 1000);
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}

/** A day as Slack writes it between messages: `Today`, `Yesterday`, `Monday, 25 November`. */
export function dayText(ts, now) {
  const date = new Date(secondsOf(ts) * 1000);
  const days = Math.round((midnight(new Date(now)) - midnight(date)) / 86_400_000);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return date.toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
}

const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
