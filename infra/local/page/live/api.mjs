/** What the page asks of the sandbox. Every answer is an object; what went wrong stands in its `trouble`, for reading. */

/** Someone does something in Slack; see docs/SANDBOX.md. `shown.trouble` of the answer becomes `trouble`. */
export async function actInSlack(me, deed) {
  const answer = await post('/sandbox/slack/act', { as: me, ...deed });
  const told = answer.shown?.trouble;
  return told && !answer.trouble ? { ...answer, trouble: told } : answer;
}

/** Something happens to a customer. */
export const actAsCustomer = (member, deed) => post('/sandbox/chatbot/act', { member, ...deed });

/** Posts JSON; an empty body where none is given. */
export const post = (path, body) =>
  asked(path, { method: 'POST', body: body === undefined ? undefined : JSON.stringify(body) });

/** Gets JSON. */
export const get = (path) => asked(path, {});

/** Deletes. */
export const forget = (path) => asked(path, { method: 'DELETE' });

async function asked(path, options) {
  try {
    const response = await fetch(path, options);
    const answer = parsed(await response.text());
    return response.ok ? answer : { ...answer, trouble: troubleOf(answer, response.status) };
  } catch {
    return { trouble: 'The sandbox does not answer. Is `cargo run` still running?' };
  }
}

function parsed(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

/** The sandbox says why in `error.message`. */
const troubleOf = (answer, status) => answer.error?.message ?? `The sandbox answered ${status}, without saying why.`;
