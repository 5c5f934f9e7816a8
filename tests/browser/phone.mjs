/** The customer's phone, as a customer uses it. */

/** The customer whom the phone belongs to. */
export class Phone {
  /** @param {import("playwright-core").Page} page */
  constructor(page) {
    this.page = page;
    this.place = page.getByRole("region", { name: "Customer's phone" });
    this.chat = this.place.getByRole("log");
  }

  /** Takes the phone of another customer. */
  async isOf(name) {
    await this.place.getByRole("combobox", { name: "Customer" }).selectOption({ label: name });
    await this.place.getByRole("log", { name }).waitFor();
  }

  async asksForAHuman(team) {
    await this.place.getByLabel("For the team").fill(team);
    await this.place.getByRole("button", { name: "Talk to a human" }).click();
  }

  async writes(text) {
    await this.place.getByRole("textbox", { name: /^Message/ }).fill(text);
    await this.place.getByRole("button", { name: /^Send/ }).click();
  }

  /** Waits until this stands in the chat. */
  reads(text) {
    return this.chat.getByText(text).first().waitFor();
  }

  /** Waits until the whole of this is in sight: nothing below the chat covers it. */
  async seesWhole(text) {
    const bubble = await this.chat.getByText(text).last().elementHandle();
    const isSeen = (element) => {
      const [chat, it] = [element.closest("[role=log]"), element].map((one) => one.getBoundingClientRect());
      return it.top >= chat.top && it.bottom <= chat.bottom;
    };
    await this.page.waitForFunction(isSeen, bubble);
  }

  /** How often something stands in the chat now. */
  count(text) {
    return this.chat.getByText(text).count();
  }

  /** Waits until the phone says who answers. */
  isAnsweredBy(whom) {
    return this.place.getByRole("status").filter({ hasText: whom }).waitFor();
  }
}
