//! The customers that a newcomer finds: of one everything is known, of one only first and last name, of one nothing but
//! the number.

use std::collections::BTreeMap;
use std::time::Duration;

use shared::clock::Random;
use shared::domain::{AppId, BotChannelId, MemberId, Timestamp};
use shared::secret::Secret;

use super::state::{BotChannel, Chat, Member, Platform, PlatformApp, PlatformToken, Sender};

/// The platform's app.
const APP: &str = "64a0c0ffee00000000000a99";
/// Its bot channel.
const CHANNEL: &str = "64a0c0ffee0000000000c001";
/// What the Open API token may do.
const OPEN_API_SCOPES: [&str; 3] = ["conversation:read", "member:read", "member:toggleLiveChat"];
/// What the Bot API token may do.
const BOT_API_SCOPES: [&str; 2] = ["bot:redirectMemberToNode", "bot:sendResponses"];
/// Between two lines of a conversation.
const PAUSE: Duration = Duration::from_secs(20);

/// A fresh account with fresh tokens and a fresh channel secret.
pub(in crate::sandbox) fn platform(now: Timestamp, random: &dyn Random) -> Platform {
    let mut platform = Platform {
        app: PlatformApp {
            id: AppId::new(APP),
            open_api_token: token(random, &OPEN_API_SCOPES),
            bot_api_token: token(random, &BOT_API_SCOPES),
        },
        channel: BotChannel {
            id: BotChannelId::new(CHANNEL),
            name: "Sandbox WhatsApp".into(),
            platform: "whatsapp".into(),
            number: "85230001111".into(),
            secret: secret(random),
        },
        members: BTreeMap::new(),
    };
    for (index, (member, said)) in customers(now).into_iter().enumerate() {
        let chats = conversation(&platform, &member, &said, index, now);
        platform.members.insert(member.id.clone(), Member { chats, ..member });
    }
    platform
}

fn secret(random: &dyn Random) -> Secret {
    Secret::new(format!("{:032x}", random.bits()))
}

fn token(random: &dyn Random, scopes: &[&str]) -> PlatformToken {
    PlatformToken { secret: secret(random), scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect() }
}

/// What was said, in turns: the customer first.
type Said = Vec<&'static str>;

fn customers(now: Timestamp) -> [(Member, Said); 3] {
    let ana = Member {
        name: Some("Ana Lima".into()),
        first_name: Some("Ana".into()),
        last_name: Some("Lima".into()),
        gender: Some("female".into()),
        email: Some("ana.lima@example.com".into()),
        locale: Some("pt_BR".into()),
        custom_locale: Some("en".into()),
        tags: vec!["vip".into(), "newsletter".into()],
        ..stranger("64a0c0ffee0000000000a001", "85291234567", now)
    };
    let bo = Member {
        first_name: Some("Bo".into()),
        last_name: Some("Nguyen".into()),
        locale: Some("vi_VN".into()),
        ..stranger("64a0c0ffee0000000000a002", "84901234567", now)
    };
    let nobody = stranger("64a0c0ffee0000000000a003", "4915112345678", now);
    [
        (
            ana,
            vec![
                "Hello, where is my order?",
                "Hi Ana! Order 4711 left our warehouse yesterday.",
                "It says *delivered* <but> I have nothing & nobody rang",
                "I'm sorry. Shall I call a colleague?",
            ],
        ),
        (bo, vec!["Can I change my booking?", "Of course. What is your booking number?", "B-20931"]),
        (nobody, vec!["hi", "Welcome! How can I help you?"]),
    ]
}

/// Someone of whom the platform knows the number alone.
fn stranger(id: &str, external_id: &str, now: Timestamp) -> Member {
    Member {
        id: MemberId::new(id),
        channel: BotChannelId::new(CHANNEL),
        external_id: external_id.into(),
        name: None,
        first_name: None,
        last_name: None,
        gender: None,
        email: None,
        locale: None,
        custom_locale: None,
        tags: Vec::new(),
        created_at: now,
        updated_at: now,
        live_chat: false,
        chats: Vec::new(),
        toggles: Vec::new(),
        started: Vec::new(),
    }
}

fn conversation(platform: &Platform, member: &Member, said: &[&str], index: usize, now: Timestamp) -> Vec<Chat> {
    let lines = said.iter().rev().zip(1_u32..).zip((0..said.len()).rev());
    let line = |((text, back), turn): ((&&str, u32), usize)| {
        let at = now.before(PAUSE * back);
        let sender = if turn % 2 == 0 { Sender::Member } else { Sender::Bot };
        Chat {
            id: format!("64a0c0ffee000000000{index:02}{turn:03}"),
            at,
            sender,
            message_event: platform.text(member, sender, text, at),
            delivered_at: (sender == Sender::Bot).then_some(at),
            read_at: None,
            statuses: Vec::new(),
        }
    };
    let mut chats: Vec<Chat> = lines.map(line).collect();
    chats.reverse();
    chats
}
