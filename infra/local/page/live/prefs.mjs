/** What the browser remembers of this page: a few words each. A storage that fails makes them last as long as the page. */

const PREFIX = 'sandbox.';
const memory = new Map();

/** What was remembered by that name, or null. */
export function recall(name) {
  try {
    return localStorage.getItem(PREFIX + name) ?? memory.get(name) ?? null;
  } catch {
    return memory.get(name) ?? null;
  }
}

/** Remembers a text. */
export function remember(name, text) {
  memory.set(name, text);
  try {
    localStorage.setItem(PREFIX + name, text);
  } catch {
    // Private windows and full storages: the choice holds until the page is closed.
  }
}

/** A storage for those that want one, safe where the browser forbids it. */
export const storage = {
  getItem: (key) => recall(key.slice(PREFIX.length)),
  setItem: (key, text) => remember(key.slice(PREFIX.length), text),
};
