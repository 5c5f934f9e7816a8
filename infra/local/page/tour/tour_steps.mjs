/** The tour's steps: what they say, what they point at, and when they are done. Pure. */

/** `at(inbox)` are selectors of the next control, the nearest first; the first that is in sight is outlined. */
export const TOUR_STEPS = [
  {
    title: 'Let Ana ask for a human',
    text: 'On the customer’s phone, press “Talk to a human”. The bot falls silent, and Slack gets a ticket.',
    at: () => ['#ask', '#tabs [data-pane="phone"]'],
  },
  {
    title: 'Pick the ticket as an agent',
    text: 'In Slack, open #support-team and press “Pick”. A channel for Ana opens.',
    at: () => [
      '.place [data-action="ticket_pick"]',
      '.side [data-name="support-team"]:not([aria-current])',
      '#tabs [data-pane="slack"]:not([aria-pressed="true"])',
      '.side-toggle',
    ],
  },
  {
    title: 'Answer Ana',
    text: 'Open Ana’s channel and write to her: she reads it on her phone. Replies in threads stay in Slack.',
    at: (inbox) => [
      `.side [data-channel="${inbox}"]:not([aria-current])`,
      `.place[data-channel="${inbox}"] .composer`,
      '#tabs [data-pane="slack"]:not([aria-pressed="true"])',
      '.side-toggle',
    ],
  },
  {
    title: 'That is the whole round',
    text: 'Look at Ana’s phone. Then try a note in a thread, “End live chat”, or “Flow” to see each call that was made.',
    at: () => ['#flow-toggle'],
  },
];

/** The step that is next: the same one while it is not done. Steps that happened already are passed over. */
export function stepAfter(step, { tickets, answered }) {
  if (step >= TOUR_STEPS.length - 1) return step;
  if (answered) return TOUR_STEPS.length - 1;
  if (tickets.some((ticket) => ticket.status === 'Active')) return Math.max(step, 2);
  if (tickets.some((ticket) => ticket.status === 'Pending')) return Math.max(step, 1);
  return step;
}
