/** What is new to whom. Pure but for the store that is handed in. */

/**
 * Whether the channel holds a message that came after the one read last. A channel that was never opened is unread as
 * soon as it has a message. Slack's `ts` have one length, so texts compare as numbers would.
 */
export const isUnread = (channel, read) => Boolean(channel.last_ts) && (read ?? '') < channel.last_ts;

/** Whether a message calls somebody: it mentions them, or everybody in its channel. */
export function calls(message, me) {
  const text = `${message.text ?? ''} ${JSON.stringify(message.blocks ?? [])}`;
  return text.includes(`<@${me}>`) || /<!(here|channel|everyone)/.test(text) || namesInRichText(text, me);
}

const namesInRichText = (json, me) => json.includes(`"user_id":"${me}"`);

const KEY = 'sandbox.read';

/** Who has read how far, kept in the browser; what calls somebody is counted while the page stands. */
export class Read {
  #storage;
  #until;
  #calls = new Map();

  /** @param {Storage} storage where it is kept; one that fails (full, forbidden) makes it last as long as the page */
  constructor(storage) {
    this.#storage = storage;
    this.#until = parsed(storage.getItem(KEY));
  }

  /** The `ts` up to which a person has read a channel, or undefined. */
  until(me, channel) {
    return this.#until[me]?.[channel];
  }

  /** They have read the channel up to a `ts`; tells whether that is new. */
  mark(me, channel, ts) {
    this.#calls.delete(`${me} ${channel}`);
    if (!ts || this.until(me, channel) >= ts) return false;
    (this.#until[me] ??= {})[channel] = ts;
    keep(this.#storage, this.#until);
    return true;
  }

  /** A message that calls them came; a repeat of the same message (an update) counts once. */
  called(me, channel, ts) {
    const key = `${me} ${channel}`;
    const all = this.#calls.get(key) ?? new Set();
    this.#calls.set(key, all.add(ts));
  }

  /** How many messages that call them came since they last read. */
  callsOf(me, channel) {
    return this.#calls.get(`${me} ${channel}`)?.size ?? 0;
  }
}

function parsed(text) {
  try {
    return JSON.parse(text ?? '{}') ?? {};
  } catch {
    return {};
  }
}

function keep(storage, value) {
  try {
    storage.setItem(KEY, JSON.stringify(value));
  } catch {
    // A full or forbidden storage costs the marks at the next visit, nothing else.
  }
}
