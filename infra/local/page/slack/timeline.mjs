/** The open channel's messages: loads them a page at a time, takes in live ones, and keeps what is in sight in place. */

import { get } from '../live/api.mjs';
import { make } from '../parts/nodes.mjs';
import { broadcastsOf, keyOf, keyOfBroadcast } from './arrange.mjs';
import { messageElement } from './message.mjs';
import { Stretches, STRETCH } from './stretches.mjs';
import { fromTheEnd, nextFrame } from '../live/frames.mjs';
import { toast } from '../parts/ui.mjs';

/** Messages a page: so many are asked for at once. */
const PAGE = 50;
/** So many are put into the page in one frame. */
const SHARE = 8;
/** Older ones are asked for when so little is left above. */
const AHEAD_PX = 1500;
/** Who is so near to the end reads the newest. */
const NEAR_PX = 60;
/** Stretches that are kept while the newest are read; older ones are loaded again when somebody scrolls up. */
const KEPT = 8;

/** One channel's timeline. `close()` it before another is made in the same element. */
export class Timeline {
  #app;
  #scroller;
  #stretches;
  #ephemerals = new Map();
  /** The keys of the broadcasts that are shown, by the `ts` of their parents, which may be older than what is loaded. */
  #sent = new Map();
  #oldest = null;
  #more = false;
  #busy = false;
  #missed = [];
  #stuck = true;
  #grown = false;
  #aborted = new AbortController();

  /**
   * @param {object} app
   * @param {string} channel its id
   * @param {HTMLElement} scroller an empty element that scrolls
   * @param {{onMessage: (event: object) => void, onUnseen: (some: boolean) => void}} told `onMessage` of each live
   *   message or ephemeral that is new; `onUnseen` whether newer ones than those in sight came
   */
  constructor(app, channel, scroller, told) {
    this.#app = app;
    this.channel = channel;
    this.#scroller = scroller;
    this.#stretches = new Stretches(scroller);
    this.told = told;
    const signal = this.#aborted.signal;
    scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true, signal });
    this.observer = new ResizeObserver(() => this.#stick());
    this.observer.observe(scroller);
  }

  /** Loads the newest. */
  async load() {
    await this.#page(null);
    this.#stick();
  }

  /** Ends it: nothing is drawn any more. */
  close() {
    this.#aborted.abort();
    this.observer.disconnect();
    this.#scroller.replaceChildren();
  }

  /** The message of a `ts`, if it is loaded; of a reply, if it was also sent to the channel, with its `thread_ts`. */
  message(ts) {
    return (this.#stretches.get(ts) ?? this.#stretches.get(keyOfBroadcast(ts)))?.message;
  }

  /** What the acted-as person alone is shown in a thread. */
  ephemeralsIn(thread) {
    return [...this.#ephemerals.values()].filter((it) => it.thread_ts === thread);
  }

  /** Takes in one live event of this channel. */
  take(event) {
    // A thread shows it, and that is drawn at once.
    if (event.kind === 'ephemeral') this.#remember(event.ephemeral);
    if (this.#busy) this.#missed.push(event);
    else this.#apply(event);
  }

  /** To be called once a frame when events were taken in. */
  settled() {
    if (!this.#grown) return;
    this.#grown = false;
    if (this.#stuck) this.#keepNewest();
    else this.told.onUnseen(true);
  }

  /** Goes to the newest. */
  toEnd() {
    this.#stuck = true;
    this.#stick();
    this.told.onUnseen(false);
  }

  /** Whether the newest are in sight. */
  get atEnd() {
    return this.#stuck;
  }

  #apply(event) {
    if (event.kind === 'message') this.#put(event.message, event);
    if (event.kind === 'ephemeral') this.#ephemeral(event.ephemeral, event);
    if (event.kind === 'message_gone') this.#remove(event.ts);
    if (event.kind === 'ephemeral_gone') this.#forget(event.ts);
  }

  /** A parent may be older than what is loaded, and its broadcasts not. */
  #put(message, event) {
    const sent = broadcastsOf(message);
    const keys = new Set(sent.map(keyOf));
    for (const key of this.#sent.get(message.ts) ?? []) if (!keys.has(key)) this.#stretches.remove(key);
    this.#sent.set(message.ts, keys);
    for (const one of [message, ...sent]) this.#putOne(one, event);
  }

  #putOne(message, event) {
    if (this.#oldest && message.ts < this.#oldest && this.#more) return;
    const isNew = this.#stretches.put(keyOf(message), message, messageElement(message, this.#app, this.channel));
    this.#touched();
    if (isNew) this.told.onMessage({ ...event, message });
  }

  #note({ ts, thread_ts: parent }) {
    if (parent) this.#sent.set(parent, new Set([...(this.#sent.get(parent) ?? []), keyOfBroadcast(ts)]));
  }

  /** Takes a message out, and the replies to it that the channel shows. */
  #remove(ts) {
    for (const key of [ts, ...(this.#sent.get(ts) ?? [])]) this.#stretches.remove(key);
    this.#sent.delete(ts);
  }

  #remember(ephemeral) {
    if (ephemeral.to === this.#app.store.me) this.#ephemerals.set(ephemeral.ts, ephemeral);
  }

  #ephemeral(ephemeral, event) {
    if (ephemeral.to !== this.#app.store.me || ephemeral.thread_ts) return;
    const isNew = this.#stretches.put(
      `${ephemeral.ts}e`,
      ephemeral,
      messageElement(ephemeral, this.#app, this.channel),
    );
    this.#touched();
    if (isNew) this.told.onMessage(event);
  }

  #touched() {
    this.#grown = true;
    this.#scroller.classList.remove('empty');
  }

  #forget(ts) {
    this.#ephemerals.delete(ts);
    this.#stretches.remove(`${ts}e`);
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    this.#stuck = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    if (this.#stuck) this.told.onUnseen(false);
    if (scrollTop < AHEAD_PX && this.#more && !this.#busy) this.#page(this.#oldest);
  }

  #stick() {
    if (this.#stuck) this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  #keepNewest() {
    if (this.#stretches.size > (KEPT + 2) * STRETCH && this.#stretches.trim(KEPT)) {
      this.#oldest = this.#scroller.querySelector('.message')?.dataset.ts ?? null;
      this.#more = true;
    }
    this.#stick();
  }

  /** Loads a page: the newest, or those before a `ts`. What comes live meanwhile may be newer than the answer: it waits. */
  async #page(before) {
    this.#busy = true;
    this.#scroller.setAttribute('aria-busy', 'true');
    const answer = await get(addressOf(this.channel, before));
    if (answer.trouble) toast(answer.trouble);
    else await this.#loaded(answer);
    if (this.#aborted.signal.aborted) return;
    this.#busy = false;
    this.#scroller.removeAttribute('aria-busy');
    this.#scroller.classList.toggle('empty', this.#stretches.size === 0);
    for (const event of this.#missed.splice(0)) this.#apply(event);
    this.settled();
  }

  /** Puts a page above what is there, its newest first, a few a frame. */
  async #loaded({ messages, ephemerals, has_more: more }) {
    this.#more = more;
    this.#oldest = messages[0]?.ts ?? this.#oldest;
    for (const piece of fromTheEnd(this.#itemsOf(messages, ephemerals), SHARE)) {
      await nextFrame();
      if (this.#aborted.signal.aborted) return;
      this.#stretches.putAbove(
        piece.map((item) => ({ ...item, element: messageElement(item.message, this.#app, this.channel) })),
      );
      this.#stick();
    }
    this.#stretches.made();
  }

  #itemsOf(messages, ephemerals) {
    const mine = ephemerals.filter((it) => it.to === this.#app.store.me);
    for (const it of mine) this.#ephemerals.set(it.ts, it);
    const alone = mine.filter((it) => !it.thread_ts).map((message) => ({ key: `${message.ts}e`, message }));
    for (const message of messages) this.#note(message);
    const all = [...messages.map((message) => ({ key: keyOf(message), message })), ...alone];
    all.sort((a, b) => (a.key < b.key ? -1 : 1));
    return all;
  }
}

/** Where a stretch of a channel is asked for: the newest, or those before a `ts`. */
export function addressOf(channel, before, limit = PAGE) {
  const asked = new URLSearchParams({ channel, limit: String(limit) });
  if (before) asked.set('before', before);
  return `/sandbox/slack/messages?${asked}`;
}

/** The element that a timeline is made in: `#support-team` is its label. */
export function timelineElement(label) {
  return make('div', { class: 'timeline', role: 'log', 'aria-live': 'off', 'aria-label': label, tabindex: 0 });
}
