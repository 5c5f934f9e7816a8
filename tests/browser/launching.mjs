/** Starts the browser, and watches what the page does that no person sees. */

import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";

import { chromium } from "playwright-core";

import { findChromium } from "./tools.mjs";

/** The address of the system under test, without a slash at its end. */
export const BASE = (process.env.BASE ?? "http://127.0.0.1:3000").replace(/\/$/, "");

/** How long anything may take that a person waits for: a slow machine's minute, which a fault alone reaches. */
const PATIENCE = Number(process.env.PATIENCE ?? 60_000);

/** The two sizes that the page is made for. */
export const DESK = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };

/** Nothing is asked of the network that the page did not ask for. */
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-default-apps",
];

const SHOTS = process.env.SHOTS ?? join(tmpdir(), "slack-inbox-page");

/** A browser without a window. */
export async function startBrowser() {
  const executablePath = findChromium(process.env, existsSync);
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  console.log(`Chromium ${browser.version()}`);
  return browser;
}

/**
 * A person's own window on the page, as on a first visit.
 * @returns {Promise<{page: import("playwright-core").Page, troubles: string[]}>} `troubles` grows with everything that
 *   a page in order does not do: errors and warnings on the console, failed requests, requests to another host.
 */
export async function openWindow(browser, { viewport = DESK, colorScheme = "light", address = `${BASE}/` } = {}) {
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const troubles = watch(page);
  await page.goto(address);
  return { page, troubles };
}

function watch(page) {
  const troubles = [];
  const tell = (what) => troubles.push(what);
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) tell(`console ${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => tell(`uncaught: ${error.stack ?? error}`));
  page.on("request", (request) => {
    if (!isOurs(request.url())) tell(`asked another host: ${request.url()}`);
  });
  page.on("requestfailed", (request) => tell(`failed: ${request.url()} ${request.failure()?.errorText}`));
  page.on("response", (response) => {
    if (response.status() >= 400) tell(`${response.status()}: ${response.request().method()} ${response.url()}`);
  });
  return troubles;
}

/** Whether an address is the system's own, or carries its own content. */
export function isOurs(url) {
  return url.startsWith(`${BASE}/`) || url.startsWith("data:");
}

/** Keeps what is seen now. */
export async function keepShot(page, name) {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`) });
}

/**
 * Keeps what is seen under a step's number and name, in both sizes and both colours; leaves the window as it was.
 * @param {string} [pane] what a phone's width shows of the page: `Customer`, `Slack` or `Flow`; what it showed last
 *   unless given
 */
export async function keepShots(page, step, pane) {
  for (const viewport of [DESK, PHONE]) {
    await page.setViewportSize(viewport);
    if (pane && viewport === PHONE) await page.getByRole("navigation", { name: "Panes" }).getByText(pane).click();
    for (const colorScheme of ["dark", "light"]) {
      await page.emulateMedia({ colorScheme });
      await keepShot(page, `${step}-${viewport.width}-${colorScheme}`);
    }
  }
  await page.setViewportSize(DESK);
}
