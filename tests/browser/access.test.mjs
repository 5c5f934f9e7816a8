/** The page is there for everybody: axe-core finds nothing, and Tab leads to every control. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { violations } from "./accessibility.mjs";
import { Faults, Flow, Tour } from "./controls.mjs";
import { walkByTab } from "./keyboard.mjs";
import { DESK, openWindow, PHONE, startBrowser } from "./launching.mjs";
import { Phone } from "./phone.mjs";
import { story } from "./playing.mjs";
import { Slack } from "./slack.mjs";

/** What is looked at in each state: both colours, both sizes. */
const LOOKS = [DESK, PHONE].flatMap((viewport) => ["dark", "light"].map((colorScheme) => ({ viewport, colorScheme })));

let browser;
before(async () => { browser = await startBrowser(); });
after(() => browser?.close());

/** Everything that is wrong with the page as it stands, in all its looks. */
async function wrongWith(page) {
  const wrong = [];
  for (const { viewport, colorScheme } of LOOKS) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    const broken = await violations(page);
    wrong.push(...broken.map((line) => `${viewport.width} px, ${colorScheme}: ${line}`));
  }
  await page.setViewportSize(DESK);
  const { reached, missed } = await walkByTab(page);
  console.log(`  ${reached} controls reached by Tab`);
  return [...wrong, ...missed.map((control) => `not reached by Tab: ${control}`)];
}

test("in each state the page is there for those who hear it and those who have no mouse", async () => {
  const { page, troubles } = await openWindow(browser);
  const [ana, ben, tour, flow, faults] = [new Phone(page), new Slack(page), new Tour(page), new Flow(page), new Faults(page)];
  const step = story({ page, troubles });
  const all = [];
  const look = (state, deeds) => step(state, async () => {
    await deeds();
    all.push(...(await wrongWith(page)).map((line) => `${state}: ${line}`));
  });

  await look("start, with the tour", () => tour.isAt("Let Ana ask for a human"));
  await look("a ticket waits", async () => {
    await tour.isLeft();
    await ben.actsAs("Ben Okafor");
    await ben.opens("support-team");
    await ana.asksForAHuman("Support Team");
    await ben.reads("Ana Lima asks for a live chat");
  });
  await look("the inbox channel, with a thread", async () => {
    await ben.presses("Pick", ben.message("Ana Lima asks for a live chat"));
    await ben.follows(ben.message("It's yours"));
    await ben.reads("Live chat with Ana Lima");
    await ben.writes("Let me look");
    await ana.reads("Let me look");
    await ben.repliesTo(ben.message("Let me look"), "The depot was slow again");
  });
  await look("a modal stands open, with an error", async () => {
    await ben.chooses("Live Chat Control", ben.message("Let me look"));
    await ben.modal.getByRole("button", { name: "Proceed" }).click();
    await ben.modal.getByRole("alert").first().waitFor();
  });
  await look("the flow is open, with raw JSON", async () => {
    await ben.modal.getByRole("button", { name: "Cancel" }).click();
    await flow.opens();
    await flow.shows("Ana Lima");
    await flow.rawOf(flow.from("call").filter({ hasText: "sendResponses" }).first());
  });
  await look("the faults are open", async () => {
    await flow.folds();
    await faults.opens();
    await faults.refuse("reactions.add", "too_many_reactions", 1);
  });
  assert.deepEqual(all, []);
});
