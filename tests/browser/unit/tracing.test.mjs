import assert from "node:assert/strict";
import { test } from "node:test";

import { MARK, mainThreadTasks, percentile } from "../tracing.mjs";

const task = (pid, tid, name, dur) => ({ ph: "X", pid, tid, name, dur, tdur: dur / 2 });

test("the tasks of the page's own main thread are counted once, in milliseconds", () => {
  const events = [
    { ph: "I", pid: 1, tid: 2, name: MARK },
    task(1, 2, "RunTask", 3000), task(1, 2, "ThreadControllerImpl::RunTask", 3000),
    task(1, 2, "ThreadControllerImpl::RunTask", 500), task(1, 2, "Layout", 400),
    task(1, 3, "RunTask", 9000), task(4, 2, "RunTask", 9000),
  ];
  assert.deepEqual(mainThreadTasks(events), { taken: [0.5, 3], worked: [0.25, 1.5] });
  assert.deepEqual(mainThreadTasks([events[0], events[1]]), { taken: [3], worked: [1.5] });
  assert.throws(() => mainThreadTasks(events.slice(1)), /not traced/);
});

test("a percentile is one of the numbers", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
  assert.deepEqual([0.5, 0.95, 1].map((share) => percentile(hundred, share)), [50, 95, 100]);
  assert.equal(percentile([7], 0.95), 7);
  assert.ok(Number.isNaN(percentile([], 0.5)));
});
