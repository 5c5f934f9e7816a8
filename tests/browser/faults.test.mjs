/** What is planned to go wrong, seen and mended by people on the page. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Faults, Tour } from "./controls.mjs";
import { keepShots, openWindow, startBrowser } from "./launching.mjs";
import { Phone } from "./phone.mjs";
import { story } from "./playing.mjs";
import { Slack } from "./slack.mjs";

let browser;
before(async () => { browser = await startBrowser(); });
after(() => browser?.close());

test("the platform refuses an answer: it is marked, and Retry brings it to the customer once", async () => {
  const { page, troubles } = await openWindow(browser);
  const [ana, ben, faults] = [new Phone(page), new Slack(page), new Faults(page)];
  const step = story({ page, troubles });

  await step("Ben picks Ana's ticket", async () => {
    await new Tour(page).isLeft();
    await ben.actsAs("Ben Okafor");
    await ben.opens("support-team");
    await ana.asksForAHuman("Support Team");
    await ben.presses("Pick", ben.message("Ana Lima asks for a live chat"));
    await ben.follows(ben.message("It's yours"));
    await ana.reads("Ben is here to help you.");
  });
  await step("the next send is told to be refused", async () => {
    await faults.opens();
    await faults.refuse("sendResponses", "Message undeliverable", 1);
    await keepShots(page, "20-fault-planned");
    await faults.closes();
  });
  await step("Ben's answer is marked as not delivered", async () => {
    await ben.writes("It comes before noon");
    await ben.hasMark(ben.message("It comes before noon"), "x");
    await ben.opensThreadOf(ben.message("It comes before noon"));
    await ben.readsInThread("Not delivered");
    await keepShots(page, "21-not-delivered", "Slack");
    assert.equal(await ana.count("It comes before noon"), 0, "nothing was delivered");
  });
  await step("Retry delivers it", async () => {
    await ben.presses("Retry", ben.inThread("Not delivered"));
    await ana.reads("It comes before noon");
    await ben.hasMark(ben.message("It comes before noon"), "white check mark");
    assert.equal(await ana.count("It comes before noon"), 1, "it was delivered twice");
    await keepShots(page, "22-delivered", "Customer");
  });
  assert.deepEqual(troubles, [], "what a page in order does not do");
});
