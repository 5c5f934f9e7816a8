/** Tells screen readers of new messages, without a chatter: what comes within two seconds is told together. */

import { make } from '../parts/nodes.mjs';

const TOGETHER_MS = 2000;

/** `{region, say(event, app)}`: the region must stand in the page. One's own messages are not told. */
export function announcer() {
  const region = make('p', { class: 'unseen', role: 'status' });
  let waiting = [];
  const tell = () => {
    region.textContent = waiting.length === 1 ? waiting[0] : `${waiting.length} new messages`;
    waiting = [];
  };
  const say = (event, app) => {
    const message = event.message ?? event.ephemeral;
    if (message.user === app.store.me) return;
    if (waiting.length === 0) setTimeout(tell, TOGETHER_MS);
    waiting.push(textOf(message, app));
  };
  return { region, say };
}

function textOf(message, app) {
  const name = message.username ?? app.contextFor({}).nameOfUser(message.user);
  return `${name}: ${(message.lines ?? []).slice(0, 2).join('. ') || message.text || ''}`;
}
