/** The live connection: events come by `GET /sandbox/live` and are taken in once a frame, a few milliseconds at a time. */

import { nextFrame } from './frames.mjs';

/** So long a frame's share of events may take; the rest waits for the next, so that scrolling stays smooth. */
const SHARE_MS = 8;

/**
 * Connects, and goes on connecting: the browser asks again by itself after a break, and the first event is then the whole
 * state anew.
 * @param {import('./store.mjs').Store} store
 * @param {string} known the state that the page came with, as text: the first event is passed over if it says just that
 * @param {(status: 'live'|'lost') => void} onStatus
 */
export function connect(store, known, onStatus) {
  const source = new EventSource('/sandbox/live');
  const take = batched(store);
  let first = true;
  source.onopen = () => onStatus('live');
  source.onerror = () => onStatus('lost');
  source.onmessage = ({ data }) => {
    if (!first || data !== known) take(JSON.parse(data));
    first = false;
  };
}

/** A function that queues events; whole states drop what was queued before them. */
function batched(store) {
  let queue = [];
  let planned = false;
  const plan = () => {
    planned = true;
    nextFrame().then(drain);
  };
  const drain = () => {
    planned = false;
    const end = performance.now() + SHARE_MS;
    let taken = 0;
    try {
      while (taken < queue.length && performance.now() < end) store.take(queue[taken++]);
    } finally {
      // What could not be shown is passed over, and told where a browser tells it: the others go on.
      queue = queue.slice(taken);
      if (queue.length > 0) plan();
    }
    store.settled();
  };
  return (event) => {
    if (event.kind === 'now') queue = [];
    queue.push(event);
    if (!planned) plan();
  };
}
