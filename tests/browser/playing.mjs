/** A story in numbered steps: each is told as it is played, and the first that fails tells what the page did meanwhile. */

import { keepShot } from "./launching.mjs";

/**
 * @param {{page: import("playwright-core").Page, troubles: string[]}} window
 * @returns {(name: string, deeds: () => Promise<void>) => Promise<void>} plays one step
 */
export function story({ page, troubles }) {
  let number = 0;
  return async (name, deeds) => {
    number += 1;
    const began = performance.now();
    try {
      await deeds();
      console.log(`  ${number} ${name} (${Math.round(performance.now() - began)} ms)`);
    } catch (error) {
      await keepShot(page, `failed-at-${number}`);
      const meanwhile = troubles.join("\n  ") || "no trouble";
      throw new Error(`step ${number}, ${name}: the page had\n  ${meanwhile}\n${error.message}`, { cause: error });
    }
  };
}
