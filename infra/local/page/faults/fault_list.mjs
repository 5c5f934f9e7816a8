/** What can go wrong: docs/SANDBOX.md has the same list. */

const SLACK = `auth.test bookmarks.add chat.getPermalink chat.postEphemeral chat.postMessage chat.update
  conversations.archive conversations.create conversations.history conversations.info conversations.invite
  conversations.join conversations.kick conversations.members conversations.open conversations.rename
  conversations.replies conversations.setTopic conversations.unarchive reactions.add reactions.remove users.info
  views.open views.publish views.push views.update response_url`;
const PLATFORM = 'member conversationHistory toggleLiveChat sendResponses redirectMemberToNode';
const DYNAMODB =
  'BatchGetItem BatchWriteItem DeleteItem GetItem PutItem Query TransactGetItems TransactWriteItems UpdateItem';
const SQS = `ChangeMessageVisibility CreateQueue DeleteMessage GetQueueAttributes GetQueueUrl PurgeQueue ReceiveMessage
  SendMessage SendMessageBatch`;

const words = (text, prefix = '') => text.split(/\s+/).map((word) => prefix + word);

/** Every method that a fault can be planned for. */
export const METHODS = [...words(SLACK), ...words(PLATFORM), ...words(DYNAMODB, 'dynamodb.'), ...words(SQS, 'sqs.')];

/** The methods by whose they are: `[{whose, methods}]`. */
export function grouped(methods) {
  const groups = { Slack: [], 'Chatbot platform': [], DynamoDB: [], SQS: [] };
  for (const method of methods) groups[whose(method)].push(method);
  return Object.entries(groups)
    .map(([name, list]) => ({ whose: name, methods: list }))
    .filter((group) => group.methods.length > 0);
}

function whose(method) {
  if (method.startsWith('dynamodb.')) return 'DynamoDB';
  if (method.startsWith('sqs.')) return 'SQS';
  return method.includes('.') || method === 'response_url' ? 'Slack' : 'Chatbot platform';
}

/** Every fault, in plain words. */
export const FAULTS = [
  { value: '429', label: 'Too many requests (429)' },
  { value: '500', label: 'Server error (500), nothing is done' },
  { value: 'refused', label: 'Refused, with an error' },
  { value: 'held', label: 'Held before it is done' },
  { value: 'answer_lost', label: 'Done, but the answer is lost' },
  { value: 'answer_500', label: 'Done, but the answer is a 500' },
  { value: 'answer_held', label: 'Done, but the answer is held' },
];

/** What is most wanted, by one click: each a list of plans. */
export const PRESETS = [
  {
    label: 'Slack says too many requests, once',
    plans: [{ method: 'chat.postMessage', fault: '429', retry_after: 3 }],
  },
  { label: 'The next answer of Slack is lost', plans: [{ method: 'chat.postMessage', fault: 'answer_lost' }] },
  { label: 'The next post waits until it is released', plans: [{ method: 'chat.postMessage', fault: 'held' }] },
  { label: 'The channel is archived for the next post', plans: [{ method: 'chat.postMessage', error: 'is_archived' }] },
  {
    label: 'The platform is down for ten calls',
    plans: words(PLATFORM).map((method) => ({ method, fault: '500', times: 10 })),
  },
  { label: 'The store is away, once', plans: [{ method: 'dynamodb.TransactWriteItems', fault: '500', times: 3 }] },
];
