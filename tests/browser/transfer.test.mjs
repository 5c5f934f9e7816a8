/** A live chat goes to another team and ends there, as customer and agents see it, through the page alone. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { violations } from "./accessibility.mjs";
import { Tour } from "./controls.mjs";
import { DESK, keepShots, openWindow, PHONE, startBrowser } from "./launching.mjs";
import { Panel } from "./panel.mjs";
import { Phone } from "./phone.mjs";
import { story } from "./playing.mjs";
import { Slack } from "./slack.mjs";

const NOTE = "a refund: she has the receipt";
const CARD = "Ana Lima asks for a live chat";

let browser;
before(async () => { browser = await startBrowser(); });
after(() => browser?.close());

/** Who plays, on one window: `agent` is whoever the page acts as. */
async function curtain() {
  const { page, troubles } = await openWindow(browser);
  const agent = new Slack(page);
  const people = { page, ana: new Phone(page), agent, panel: new Panel(agent), tour: new Tour(page) };
  return { ...people, troubles, step: story({ page, troubles }) };
}

/** The inbox channel of whoever the page acts as: it opens by its row in the list. */
async function opensInbox(agent) {
  await agent.channels.getByRole("button", { name: /^ana-lima-/ }).click();
  await agent.reads("Live chat with Ana Lima");
}

test("an agent transfers a live chat with a note, another picks it there and ends it", async () => {
  const play = await curtain();
  await isPicked(play);
  await isRefused(play);
  await isTransferred(play);
  await waits(play);
  await isPickedThere(play);
  await comesTooLate(play);
  await ends(play);
  assert.deepEqual(play.troubles, [], "what a page in order does not do");
});

async function isPicked({ step, page, ana, agent, tour }) {
  await step("Ana asks the support team, and Ben picks", async () => {
    await tour.isLeft();
    await agent.actsAs("Ben Okafor");
    await agent.opens("support-team");
    await ana.asksForAHuman("Support Team");
    await agent.presses("Pick", agent.message(CARD));
    await agent.follows(agent.message("It's yours"));
    await agent.reads("Live chat with Ana Lima");
    await ana.reads("Ben is here to help you.");
    await ana.writes("I paid twice, and want one back");
    await agent.reads("I paid twice, and want one back");
    await keepShots(page, "30-picked", "Slack");
  });
}

async function isRefused({ step, page, agent, panel }) {
  await step("on a message of a ticketing channel there is no live chat to control, and Ben is told", async () => {
    await agent.opens("support-team");
    await agent.writes("A refund, I think");
    await agent.chooses("Live Chat Control", agent.message("A refund, I think"));
    await agent.reads("Live Chat Control works in inbox channels, and this is none.");
    assert.equal(await agent.modal.count(), 0, "nothing opens");
    await keepShots(page, "31-no-live-chat-here");
  });

  await step("the panel shows what is true, and says at its field what is missing", async () => {
    await opensInbox(agent);
    await panel.opensOn(agent.message("I paid twice"));
    await panel.shows("the chatbot answers again", "anyone in Support Team may pick it", "Ana Lima doesn't see it");
    await agent.shows(panel.place, "Handler: Ben", "Live chat: True · Ticket status: Active");
    assert.deepEqual(await panel.offers(), ["Transfer to another team", "End live chat", "Release to the queue"]);
    await keepShots(page, "32-panel");
    assert.equal(await panel.refuses(panel.deeds), "Choose what to do.");
    assert.deepEqual(await violations(page), []);
    await keepShots(page, "33-nothing-chosen");
    await panel.chooses("Transfer to another team");
    assert.equal(await panel.refuses(panel.team), "Choose a ticketing channel.");
    await keepShots(page, "34-no-team");
    await panel.chooses("End live chat");
    await panel.team.selectOption({ label: "default – #support-default" });
    assert.equal(await panel.refuses(panel.team), "You chose End and a channel: clear one.");
    await keepShots(page, "35-two-deeds");
  });
}

async function isTransferred({ step, page, ana, agent, panel }) {
  await step("Ben transfers to the other team, with a note", async () => {
    await panel.chooses("Transfer to another team");
    await panel.note.fill(NOTE);
    assert.deepEqual(await violations(page), []);
    await keepShots(page, "36-panel-filled");
    await panel.proceeds();
    await panel.isClosed();
  });

  await step("the inbox channel is told, and Ana is not", async () => {
    const notice = agent.message("Ben transferred this live chat");
    await agent.shows(notice, "Label: default", "Name: #support-default", "Ticket status: Pending");
    await agent.shows(notice, "Ben keeps answering until it is picked there.");
    await agent.offers(notice, "Take back");
    await agent.shows(agent.message("Live chat with Ana Lima"), "Live chat: True", "Ticket status: Pending");
    await agent.writes("A colleague looks at it, one moment");
    await ana.reads("A colleague looks at it, one moment");
    for (const text of [NOTE, "transferred", "taking over"]) assert.equal(await ana.count(text), 0, `Ana reads ${text}`);
    await keepShots(page, "37-inbox-pending", "Slack");
    await keepShots(page, "38-phone-pending", "Customer");
  });

  await step("his team's card says where it went, and has nothing to pick", async () => {
    await agent.opens("support-team");
    const card = agent.message(CARD);
    await agent.shows(card, "Transferred by Ben to default (#support-default)", "Ticket status: Pending");
    await agent.offers(card, "Manage");
    await keepShots(page, "39-team-pending", "Slack");
  });
}

async function waits({ step, page, agent }) {
  await step("Chloe sees it wait at her team, with the note, and not the inbox channel", async () => {
    await agent.actsAs("Chloe Martin");
    await agent.opens("support-default");
    const card = agent.message(CARD);
    await agent.shows(card, `From Support Team by Ben: "${NOTE}"`, "Ticket status: Pending");
    await agent.offers(card, "Pick", "Manage");
    assert.equal(await agent.channels.getByRole("button", { name: /^ana-lima-/ }).count(), 0, "it is not hers yet");
    await keepShots(page, "40-default-pending", "Slack");
  });
}

async function isPickedThere({ step, page, ana, agent }) {
  await step("Chloe picks it, and both teams' cards name her", async () => {
    await agent.presses("Pick", agent.message(CARD));
    await agent.shows(agent.message(CARD), "Processing by Chloe", "Inbox Channel: #ana-lima-", "Ticket status: Active");
    await agent.offers(agent.message(CARD), "Manage");
    await agent.reads("It's yours: answer Ana Lima in");
    await keepShots(page, "41-default-active", "Slack");
    await agent.opens("support-team");
    await agent.shows(agent.message(CARD), "Transferred by Ben to default", "Ticket status: Active · Processing by Chloe");
    await keepShots(page, "42-team-active", "Slack");
  });

  await step("the inbox channel has a new handler, and Ana is told once", async () => {
    await opensInbox(agent);
    const notice = agent.message("Chloe picked:");
    await agent.shows(notice, "Label: default · Name: #support-default", "Ticket status: Active");
    await agent.shows(notice, "Ticket handler: @Chloe Martin (before: Ben)");
    await agent.shows(agent.message("Live chat with Ana Lima"), "Ticket handler: @Chloe Martin", "Ticket status: Active");
    await ana.reads("Chloe from default is taking over.");
    await agent.writes("You get it back by tomorrow");
    await ana.reads("Chloe: You get it back by tomorrow");
    assert.equal(await ana.count("is here to help you."), 1, "Ben's, and never one more");
    assert.equal(await ana.count("is taking over."), 1);
    await keepShots(page, "43-inbox-active", "Slack");
    await keepShots(page, "44-phone-active", "Customer");
  });
}

async function comesTooLate({ step, page, ana, agent }) {
  await step("Ben is too late to take it back, and is asked before he answers once more", async () => {
    await agent.actsAs("Ben Okafor");
    await opensInbox(agent);
    await agent.presses("Take back", agent.message("Ben transferred this live chat"));
    await agent.reads("Processing by Chloe");
    await agent.writes("Is it the blue one?");
    await agent.presses("Keep in Slack", agent.message("Not sent yet: Chloe is the handler. Send it?"));
    await agent.hasMark(agent.message("Is it the blue one?"), "no entry");
    assert.equal(await ana.count("Is it the blue one?"), 0, "it stays in Slack");
    await keepShots(page, "45-too-late", "Slack");
    await agent.actsAs("Chloe Martin");
    await opensInbox(agent);
  });
}

async function ends({ step, page, ana, agent, panel }) {
  await step("Chloe ends it by the panel, and the bot answers again", async () => {
    await panel.opensOn(agent.message("You get it back by tomorrow"));
    await panel.chooses("End live chat");
    await keepShots(page, "46-panel-end");
    await panel.proceeds();
    await panel.isClosed();
    await ana.isAnsweredBy("The bot answers");
    await ana.reads("The live chat has ended. Our assistant is back.");
    await agent.shows(agent.message("Live chat with Ana Lima"), "Live chat: False", "Ticket status: Closed");
    await agent.reads("Ended by Chloe");
    await keepShots(page, "47-inbox-closed", "Slack");
    await keepShots(page, "48-phone-closed", "Customer");
    await page.setViewportSize(PHONE);
    await ana.seesWhole("The live chat has ended. Our assistant is back.");
    await page.setViewportSize(DESK);
  });

  await step("both teams read that it is closed, and nothing is left to press", async () => {
    for (const [channel, shot] of [["support-default", "49-default-closed"], ["support-team", "50-team-closed"]]) {
      await agent.opens(channel);
      await agent.shows(agent.message(CARD), "Ticket status: Closed");
      await agent.offers(agent.message(CARD));
      await keepShots(page, shot, "Slack");
    }
  });
}
