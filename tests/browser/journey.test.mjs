/** A live chat from the request to its end, as customer and agent see it, through the page alone. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Flow, Tour } from "./controls.mjs";
import { keepShots, openWindow, startBrowser } from "./launching.mjs";
import { Phone } from "./phone.mjs";
import { story } from "./playing.mjs";
import { Slack } from "./slack.mjs";

let browser;
before(async () => { browser = await startBrowser(); });
after(() => browser?.close());

test("a customer asks for a human, an agent picks, they talk, the agent ends", async () => {
  const { page, troubles } = await openWindow(browser);
  const step = story({ page, troubles });
  const [ana, ben, tour, flow] = [new Phone(page), new Slack(page), new Tour(page), new Flow(page)];

  await step("a first visitor is greeted, and leaves the tour", async () => {
    await tour.isAt("Let Ana ask for a human");
    await keepShots(page, "01-greeted");
    await tour.isLeft();
    await keepShots(page, "02-left-alone");
  });

  await step("Ana asks for a human, and the bot falls silent", async () => {
    await ana.isOf("Ana Lima");
    await ana.isAnsweredBy("The bot answers");
    // Who looks elsewhere meanwhile sees the mark of what is unread.
    await ben.actsAs("Ben Okafor");
    await ben.opens("support-default");
    await ana.asksForAHuman("Support Team");
    await ana.isAnsweredBy("Humans answer");
    await keepShots(page, "03-asked", "Customer");
  });

  await step("Ben sees the ticket, and picks it", async () => {
    await ben.seesUnread("support-team");
    await ben.opens("support-team");
    const card = ben.message("Ana Lima asks for a live chat");
    await card.getByText("Ticket status: Pending").waitFor();
    await keepShots(page, "04-ticket", "Slack");
    await ben.presses("Pick", card);
    await card.getByText("Ticket status: Active").waitFor();
    await card.getByText("Processing by Ben").waitFor();
    await ben.reads("It's yours: answer Ana Lima in");
    await keepShots(page, "05-picked", "Slack");
  });

  await step("the inbox channel holds the live chat", async () => {
    await ben.follows(ben.message("It's yours"));
    await ben.reads("Live chat with Ana Lima");
    await ana.reads("Ben is here to help you.");
    await keepShots(page, "06-inbox", "Slack");
  });

  await step("they talk, both ways", async () => {
    await ana.writes("Where is my *parcel*?");
    await ben.reads("Where is my *parcel*?");
    await ben.writes("It left the depot *today* :truck:");
    await ana.reads("It left the depot");
    await keepShots(page, "07-talk", "Customer");
    await keepShots(page, "08-talk", "Slack");
  });

  await step("a note in a thread stays in Slack", async () => {
    await ben.repliesTo(ben.message("It left the depot"), "The depot was slow again");
    await keepShots(page, "09-note", "Slack");
    await ben.writes("It comes before noon");
    await ana.reads("It comes before noon");
    assert.equal(await ana.count("The depot was slow again"), 0, "the customer reads a note that was for the team");
  });

  await step("the flow shows where it all went", async () => {
    await flow.opens();
    await flow.shows("Ana Lima");
    for (const source of ["delivery", "state", "job", "call"]) await flow.from(source).first().waitFor();
    const call = flow.from("call").filter({ hasText: "sendResponses" }).first();
    await call.getByText(/^\d+ ms$|^\d+\.\d s$/).waitFor();
    const sent = JSON.parse(await flow.rawOf(call));
    assert.ok(JSON.stringify(sent).includes("64a0c0ffee0000000000a001"), `it was sent to Ana: ${JSON.stringify(sent)}`);
    await keepShots(page, "10-flow", "Flow");
    await flow.folds();
  });

  await step("Live Chat Control says what is missing, at its field", async () => {
    await ben.chooses("Live Chat Control", ben.message("Where is my *parcel*?"));
    await ben.modal.getByText("Live chat: True").waitFor();
    await ben.modal.getByRole("button", { name: "Proceed" }).click();
    const choice = ben.modal.getByRole("radiogroup", { name: "What do you want to do?" });
    assert.equal(await ben.saidOf(choice), "Choose what to do.");
    await keepShots(page, "11-modal");
    await ben.modal.getByRole("button", { name: "Cancel" }).click();
    await ben.modal.waitFor({ state: "hidden" });
  });

  await step("Ben ends the live chat, and the bot answers again", async () => {
    await ben.presses("End live chat", ben.message("Live chat with Ana Lima"));
    await page.getByRole("alertdialog").getByText("End live chat with Ana Lima?").waitFor();
    await keepShots(page, "12-asked-whether-to-end");
    await ben.confirms("End live chat");
    await ana.isAnsweredBy("The bot answers");
    await ana.reads("The live chat has ended. Our assistant is back.");
    await ben.message("Live chat with Ana Lima").getByText("Ticket status: Closed").waitFor();
    await ben.opens("support-team");
    await ben.message("Ana Lima asks for a live chat").getByText("Ticket status: Closed").waitFor();
    await keepShots(page, "13-closed-slack", "Slack");
    await keepShots(page, "14-closed-phone", "Customer");
  });

  assert.deepEqual(troubles, [], "what a page in order does not do");
});
