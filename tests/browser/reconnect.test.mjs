/** What a person has before them when the connection comes back: what they typed, the thread they read. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Tour } from "./controls.mjs";
import { openWindow, startBrowser } from "./launching.mjs";
import { act, createMessages } from "./sandbox.mjs";
import { Slack } from "./slack.mjs";

/** Where no customer's messages come between. */
const CHANNEL = "C07GENERAL1";
const OLD = 60;

let browser;
before(async () => { browser = await startBrowser(); });
after(() => browser?.close());

/** Keeps the page's connection where a test can end it. */
function keepConnection() {
  const Source = window.EventSource;
  window.EventSource = class extends Source {
    constructor(path) {
      super(path);
      window.connection ??= this;
    }
  };
}

const breaksOff = (page) => page.evaluate(() => window.connection.close());

/** A new connection: its first event tells everything anew. */
function comesBack(page) {
  return page.evaluate(() => new Promise((done) => {
    const source = new EventSource("/sandbox/live");
    source.onmessage = window.connection.onmessage;
    source.addEventListener("message", done, { once: true });
  }));
}

async function opened() {
  const { page, troubles } = await openWindow(browser);
  const slack = new Slack(page);
  await new Tour(page).isLeft();
  await page.addInitScript(keepConnection);
  await page.reload();
  // What the first page was still asking for has been broken off.
  troubles.length = 0;
  await slack.actsAs("May Chan");
  await slack.opens("general");
  return { page, slack, troubles };
}

/** The tests end connections themselves. */
const isNoBreak = (trouble) => !/^failed: .*\/sandbox\/live /.test(trouble);

const says = (text, more = {}) => act({ message: { channel: CHANNEL, text, ...more } });

test("replies to an old message that are also sent to the channel stand among the newest", async () => {
  const { ts } = await says("the old parent");
  await createMessages(CHANNEL, OLD);
  const { slack, troubles } = await opened();
  await slack.reads(`message ${OLD}`);
  const reply = await says("to everybody", { thread_ts: ts, broadcast: true });
  await slack.reads("to everybody");
  await says("the newest");
  await slack.reads("the newest");

  await slack.scrollsUpTo("the old parent");
  const texts = await slack.timeline.getByRole("article").allTextContents();
  const at = (text) => texts.flatMap((it, place) => (it.includes(text) ? [place] : []));
  assert.deepEqual(at("to everybody"), [texts.length - 2], "once, and where it was sent");

  const broadcast = slack.message("to everybody");
  await slack.repliesTo(broadcast, "said below the old parent");
  await slack.readsInThread("the old parent");
  await act({ delete: { channel: CHANNEL, ts: reply.ts } });
  await broadcast.waitFor({ state: "detached" });
  assert.deepEqual(troubles.filter(isNoBreak), []);
});

test("they stand there also for who comes later, while their parents are still far above", async () => {
  const { ts } = await says("another old parent");
  await createMessages(CHANNEL, OLD);
  const kept = await says("kept for later", { thread_ts: ts, broadcast: true });
  await says("said after it");
  const { slack, troubles } = await opened();
  await slack.reads("said after it");
  const broadcast = slack.message("kept for later");
  await broadcast.waitFor();
  assert.equal(await slack.message("another old parent").count(), 0, "not loaded yet");

  await slack.repliesTo(broadcast, "said to who came later");
  await slack.readsInThread("another old parent");
  await act({ delete: { channel: CHANNEL, ts: kept.ts } });
  await broadcast.waitFor({ state: "detached" });
  assert.deepEqual(troubles.filter(isNoBreak), []);
});

test("after a break the thread is as it is by then, and what was typed is still there", async () => {
  const { ts } = await says("the parent");
  const { page, slack, troubles } = await opened();
  await slack.repliesTo(slack.message("the parent"), "before the break");
  const composer = slack.place.getByRole("textbox", { name: "Message #general" });
  const inThread = slack.thread.getByRole("textbox", { name: "Reply in thread" });
  await inThread.fill("a half reply");
  await composer.fill("half a message");

  await breaksOff(page);
  await says("during the break", { thread_ts: ts });
  await createMessages(CHANNEL, OLD);
  await comesBack(page);
  await slack.readsInThread("during the break");
  await slack.reads(`message ${OLD}`);
  assert.deepEqual([await composer.inputValue(), await inThread.inputValue()], ["half a message", "a half reply"]);
  assert.equal(await composer.evaluate((it) => it === document.activeElement), true, "the focus stays");
  await says("after the break", { thread_ts: ts });
  await slack.readsInThread("after the break");

  assert.deepEqual(troubles.filter(isNoBreak), []);
});

test("a thread that is gone after a break is closed", async () => {
  const { ts } = await says("soon gone");
  const { page, slack, troubles } = await opened();
  await slack.message("soon gone").hover();
  await slack.message("soon gone").getByRole("button", { name: "Reply in thread" }).click();
  await slack.readsInThread("soon gone");
  await breaksOff(page);
  await act({ delete: { channel: CHANNEL, ts } });
  await comesBack(page);
  await slack.thread.waitFor({ state: "hidden" });
  assert.deepEqual(troubles.filter(isNoBreak), []);
});

test("a message that does not go leaves what was typed meanwhile alone", async () => {
  const { page, slack, troubles } = await opened();
  const composer = slack.place.getByRole("textbox", { name: "Message #general" });
  let refuse;
  const refused = new Promise((done) => { refuse = done; });
  await page.route("**/sandbox/slack/act", async (route) => {
    await refused;
    await route.fulfill({ json: { ok: true, shown: { trouble: "Slack says no." } } });
  });
  await slack.writes("the first");
  await composer.fill("the second");
  refuse();
  await page.getByText("Slack says no.").waitFor();
  assert.equal(await composer.inputValue(), "the first\nthe second");

  await slack.opens("support-team");
  await slack.opens("general");
  assert.equal(await composer.inputValue(), "the first\nthe second", "each channel has its own");
  assert.deepEqual(troubles.filter(isNoBreak), []);
});
