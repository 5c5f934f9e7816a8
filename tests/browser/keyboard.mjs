/** What somebody without a mouse can reach. */

/** Elements that take input, or do something when pressed. */
const CONTROLS = ["a[href]", "button", "input:not([type=hidden])", "select", "textarea", "summary",
  "[tabindex]:not([tabindex='-1'])", "[contenteditable=true]"].join(", ");

/** Of these one control takes the focus, and arrow keys lead to the others. */
const GROUPS = ["menu", "menubar", "listbox", "radiogroup", "tablist", "toolbar"]
  .map((role) => `[role=${role}]`).join(", ");

/**
 * Walks through the page with Tab from its top until it comes around; in a modal, through that.
 * @returns {Promise<{reached: number, missed: string[]}>} how many controls can be reached, and those that are seen and
 *   enabled but can not.
 */
export async function walkByTab(page) {
  const expected = await page.evaluate(goToTop, CONTROLS);
  let goesOn = true;
  // Some steps more than controls: places that scroll take the focus too, and what comes to each message's side.
  for (let step = 0; goesOn && step < expected * 3 + 20; step += 1) {
    await page.keyboard.press("Tab");
    goesOn = await page.evaluate(noteFocus);
  }
  return page.evaluate(compare, GROUPS);
}

/** Runs in the page: remembers its controls, and puts the focus before all of them. */
function goToTop(selector) {
  const top = [...document.querySelectorAll("dialog:modal")].at(-1) ?? document.body;
  const isUsable = (element) => element.checkVisibility({ visibilityProperty: true })
    && !element.matches(":disabled") && !element.closest("[inert]");
  window.controls = [...top.querySelectorAll(selector)].filter(isUsable);
  window.reached = new Set();
  top.tabIndex = -1;
  top.focus();
  top.removeAttribute("tabindex");
  return window.controls.length;
}

/** Runs in the page: remembers what has the focus now; false when it is back at the first control. */
function noteFocus() {
  const [first] = window.reached;
  window.reached.add(document.activeElement);
  return document.activeElement !== first;
}

/** Runs in the page: the controls that never had the focus, described as a person would know them. */
function compare(groups) {
  const groupOf = (element) => (element.type === "radio" ? `radio ${element.name}` : element.closest(groups));
  const reachedGroups = new Set([...window.reached].map(groupOf).filter(Boolean));
  const isReached = (element) => window.reached.has(element) || reachedGroups.has(groupOf(element));
  const told = (element) => `${element.tagName.toLowerCase()} `
    + `"${(element.ariaLabel ?? (element.textContent.trim() || element.name)).slice(0, 60)}"`;
  const missed = window.controls.filter((element) => !isReached(element));
  return { reached: window.controls.length - missed.length, missed: missed.map(told) };
}
