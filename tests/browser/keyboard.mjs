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
  const expected = await page.evaluate(noteControls, CONTROLS);
  let goesOn = true;
  // Twice as many steps as controls, and some: places that scroll take the focus too.
  for (let step = 0; goesOn && step < expected * 2 + 20; step += 1) {
    await page.keyboard.press("Tab");
    goesOn = await page.evaluate(noteFocus);
  }
  return page.evaluate(compare, GROUPS);
}

/** Runs in the page: remembers its controls, and takes the focus from all of them. */
function noteControls(selector) {
  const modal = [...document.querySelectorAll("dialog:modal")].at(-1);
  const isUsable = (element) => element.checkVisibility({ visibilityProperty: true })
    && !element.matches(":disabled") && !element.closest("[inert]");
  window.controls = [...(modal ?? document).querySelectorAll(selector)].filter(isUsable);
  window.reached = new Set();
  document.activeElement?.blur();
  return window.controls.length;
}

/** Runs in the page: remembers what has the focus now; false when it had it before. */
function noteFocus() {
  const isNew = !window.reached.has(document.activeElement);
  window.reached.add(document.activeElement);
  return isNew;
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
