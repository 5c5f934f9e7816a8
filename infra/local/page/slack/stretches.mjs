/**
 * The messages of a timeline in the page, in stretches of fifty. A stretch out of sight is not laid out
 * (`content-visibility`, in message.css): so a channel with thousands of messages scrolls as one with fifty does.
 */

import { make } from '../parts/nodes.mjs';
import { arrange } from './message.mjs';

/** Messages a stretch. */
export const STRETCH = 50;

/** Elements by key, in the order of their keys. Insertion touches the new element and its follower alone. */
export class Stretches {
  #root;
  /** `{key, message, element}`, sorted by key. */
  #items = [];
  #making = null;

  /** @param {HTMLElement} root what scrolls; its last child may be anything, stretches are put before it */
  constructor(root) {
    this.#root = root;
  }

  get size() {
    return this.#items.length;
  }

  get(key) {
    const at = this.#at(key);
    return this.#items[at]?.key === key ? this.#items[at] : undefined;
  }

  /** The newest element, or undefined. */
  get last() {
    return this.#items.at(-1)?.element;
  }

  /** Inserts or replaces; tells whether it is new. A focus inside of what is replaced goes to what replaces it. */
  put(key, message, element) {
    const at = this.#at(key);
    const known = this.#items[at]?.key === key;
    if (known) replace(this.#items[at].element, element);
    else this.#insert(at, element);
    this.#items.splice(at, known ? 1 : 0, { key, message, element });
    this.#arrange(at);
    this.#arrange(at + 1);
    return !known;
  }

  /** Takes one out, if it is there. */
  remove(key) {
    const at = this.#at(key);
    if (this.#items[at]?.key !== key) return;
    this.#items[at].element.remove();
    this.#items.splice(at, 1);
    this.#arrange(at);
  }

  /**
   * Puts older ones above, oldest first, into the stretch that is being made there. What is in sight stays where it is.
   */
  putAbove(items) {
    const from = this.#root.scrollHeight - this.#root.scrollTop;
    if (!this.#making) {
      this.#making = make('div', { class: 'stretch making' });
      this.#root.prepend(this.#making);
    }
    this.#making.prepend(...items.map((item) => item.element));
    this.#items.unshift(...items);
    for (let at = 0; at <= items.length; at += 1) this.#arrange(at);
    this.#root.scrollTop = this.#root.scrollHeight - from;
  }

  /** The stretch that was being made is complete: out of sight it is thought to be as high as it is now. */
  made() {
    if (!this.#making) return;
    this.#making.style.containIntrinsicSize = `auto ${this.#making.offsetHeight}px`;
    this.#making.classList.remove('making');
    this.#making = null;
  }

  /** Forgets the oldest stretches but for some; tells whether there were any. For those who read the newest. */
  trim(kept) {
    const all = [...this.#root.querySelectorAll(':scope > .stretch')];
    const gone = all.slice(0, Math.max(0, all.length - kept));
    for (const stretch of gone) stretch.remove();
    this.#items = gone.length ? this.#items.filter((item) => item.element.isConnected) : this.#items;
    this.#arrange(0);
    return gone.length > 0;
  }

  #insert(at, element) {
    const next = this.#items[at]?.element;
    if (next) next.before(element);
    else this.#roomy().append(element);
  }

  /** The last stretch, or a new one where it is full. */
  #roomy() {
    const last = this.#items.at(-1)?.element.parentElement;
    if (last && last.childElementCount < STRETCH) return last;
    const stretch = make('div', { class: 'stretch newest' });
    last?.classList.remove('newest');
    if (last) last.after(stretch);
    else this.#root.prepend(stretch);
    return stretch;
  }

  #arrange(at) {
    const item = this.#items[at];
    if (item) arrange(item.element, item.message, this.#items[at - 1]?.message);
  }

  /** Where a key stands, or would stand. */
  #at(key) {
    let [low, high] = [0, this.#items.length];
    if (high > 0 && this.#items[high - 1].key < key) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#items[middle].key < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function replace(old, element) {
  const focused = old.contains(document.activeElement);
  old.replaceWith(element);
  if (focused) element.focus({ preventScroll: true });
}
