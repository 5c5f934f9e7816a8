// Slack Inbox: the customer asks for people. Pre-action (Node JS) for bot core 2.7 and 2.8.
// Takes the platform's lock (liveChat true: a silent bot) and posts to Slack Inbox. No "ok" in 5 seconds:
// gives the lock back and rejects, so that the bot goes on.
// Yours to change: LABEL to HISTORY. RELAY_URL is a password.
const LABEL = 'default'; // The label of a ticketing channel.
const TEXT = ''; // The ticket's first line, or ''.
const BUTTON = 'Pick'; // The ticket's button.
const SUMMARY = ''; // Told to the agent.
const GROUP_NAME = ''; // Begins a new inbox channel's name.
const HISTORY = true; // Shows the talk with the bot.
const RELAY_URL = '';

const relayMessage = { slack: { text: TEXT, buttons: [{ title: BUTTON }] } };
const request = () => ({
  member: this.member,
  channel: this.channel._id,
  label: LABEL,
  history: HISTORY,
  assignmentDetails: { summary: SUMMARY, groupName: GROUP_NAME, relayMessage },
});

