import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";

import { findChromium, HERE, missing } from "../tools.mjs";

const only = (...paths) => (path) => paths.includes(path);
const packages = ["playwright-core", "axe-core"].map((name) => join(HERE, "node_modules", name, "package.json"));

test("Chromium is looked for in the folders of the path, Debian's name first", () => {
  const environment = { PATH: "/a:/b" };
  assert.equal(findChromium(environment, only("/a/google-chrome", "/b/chromium")), "/b/chromium");
  assert.equal(findChromium(environment, only("/a/google-chrome")), "/a/google-chrome");
  assert.equal(findChromium(environment, only("/c/chromium")), null);
  assert.equal(findChromium({}, only("/a/chromium")), null);
});

test("a browser that was named is taken, and no other one in its place", () => {
  const environment = { PATH: "/a", CHROMIUM: "/own/browser" };
  assert.equal(findChromium(environment, only("/own/browser", "/a/chromium")), "/own/browser");
  assert.equal(findChromium(environment, only("/a/chromium")), null);
});

test("what is missing is named with what installs it", () => {
  const environment = { PATH: "/a" };
  assert.deepEqual(missing(environment, only("/a/chromium", ...packages)), []);
  assert.match(missing(environment, only(...packages)).join(), /^Chromium \(apt-get install chromium/);
  assert.match(missing(environment, only("/a/chromium", packages[0])).join(), /^its packages \(npm ci/);
  assert.equal(missing(environment, only()).length, 2);
});
