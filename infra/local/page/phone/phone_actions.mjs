/** What a customer's phone can do besides texts: send other things, report, and what others do to its live chat. */

import { make } from '../parts/nodes.mjs';
import { actAsCustomer } from '../live/api.mjs';
import { button, field, form, openDialog, went } from '../parts/ui.mjs';

/** The entries of the phone's `+` menu. */
export function phoneActions(customer) {
  const act = async (deed) => went(await actAsCustomer(customer.member, deed));
  const last = customer.messages.findLast((message) => message.from !== 'MEMBER' && message.message_id);
  return [
    { label: 'Send a photo', run: () => act({ image: { caption: 'My receipt' } }) },
    { label: 'Send a voice message', run: () => act({ audio: {} }) },
    { label: 'Send a video', run: () => act({ video: { caption: 'This is what it does' } }) },
    { label: 'Send a file', run: () => act({ file: { fileName: 'invoice.pdf' } }) },
    { label: 'Send a location', run: () => act({ location: { latitude: 22.28, longitude: 114.16 } }) },
    { label: 'Press a button of the bot …', run: () => pressButton(act) },
    ...(last ? reports(act, last) : []),
    {
      label: customer.liveChat ? 'Somebody else turns the bot on' : 'Somebody else turns live chat on',
      run: () => act({ set_live_chat: !customer.liveChat }),
    },
  ];
}

function reports(act, { message_id: id }) {
  const report = (is) => () => act({ status: { message_id: id, is } });
  return [
    { label: 'Last answer: delivered', run: report('DELIVERED') },
    { label: 'Last answer: read', run: report('READ') },
    { label: 'Last answer: failed', run: report('FAILED') },
  ];
}

function pressButton(act) {
  const label = make('input', { value: 'Talk to an agent', required: true, maxlength: 75 });
  openDialog('Press a button of the bot', (close) => [
    form(
      async () => {
        if (await act({ press: label.value })) close();
      },
      field('The button’s text', label),
      make('div', { class: 'row end' }, button('Cancel', close), make('button', { class: 'primary' }, 'Press')),
    ),
  ]);
}
