// The platform's own sample for core 2.7 and 2.8, written down from the contract (stella.md 6.2). The URL stands in the
// settings of the outlet, to which the platform turns the call.
const requestText = 'A customer has a question about an order';
const ticketButtonTitle = 'Take it';
return (async () => {
  const member = await this.findAndModifyMember({
    filter: { _id: this.member._id, 'botMeta.liveChat': false },
    patch: { 'botMeta.liveChat': true },
  });
  if (!member) {
    throw new Error('ticket creation in progress');
  }
  const json = await this.createAssignment({
    history: true,
    member: this.member,
    assignmentDetails: {
      summary: 'Order 4711',
      groupName: 'orders_',
      relayMessage: {
        slack: {
          type: 'BUTTON',
          text: requestText,
          buttons: [{ type: 'postback', title: ticketButtonTitle, payload: { payload: 'PICK_TICKET' } }],
        },
      },
    },
    label: 'default',
  });
  this.member.assignmentId = json.assignmentId;
  this.member.botMeta.liveChat = true;
  return { member: this.member };
})();
