/** The page's one state, who is acted as, what is open, and who listens to changes of it. */

import { apply, emptyState } from './state.mjs';

/**
 * Events are those of `GET /sandbox/live`, and those of the page itself: `me` (somebody else is acted as), `place`
 * (another channel, or Home, is open), `loaded` (the newest of the open channel are there), `thread` (a thread was opened
 * or closed: its `ts`, or null).
 */
export class Store {
  state = emptyState();
  me = '';
  /** What the middle shows: `{home: true}` or `{channel: id}`. */
  place = { home: true };
  thread = null;
  #listeners = new Map();
  #after = [];

  /** Calls `listener(event)` after each event of one of the kinds. */
  on(kinds, listener) {
    for (const kind of [kinds].flat()) this.#listeners.set(kind, [...(this.#listeners.get(kind) ?? []), listener]);
  }

  /** Calls `listener()` once after each batch of events: for what is cheap to draw anew, but not once an event. */
  afterBatch(listener) {
    this.#after.push(listener);
  }

  /** Lets somebody begin to listen, and tells them alone how everything is. */
  join(start) {
    const before = new Map(this.#listeners);
    const batches = this.#after.length;
    start();
    if (!this.state.ready) return;
    const known = before.get('now')?.length ?? 0;
    for (const listener of (this.#listeners.get('now') ?? []).slice(known)) listener({ kind: 'now' });
    for (const listener of this.#after.slice(batches)) listener();
  }

  /** Takes one live event in and tells who listens. */
  take(event) {
    apply(this.state, event);
    for (const listener of this.#listeners.get(event.kind) ?? []) listener(event);
  }

  /** The batch is complete. */
  settled() {
    for (const listener of this.#after) listener();
  }

  /** Acts as somebody else. */
  actAs(me) {
    this.me = me;
    this.#own('me');
  }

  /** Opens a channel, or Home by null; an open thread is closed. */
  open(channel) {
    this.openThread(null);
    this.place = channel ? { channel } : { home: true };
    this.#own('place');
  }

  /** Opens a thread of the open channel by its parent's `ts`, or closes it by null. */
  openThread(ts) {
    if (this.thread === ts) return;
    this.thread = ts;
    this.#own('thread');
  }

  #own(kind) {
    this.take({ kind });
    this.settled();
  }
}
