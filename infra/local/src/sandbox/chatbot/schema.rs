//! The platform's types, as far as they are played: the fields and arguments of `contracts/stella.md` 3.1 to 3.3.

/// An object type.
pub(super) struct Type {
    /// Its name in messages.
    pub(super) name: &'static str,
    /// Its fields.
    pub(super) fields: &'static [FieldType],
}

/// A field of an object type.
pub(super) struct FieldType {
    /// Its name.
    pub(super) name: &'static str,
    /// What it takes, each with its type.
    pub(super) arguments: &'static [(&'static str, ArgumentType)],
    /// The object behind it; `None` for a plain value.
    pub(super) object: Option<&'static Type>,
}

/// The type of an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ArgumentType {
    /// An id: a text.
    Id,
    /// A text.
    Text,
    /// A whole number from 1 to 100.
    IntMax100,
    /// A whole number: milliseconds since 1970.
    Long,
    /// Whom to toggle and to what (`contracts/stella.md` 3.2). Its name begins in lower case.
    ToggleLiveChat,
}

impl ArgumentType {
    /// Its name, as queries declare it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Id => "ID",
            Self::Text => "String",
            Self::IntMax100 => "IntMax100",
            Self::Long => "Long",
            Self::ToggleLiveChat => "toggleLiveChatInput",
        }
    }
}

const fn plain(name: &'static str) -> FieldType {
    FieldType { name, arguments: &[], object: None }
}

const fn object(name: &'static str, object: &'static Type) -> FieldType {
    FieldType { name, arguments: &[], object: Some(object) }
}

/// What a query begins with.
pub(super) const QUERY: Type = Type {
    name: "Query",
    fields: &[FieldType { name: "apiViewer", arguments: &[("appId", ArgumentType::Id)], object: Some(&API_VIEWER) }],
};

/// What a mutation begins with.
pub(super) const MUTATION: Type = Type {
    name: "Mutation",
    fields: &[FieldType {
        name: "toggleLiveChat",
        arguments: &[("input", ArgumentType::ToggleLiveChat)],
        object: Some(&TOGGLED),
    }],
};

const TOGGLED: Type = Type {
    name: "toggleLiveChatPayload",
    fields: &[plain("clientMutationId"), plain("err"), plain("err_code"), plain("ok")],
};

const API_VIEWER: Type = Type {
    name: "ApiViewer",
    fields: &[
        FieldType {
            name: "conversationHistory",
            arguments: &[
                ("after", ArgumentType::Text),
                ("appId", ArgumentType::Text),
                ("before", ArgumentType::Text),
                ("channelId", ArgumentType::Text),
                ("first", ArgumentType::IntMax100),
                ("from", ArgumentType::Long),
                ("last", ArgumentType::IntMax100),
                ("memberId", ArgumentType::Text),
                ("platform", ArgumentType::Text),
                ("to", ArgumentType::Long),
            ],
            object: Some(&HISTORY),
        },
        FieldType {
            name: "member",
            arguments: &[
                ("channelId", ArgumentType::Id),
                ("externalId", ArgumentType::Id),
                ("memberId", ArgumentType::Id),
            ],
            object: Some(&MEMBER),
        },
    ],
};

const MEMBER: Type = Type {
    name: "Member",
    fields: &[
        plain("_id"),
        plain("appId"),
        object("botMeta", &BOT_META),
        plain("channelId"),
        plain("createdAt"),
        plain("customLocale"),
        plain("email"),
        plain("externalId"),
        plain("firstName"),
        plain("gender"),
        plain("lastName"),
        plain("locale"),
        plain("meta"),
        plain("name"),
        plain("platform"),
        plain("tags"),
        plain("updatedAt"),
    ],
};

const BOT_META: Type = Type {
    name: "BotMeta",
    fields: &[
        plain("liveChat"),
        object("node", &NAMED),
        plain("nodeCompositeId"),
        plain("subscribe"),
        object("tree", &NAMED),
        plain("treeId"),
    ],
};

const NAMED: Type = Type { name: "Named", fields: &[plain("name")] };

const HISTORY: Type =
    Type { name: "ChatConnection", fields: &[object("edges", &EDGE), object("pageInfo", &PAGE_INFO)] };

const EDGE: Type = Type { name: "ChatEdge", fields: &[plain("cursor"), object("node", &CHAT)] };

const CHAT: Type = Type {
    name: "Chat",
    fields: &[
        plain("_id"),
        plain("channelId"),
        plain("createdAt"),
        plain("deletedAt"),
        plain("deliveredAt"),
        plain("errors"),
        plain("failedAt"),
        plain("from"),
        plain("memberId"),
        plain("messageEvent"),
        plain("meta"),
        plain("platform"),
        plain("readAt"),
        plain("sentAt"),
    ],
};

const PAGE_INFO: Type = Type {
    name: "PageInfo",
    fields: &[
        plain("endCursor"),
        plain("hasNextPage"),
        plain("hasPreviousPage"),
        plain("startCursor"),
        plain("totalCount"),
    ],
};
