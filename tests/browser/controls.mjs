/** The page's own controls around phone and workspace: tour, faults, flow. */

/** The three steps that greet a first visitor. */
export class Tour {
  constructor(page) {
    this.place = page.getByRole("region", { name: "Tour" });
  }

  isAt(title) {
    return this.place.getByRole("heading", { name: title }).waitFor();
  }

  async isLeft() {
    await this.place.getByRole("button", { name: "Leave the tour" }).last().click();
    await this.place.waitFor({ state: "hidden" });
  }
}

/** What is told to go wrong. */
export class Faults {
  constructor(page) {
    this.opener = page.getByRole("button", { name: /^Faults/ });
    this.place = page.getByRole("dialog", { name: "Faults" });
    this.planned = this.place.getByRole("list", { name: "Planned" });
  }

  async opens() {
    await this.opener.click();
    await this.place.getByRole("heading", { name: "Faults" }).waitFor();
  }

  /** Plans that the next calls of a method are refused with an error. */
  async refuse(method, error, times) {
    await this.place.getByText("Plan a fault").click();
    await this.place.getByLabel("Method").selectOption(method);
    await this.place.getByLabel("What goes wrong").selectOption({ label: "Refused, with an error" });
    await this.place.getByRole("textbox", { name: "Error" }).fill(error);
    await this.place.getByLabel("How many calls").fill(String(times));
    await this.place.getByRole("button", { name: "Plan", exact: true }).click();
    await this.planned.getByText(method).waitFor();
  }

  async closes() {
    await this.place.getByRole("button", { name: "Close" }).click();
    await this.place.waitFor({ state: "hidden" });
  }
}

/** What flows for a ticket. */
export class Flow {
  constructor(page) {
    this.opener = page.getByRole("button", { name: "Flow", exact: true }).first();
    this.place = page.getByRole("region", { name: "Flow" });
    this.entries = this.place.getByRole("list", { name: "What happened" }).getByRole("listitem");
  }

  async opens() {
    await this.opener.click();
    await this.place.getByRole("combobox", { name: "Ticket" }).waitFor();
  }

  /** Shows the ticket of a customer alone. */
  async shows(customer) {
    const tickets = this.place.getByRole("combobox", { name: "Ticket" });
    const ticket = tickets.locator("option", { hasText: customer }).first();
    await tickets.selectOption(await ticket.getAttribute("value"));
  }

  /** The entries from one source: `delivery`, `state`, `job` or `call`. */
  from(source) {
    return this.entries.filter({ has: this.place.page().getByText(source, { exact: true }) });
  }

  /** Unfolds an entry: what was sent, as it was sent. */
  async rawOf(entry) {
    await entry.locator("summary").click();
    const sent = entry.getByRole("group", { name: "Sent" });
    await sent.scrollIntoViewIfNeeded();
    return sent.textContent();
  }

  async folds() {
    await this.place.getByRole("button", { name: "Fold the flow" }).click();
    await this.place.waitFor({ state: "hidden" });
  }
}
