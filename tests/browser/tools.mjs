/**
 * What the browser test needs on this machine, and where it is. Imports nothing but node's own: it has to run where
 * everything else is missing. Run as a program it prints each thing that is missing, one a line, with what installs it.
 */

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The folder of this package. */
export const HERE = fileURLToPath(new URL(".", import.meta.url));

/** The names that a browser of Chromium's kind has as a command, the one that is tested with first. */
const COMMANDS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Where macOS keeps them. */
const APPLICATIONS = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The packages that `npm ci` brings. */
const PACKAGES = ["playwright-core", "axe-core"];

/**
 * The browser's path, or null. `CHROMIUM` in the environment goes before everything, and is not replaced by another
 * browser where it names none.
 * @param {{CHROMIUM?: string, PATH?: string}} environment
 * @param {(path: string) => boolean} exists
 */
export function findChromium(environment, exists) {
  if (environment.CHROMIUM) return exists(environment.CHROMIUM) ? environment.CHROMIUM : null;
  const folders = (environment.PATH ?? "").split(delimiter).filter(Boolean);
  const commands = COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command)));
  return [...commands, ...APPLICATIONS].find(exists) ?? null;
}

/**
 * What is missing, as sentences that say what installs it; none when all is there.
 * @param {{CHROMIUM?: string, PATH?: string}} environment
 * @param {(path: string) => boolean} exists
 */
export function missing(environment, exists) {
  const found = [];
  if (!findChromium(environment, exists)) found.push("Chromium (apt-get install chromium, or CHROMIUM=<its path>)");
  const there = (name) => exists(join(HERE, "node_modules", name, "package.json"));
  if (!PACKAGES.every(there)) found.push("its packages (npm ci --prefix tests/browser)");
  return found;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  for (const what of missing(process.env, existsSync)) console.log(what);
}
