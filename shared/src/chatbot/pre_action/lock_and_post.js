const setLiveChat = async (from, to) => {
  const filter = { _id: this.member._id, 'botMeta.liveChat': from };
  const patch = { 'botMeta.liveChat': to };
  // Unverified: one argument or two; "not found" as null or as { value: null }.
  const isTwo = this.findAndModifyMember.length > 1;
  const found = await this.findAndModifyMember(...(isTwo ? [filter, patch] : [{ filter, patch }]));
  return Boolean(found) && found.value !== null;
};

const post = async (signal) => {
  const headers = { 'Content-Type': 'application/json' };
  const body = JSON.stringify(request());
  // Unverified: node-fetch 2 takes `timeout`, later ones `signal`.
  const response = await this.fetch(RELAY_URL, { method: 'POST', headers, body, timeout: 5000, signal });
  const answer = await response.json();
  if (!response.ok || answer.ok !== 1) throw new Error(`${response.status} ${JSON.stringify(answer)}`);
  return answer;
};

const postInTime = () => new Promise((resolve, reject) => {
  const abort = typeof AbortController === 'function' ? new AbortController() : { abort() {} };
  const timer = setTimeout(() => {
    reject(new Error('no answer in 5 seconds'));
    abort.abort();
  }, 5000);
  post(abort.signal).then(resolve, reject).then(() => clearTimeout(timer));
});

const ask = async () => {
  if (!(await setLiveChat(false, true))) throw new Error('ticket creation in progress');
  try {
    this.member.assignmentId = (await postInTime()).assignmentId;
    this.member.botMeta.liveChat = true;
    return { member: this.member };
  } catch (error) {
    const giveBack = () => setLiveChat(true, false);
    await giveBack().catch(giveBack).catch(() => {});
    this.member.botMeta.liveChat = false;
    throw error;
  }
};

return ask();
