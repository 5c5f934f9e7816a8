// The platform's own sample for core 2.6 and below, written down from the contract (stella.md 6.1).
return (async () => {
  const member = await this.findAndModifyMember({
    filter: { _id: this.member._id, 'botMeta.liveChat': false },
    patch: { 'botMeta.liveChat': true },
  });
  if (!member) {
    throw new Error('ticket creation in progress');
  }
  await this.fetch('<relay URL>', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      type: 'LIVE_CHAT_REQUEST',
      member: this.member._id,
      channel: this.channel._id,
      app: this.member.app,
      label: 'Support Team',
    }),
  });
  this.member.botMeta.liveChat = true;
  return { member: this.member };
})();
