/** Live Chat Control, as somebody in the inbox channel uses it. */

/** The modal of whoever the page acts as. */
export class Panel {
  /** @param {import("./slack.mjs").Slack} slack */
  constructor(slack) {
    this.slack = slack;
    this.place = slack.page.getByRole("dialog", { name: "Live Chat Control" });
    this.deeds = this.place.getByRole("radiogroup", { name: "What do you want to do?" });
    this.team = this.place.getByRole("combobox", { name: "Ticketing Channel" });
    this.note = this.place.getByRole("textbox", { name: "Note for the team" });
  }

  /** Opens it from a message's menu. */
  async opensOn(message) {
    await this.slack.chooses("Live Chat Control", message);
    await this.place.waitFor();
  }

  /** What can be done, as it is offered. */
  offers() {
    return this.deeds.locator("label").allTextContents();
  }

  async shows(...lines) {
    for (const line of lines) await this.place.getByText(line, { exact: true }).waitFor();
  }

  /** Chooses what to do. */
  async chooses(deed) {
    await this.deeds.getByRole("radio", { name: deed }).check();
  }

  async proceeds() {
    await this.place.getByRole("button", { name: "Proceed" }).click();
  }

  /** Proceeds, is refused, and reads why at the input. */
  async refuses(input) {
    await this.proceeds();
    return this.slack.saidOf(input);
  }

  async isClosed() {
    await this.place.waitFor({ state: "hidden" });
  }
}
