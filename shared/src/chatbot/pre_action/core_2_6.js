// Slack Inbox: the customer asks for people. Pre-action (Node JS) for bot core 2.6 and below.
// Takes the platform's lock (liveChat true: a silent bot) and posts to Slack Inbox. No "ok" in 5 seconds:
// gives the lock back and rejects, so that the bot goes on.
// Yours to change: LABEL. RELAY_URL is a password.
const LABEL = 'default'; // The label of a ticketing channel.
const RELAY_URL = '';

const request = () => ({
  type: 'LIVE_CHAT_REQUEST',
  member: this.member._id,
  channel: this.channel._id,
  app: this.member.app,
  label: LABEL,
});

