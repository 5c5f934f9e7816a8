/** What a test asks of the sandbox besides the page: to bring about what would take a person hours. */

import { BASE } from "./launching.mjs";

async function post(path, body) {
  const answer = await fetch(`${BASE}${path}`, { method: "POST", body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path} ${JSON.stringify(body)}: ${answer.status} ${text}`);
  return JSON.parse(text);
}

/** May does something in Slack, as in docs/SANDBOX.md. */
export function act(deed) {
  return post("/sandbox/slack/act", { as: "U07MAY00001", ...deed });
}

/** Fills a channel with messages of people's: "message 1" and so on. */
export function createMessages(channel, count) {
  return post("/sandbox/slack/act", { create_messages: { channel, count } });
}
