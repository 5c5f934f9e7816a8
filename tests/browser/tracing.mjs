/** What kept the page's main thread busy, from Chromium's own trace. */

/** What is traced: the tasks of each thread, and the mark that tells which thread is the page's. */
export const CATEGORIES = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline", "blink.user_timing"];

/** The mark that the page sets while it is traced. */
export const MARK = "traced-page";

/** The names that Chromium gives to a thread's task, by version and category. */
const TASKS = ["ThreadControllerImpl::RunTask", "RunTask"];

/**
 * How long each task of the page's main thread took, and how much of that it had a processor to work with: on a machine
 * that is busy with something else the two differ.
 * @param {object[]} events `traceEvents` of a trace during which the page set `MARK`
 * @returns {{taken: number[], worked: number[]}} in milliseconds, shortest first
 */
export function mainThreadTasks(events) {
  const marked = events.find((event) => event.name === MARK);
  if (!marked) throw new Error(`no event ${MARK}: the page was not traced`);
  const own = events.filter((event) => event.pid === marked.pid && event.tid === marked.tid && event.ph === "X");
  // Both names tell of the same tasks: one of them is counted.
  const name = TASKS.find((task) => own.some((event) => event.name === task));
  const tasks = own.filter((event) => event.name === name);
  return { taken: inMilliseconds(tasks, "dur"), worked: inMilliseconds(tasks, "tdur") };
}

const inMilliseconds = (tasks, field) => inOrder(tasks.map((task) => (task[field] ?? 0) / 1000));

/** The numbers, smallest first. */
export const inOrder = (numbers) => numbers.toSorted((one, other) => one - other);

/** The value that this share (0 to 1) of sorted numbers stays within, by nearest rank; NaN of none. */
export function percentile(sorted, share) {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN;
}
