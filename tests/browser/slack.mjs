/** The Slack workspace, as one of its people uses it. */

/** Whoever the page acts as. */
export class Slack {
  /** @param {import("playwright-core").Page} page */
  constructor(page) {
    this.page = page;
    this.place = page.getByRole("region", { name: "Slack", exact: true });
    this.channels = this.place.getByRole("navigation", { name: "Channels" });
    this.thread = this.place.getByRole("region", { name: "Thread" });
    this.timeline = this.place.getByRole("log", { name: /^(?!Thread)/ });
    this.modal = page.getByRole("dialog");
  }

  /** Becomes somebody by the begin of their name. */
  async actsAs(name) {
    const people = this.place.getByRole("combobox", { name: "Act as" });
    const person = people.locator("option", { hasText: new RegExp(`^${name}`) });
    await people.selectOption(await person.getAttribute("value"));
  }

  /** A channel in the list; with a mark in it where something is unread. */
  channel(name) {
    return this.channels.getByRole("button", { name: new RegExp(`^${name}(?![\\w-])`) });
  }

  /** Waits until a channel is marked as unread. */
  seesUnread(name) {
    return this.channels.getByRole("button", { name: new RegExp(`^${name}.*unread`) }).waitFor();
  }

  async opens(name) {
    await this.channel(name).click();
    await this.place.getByRole("log", { name: `#${name}` }).waitFor();
  }

  /** Follows the link to a channel that a message holds. */
  async follows(message) {
    await message.getByRole("link", { name: /^#/ }).click();
  }

  /** The newest message with this text in the open channel. */
  message(text) {
    return this.timeline.getByRole("article").filter({ hasText: text }).last();
  }

  reads(text) {
    return this.message(text).waitFor();
  }

  /** Waits until a message shows each of these, as part of a line. */
  async shows(message, ...lines) {
    for (const line of lines) await message.getByText(line).first().waitFor();
  }

  /** Waits until a message offers these buttons and no other. */
  async offers(message, ...buttons) {
    const button = (label) => message.getByRole("button", { name: label, exact: true });
    for (const label of buttons) await button(label).waitFor();
    for (const label of ["Pick", "Manage", "Take back", "Live Chat Control", "End live chat", "Turn on live chat"])
      if (!buttons.includes(label)) await button(label).waitFor({ state: "hidden" });
  }

  async writes(text) {
    const composer = this.place.getByRole("textbox", { name: /^Message #/ });
    await composer.fill(text);
    await composer.press("Enter");
  }

  async presses(button, message) {
    await message.getByRole("button", { name: button, exact: true }).click();
  }

  /** Answers the question that Slack asks before an act. */
  async confirms(button) {
    await this.page.getByRole("alertdialog").getByRole("button", { name: button }).click();
  }

  async repliesTo(message, text) {
    await message.hover();
    await message.getByRole("button", { name: "Reply in thread" }).click();
    const composer = this.thread.getByRole("textbox", { name: "Reply in thread" });
    await composer.fill(text);
    await composer.press("Enter");
    await this.readsInThread(text);
  }

  async opensThreadOf(message) {
    await message.getByRole("button", { name: /repl(y|ies)$/ }).click();
  }

  inThread(text) {
    return this.thread.getByRole("article").filter({ hasText: text }).last();
  }

  readsInThread(text) {
    return this.inThread(text).waitFor();
  }

  /** Waits until a message carries a mark, by the name of its emoji. */
  async hasMark(message, emoji) {
    const marks = message.getByRole("list", { name: "Reactions" });
    await marks.getByRole("listitem").filter({ hasText: `${emoji}: ` }).waitFor();
  }

  /** Opens a message shortcut. */
  async chooses(shortcut, message) {
    await message.hover();
    await message.getByRole("button", { name: "More actions" }).click();
    await this.page.getByRole("menuitem", { name: shortcut }).click();
  }

  /** What is said to be wrong with an input of a modal, at that input. */
  async saidOf(input) {
    await input.and(this.page.locator("[aria-invalid=true]")).waitFor();
    return input.evaluate((element) => document.getElementById(element.getAttribute("aria-describedby")).textContent);
  }

  /**
   * Turns the wheel upwards until the channel's first message is there. Looks through a handle, not by roles: to look
   * for a role in thousands of messages takes the page's main thread longer than what is measured.
   * @returns {Promise<number>} how many turns it took
   */
  async scrollsUpTo(text) {
    const log = await this.timeline.elementHandle();
    const isThere = (element, wanted) => element.querySelector("article").textContent.includes(wanted);
    await log.hover();
    for (let turns = 1; ; turns += 1) {
      await this.page.mouse.wheel(0, -1200);
      await this.page.evaluate(() => new Promise(requestAnimationFrame));
      if (await log.evaluate(isThere, text)) return turns;
    }
  }
}
