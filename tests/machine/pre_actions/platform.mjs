// The platform, as a pre-action sees it (contracts/stella.md 6): runs the texts that a plan on stdin names, one after
// the other and for one customer, and prints what became of each.
//
// Where the contract leaves something open, the plan's `ways` say how it is:
//   twoArguments   findAndModifyMember takes (filter, patch), not ({ filter, patch })
//   valueNull      it gives MongoDB's own answer, { value }, not the member
//   nodeFetch2     this.fetch takes `timeout`; else it is the one of later versions, which does not
//   noAbort        there is no AbortController
//   failsToGive    how many times giving the lock back fails
//   hurry          five seconds are over in fifty milliseconds
//   outlet         where createAssignment posts, and whether it says more than it was given

import { text } from 'node:stream/consumers';
import { compileFunction } from 'node:vm';

const plan = JSON.parse(await text(process.stdin));

/** The member as the platform keeps it. */
const stored = structuredClone(plan.member);

function valueAt(object, path) {
  return path.split('.').reduce((inner, field) => inner?.[field], object);
}

/** Sets a value as MongoDB's $set does: a dotted name leads into an object that is there. */
function setAt(object, path, value) {
  const fields = path.split('.');
  const last = fields.pop();
  fields.reduce((inner, field) => inner[field], object)[last] = value;
}

/** Finds and modifies in one step: nothing else happens in between. */
function findAndModify(ways, filter, patch) {
  if (!filter?._id || Object.keys(patch).length === 0) throw new Error('a filter with _id, and a patch');
  const gives = patch['botMeta.liveChat'] === false;
  if (gives && ways.failsToGive > 0) {
    ways.failsToGive -= 1;
    throw new Error('the database can not be reached');
  }
  const fits = Object.entries(filter).every(([path, value]) => valueAt(stored, path) === value);
  if (fits) Object.entries(patch).forEach(([path, value]) => setAt(stored, path, value));
  const found = fits ? structuredClone(stored) : null;
  return ways.valueNull ? { ok: 1, value: found } : found;
}

function finding(ways) {
  if (ways.twoArguments) return async (filter, patch) => findAndModify(ways, filter, patch);
  return async ({ filter, patch }) => findAndModify(ways, filter, patch);
}

/** Timers that note how long they were to wait. */
function timers(ways, seen) {
  const set = (act, after) => {
    seen.timers.push(after);
    return setTimeout(act, ways.hurry ? after / 100 : after);
  };
  return { set, clear: clearTimeout };
}

/** this.fetch. What was answered is noted. */
function fetching(ways, seen) {
  return async (url, { timeout, signal, ...options }) => {
    signal?.addEventListener('abort', () => { seen.aborted = true; });
    const asked = fetch(url, { ...options, signal }).then((response) => noting(response, seen));
    if (!ways.nodeFetch2) return asked;
    return Promise.race([asked, networkTimeout(ways, seen, timeout)]);
  };
}

/** A pre-action need not read the body: it is read here, from a copy. One that breaks off is not noted. */
function noting(response, seen) {
  const body = response.clone().text();
  seen.noted = body.then((said) => seen.answers.push({ status: response.status, body: said }), () => {});
  return response;
}

/** As node-fetch 2 says it. */
function networkTimeout(ways, seen, timeout) {
  seen.timeouts.push(timeout);
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error('network timeout')), ways.hurry ? timeout / 100 : timeout).unref();
  });
}

/** What leaves the platform is not known in full: as it was given, or with the ids that the platform has. */
function creating(ways, seen) {
  return async (given) => {
    const { member, ...rest } = given;
    const ids = { assignment: { _id: '64a0c0ffee00000000000d01' }, channel: plan.channel._id, app: member.app };
    const body = JSON.stringify(ways.outlet.saysMore ? { ...ids, member: member._id, ...rest } : given);
    const headers = { 'Content-Type': 'application/json' };
    const response = await fetching({}, seen)(ways.outlet.url, { method: 'POST', headers, body });
    return response.json();
  };
}

/** Runs one text. What it gives back is kept, as the platform keeps it: botMeta alone matters here. */
async function run({ text: code, ways = {}, botIsBack }) {
  if (botIsBack) stored.botMeta.liveChat = false;
  const seen = { answers: [], timers: [], timeouts: [], aborted: false };
  const { set, clear } = timers(ways, seen);
  const context = {
    member: structuredClone(stored),
    channel: plan.channel,
    fetch: fetching(ways, seen),
    findAndModifyMember: finding(ways),
    createAssignment: creating(ways, seen),
  };
  const abort = ways.noAbort ? undefined : AbortController;
  const preAction = compileFunction(code, ['setTimeout', 'clearTimeout', 'AbortController']);
  const ended = { error: null };
  try {
    const { member } = await preAction.call(context, set, clear, abort);
    stored.botMeta = member.botMeta;
    await seen.noted;
  } catch (error) {
    ended.error = error.message;
  }
  const { assignmentId, botMeta } = context.member;
  const liveChat = { member: botMeta.liveChat, stored: stored.botMeta.liveChat };
  return { ...ended, ...seen, ...liveChat, assignment: assignmentId ?? null };
}

const runs = [];
for (const next of plan.runs) runs.push(await run(next));
process.stdout.write(JSON.stringify(runs), () => process.exit(0));
