//! The panels of settings: what was entered in them, by block and action.

use shared::domain::{
    Access, ChannelId, GeneralEntered, HoursEntered, Setting, TicketingEntered, TicketingField, UserId, Weekday,
};
use shared::service::panels::admin::GroupEntered;
use shared::slack::cards::{
    ACCESS_ADMINS, ACCESS_SUPER_ADMINS, ADMIN_AREA, AdminArea, GENERAL_ENDED_DAYS, GROUP_MEMBERS, GROUP_USER_GROUP,
    RELAY_WISH, RelayWish, TICKETING_ACTION, TICKETING_CHOSEN, TicketingAction, read_ended, read_inbox_channels,
    read_last_step, read_yes,
};
use shared::slack::payload::ViewState;

/// Who stands in the lists of the Access Control Panel. `None`: a list is missing.
pub(crate) fn access(view: &ViewState) -> Option<Access> {
    Some(Access::new(people(view, ACCESS_SUPER_ADMINS)?, people(view, ACCESS_ADMINS)?))
}

/// What is to be set. `None`: nothing was chosen.
pub(crate) fn area(view: &ViewState) -> Option<AdminArea> {
    selected(view, ADMIN_AREA).and_then(AdminArea::read)
}

/// Who stands in the priority group. `None`: the list is missing.
pub(crate) fn group(view: &ViewState) -> Option<GroupEntered> {
    Some(GroupEntered { members: people(view, GROUP_MEMBERS)?, user_group: typed(view, GROUP_USER_GROUP) })
}

/// The settings that are one value each. `None`: a choice is missing.
pub(crate) fn general(view: &ViewState) -> Option<GeneralEntered> {
    let chosen = |setting: Setting| selected(view, setting.block());
    Some(GeneralEntered {
        show_agent_name: chosen(Setting::ShowAgentName).and_then(read_yes)?,
        team_word: typed(view, Setting::TeamWord.block()),
        inbox_channel_type: chosen(Setting::InboxChannelType).and_then(read_inbox_channels)?,
        one_on_one: chosen(Setting::OneOnOne).and_then(read_yes)?,
        ended: chosen(Setting::EndedChats).and_then(read_ended)?,
        ended_days: typed(view, GENERAL_ENDED_DAYS),
        idle: typed(view, Setting::Idle.block()),
        retention: typed(view, Setting::Retention.block()),
    })
}

/// What is to be done about the relay URL. `None`: nothing was chosen.
pub(crate) fn relay_wish(view: &ViewState) -> Option<RelayWish> {
    selected(view, RELAY_WISH).and_then(RelayWish::read)
}

/// What is to be done with ticketing channels, and with which.
pub(crate) fn ticketing_choice(view: &ViewState) -> (Option<TicketingAction>, Option<ChannelId>) {
    let action = selected(view, TICKETING_ACTION).and_then(TicketingAction::read);
    (action, selected(view, TICKETING_CHOSEN).map(ChannelId::new))
}

/// A ticketing channel. `None`: a choice is missing.
pub(crate) fn ticketing(view: &ViewState) -> Option<TicketingEntered> {
    let chosen = |field: TicketingField| selected(view, field.block());
    let entry = |field: TicketingField| typed(view, field.block());
    let hours = HoursEntered {
        days: ticked(view, TicketingField::Days.block())?.into_iter().filter_map(Weekday::read).collect(),
        from: entry(TicketingField::From),
        to: entry(TicketingField::To),
        time_zone: entry(TicketingField::TimeZone),
    };
    Some(TicketingEntered {
        channel: chosen(TicketingField::Channel).map(ChannelId::new),
        label: entry(TicketingField::Label),
        is_default: chosen(TicketingField::Default).and_then(read_yes)?,
        members: people(view, TicketingField::Members.block())?,
        user_group: entry(TicketingField::UserGroup),
        hours,
        here: entry(TicketingField::Here),
        unanswered: entry(TicketingField::Unanswered),
        then: chosen(TicketingField::Then).and_then(read_last_step)?,
        return_after: entry(TicketingField::Return),
    })
}

/// A field's action id changes when the panel shows something else: its block tells which it is.
fn people(view: &ViewState, block: &str) -> Option<Vec<UserId>> {
    ticked(view, block).map(|users| users.into_iter().map(UserId::new).collect())
}

fn ticked<'v>(view: &'v ViewState, block: &str) -> Option<Vec<&'v str>> {
    view.values.action_in(block).and_then(|action| view.values.selected_many(block, action))
}

fn selected<'v>(view: &'v ViewState, block: &str) -> Option<&'v str> {
    view.values.action_in(block).and_then(|action| view.values.selected(block, action))
}

fn typed(view: &ViewState, block: &str) -> String {
    let action = view.values.action_in(block);
    action.and_then(|action| view.values.text(block, action)).unwrap_or_default().to_owned()
}
