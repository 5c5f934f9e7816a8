/** What axe-core says of the page. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * Everything that breaks one of axe-core's rules (WCAG and best practices), one line an element.
 * @returns {Promise<string[]>}
 */
export async function violations(page) {
  // Handed in by the browser's debugger: as a script of the page's it would break the page's own policy.
  await page.evaluate(AXE);
  const { violations: broken } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return broken.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id} (${help}): ${node.target.join(" ")}`));
}
