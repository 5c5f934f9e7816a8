use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{Named, Names, named_in, says_something, to_plain};
use crate::domain::{ChannelId, UserGroupId, UserId};

/// What Slack sends, what the customer reads, and why where it isn't plain to see.
const TABLE: &[(&str, &str, &str)] = &[
    // Words
    ("", "", ""),
    ("Hello, Ana! ¿Qué tal? 你好", "Hello, Ana! ¿Qué tal? 你好", ""),
    ("  two blanks\n\n\tand a tab ", "  two blanks\n\n\tand a tab ", "blanks are the agent's"),
    ("a\r\nb\rc\u{2028}d", "a\nb\nc\nd", "every break is one that every channel shows"),
    ("a\u{202e}b\u{2066}c\u{0}d\u{1b}e", "abc d e", "nothing turns the writing around, no control characters"),
    ("👋🏽 👩‍💻 🇭🇰", "👋🏽 👩‍💻 🇭🇰", "emoji that are typed as such stay"),
    // Escaped characters
    ("Q&amp;A: 1 &lt; 2 &gt; 0", "Q&A: 1 < 2 > 0", ""),
    ("&amp;lt;b&amp;gt;", "&lt;b&gt;", "unescaped once"),
    ("&amp;amp;", "&amp;", "unescaped once"),
    ("&nbsp; &quot; &#39; &", "&nbsp; &quot; &#39; &", "Slack escapes three characters, no others"),
    ("&lt;@U1&gt; &lt;!here&gt;", "<@U1> <!here>", "typed by hand: no token, read after tokens"),
    ("I &lt;3 you :heart:", "I <3 you ❤️", ""),
    // People, groups, channels
    ("<@U1> will call you", "@May Chan will call you", ""),
    ("<@U1|may.c> here", "@May Chan here", "the name that is known today goes first"),
    ("<@U9|may.c> here", "@may.c here", "else the one in the text"),
    ("<@U9> here", "@someone here", "an id says nothing to a customer"),
    ("<@U2> here", "@someone here", "a name of blanks is none"),
    ("<@W3>", "@*Bob* <@U1> :x:", "a name is a name, whatever is in it; on one line"),
    ("<@>", "@someone", ""),
    ("ask in <#C1>", "ask in #support-team", ""),
    ("ask in <#C9|vip>", "ask in #vip", ""),
    ("ask in <#C9>", "ask in #channel", ""),
    ("<!subteam^S1> helps", "@on call helps", ""),
    ("<!subteam^S9|@night-shift> helps", "@night-shift helps", "one @ is enough"),
    ("<!subteam^S9> helps", "@team helps", ""),
    ("<!here> <!channel> <!everyone>", "@here @channel @everyone", "words, which call nobody"),
    ("<!here|here> <!channel|@channel>", "@here @channel", ""),
    ("<!newthing|as told> <!other>", "as told other", "what Slack may invent: its text"),
    // Times
    ("<!date^1790000000^{date_short} {time}|21 Sep, 14:13>", "21 Sep, 14:13", "as Slack would show it there"),
    ("<!date^1790000000^{time}^https://x.test|at two>", "at two", ""),
    ("<!date^1790000000^{time}>", "2026-09-21 14:13 UTC", "no text given"),
    ("<!date^soon>", "soon", ""),
    // Links
    ("see <https://acme.test/a?b=1&amp;c=2>", "see https://acme.test/a?b=1&c=2", ""),
    ("<https://acme.test/a|https://acme.test/a>", "https://acme.test/a", "said once"),
    ("<http://acme.test|acme.test>", "http://acme.test", "Slack makes links of addresses typed without scheme"),
    ("<https://acme.test/|acme.test>", "https://acme.test/", ""),
    ("<https://acme.test/x|our page>", "our page (https://acme.test/x)", "the address is not lost"),
    ("<https://acme.test/x|acme.test>", "acme.test (https://acme.test/x)", "a label that says less"),
    ("<https://evil.test|https://bank.test>", "https://bank.test (https://evil.test)", "where it really leads is said"),
    ("<https://a.test|here: https://a.test>", "here: https://a.test", "the label says the address"),
    ("<https://a.test|Q&amp;A :tada:>", "Q&A 🎉 (https://a.test)", "labels are escaped and have emoji, too"),
    ("<https://a.test|>", "https://a.test", ""),
    ("<https://a.test/snake_case_*x*_y_>", "https://a.test/snake_case_*x*_y_", "no mark in an address"),
    ("<mailto:Help@acme.test|help@acme.test>", "help@acme.test", ""),
    ("<mailto:help@acme.test?subject=Hi|write us>", "write us (help@acme.test)", ""),
    ("<mailto:help@acme.test>", "help@acme.test", ""),
    ("<tel:+85212345678|+852 1234-5678>", "+852 1234-5678", "the same number, as it was typed"),
    ("<tel:+85212345678|call us>", "call us (+85212345678)", ""),
    ("<slack://open?id=1|open>", "open (slack://open?id=1)", ""),
    ("a < b, <unfinished, <no kind>", "a < b, <unfinished, <no kind>", "not a token: as it is"),
    // Emoji
    ("done :+1: :thumbsup:", "done 👍 👍", ""),
    (":slightly_smiling_face::tada:", "🙂🎉", "side by side"),
    (":simple_smile: :thinking_face: :face_with_rolling_eyes:", "🙂 🤔 🙄", "Slack's names, not GitHub's"),
    (":hand: :hankey: :flag-de: :de: :flag-england:", "✋ 💩 🇩🇪 🇩🇪 🏴󠁧󠁢󠁥󠁮󠁧󠁿", ""),
    (":wave::skin-tone-3: :+1::skin-tone-6:", "👋🏼 👍🏿", "skin tones"),
    (":female-technologist::skin-tone-5:", "👩🏾‍💻", "in the middle of a sequence"),
    (":handshake::skin-tone-2-6:", "🫱🏻‍🫲🏿", "each hand its own"),
    (":skin-tone-4:", "🏽", "alone it is a swatch, in Slack as well"),
    (":tada::skin-tone-4:", "🎉🏽", "a thing without skin keeps nothing from being shown"),
    ("go :partyparrot: :_own_: go", "go :partyparrot: :_own_: go", "custom ones stay, their underscores too"),
    (":nope:smile:", ":nope😄", "a colon may begin the next one"),
    ("at 10:30:45, 1:100:2", "at 10:30:45, 1:100:2", "times and ratios"),
    ("你好:smile:再見 :100:", "你好😄再見 💯", ""),
    (":Smile: :: : :smile :", ":Smile: :: : :smile :", ""),
    // Formatting
    ("*bold* _italic_ ~strike~", "bold italic strike", ""),
    ("*two words*, (_yes_)! \"~no~\"", "two words, (yes)! \"no\"", "punctuation is no part of a word"),
    ("*_both_* _*both*_ ~*_all_*~", "both both all", ""),
    ("*a\nb*", "*a\nb*", "formatting ends with its line"),
    ("2*3*4 = 24, 2 * 3 * 4", "2*3*4 = 24, 2 * 3 * 4", "products"),
    ("snake_case_name __init__ _x", "snake_case_name __init__ _x", "names"),
    ("f(*args, **kwargs) a/*/b (a)*(b)*(c)", "f(*args, **kwargs) a/*/b (a)*(b)*(c)", "code without backticks"),
    ("~5 to ~6 minutes, ~/x", "~5 to ~6 minutes, ~/x", "about"),
    ("^_^ -_- *_* >_&lt; ____ ¯\\_(ツ)_/¯", "^_^ -_- *_* >_< ____ ¯\\_(ツ)_/¯", "faces and forms"),
    ("/usr/_x_/ *5*%", "/usr/_x_/ *5*%", "in doubt a mark stays"),
    ("**bold** ***", "**bold** ***", "Markdown's marks are not Slack's"),
    ("* one\n* two", "* one\n* two", "bullets by hand"),
    ("請於*星期一*前回覆，*謝謝*。", "請於星期一前回覆，謝謝。", "Chinese has no blanks between words"),
    ("２*３*４", "２*３*４", "wide digits are digits"),
    ("*<@U1>* _<https://a.test|x>_ *:tada:*", "@May Chan x (https://a.test) 🎉", "around tokens"),
    ("*price: 3*4*", "price: 3*4", "a mark inside a word closes nothing"),
    // Quotes and lists
    ("&gt; you said\n&gt;*this*\n&gt;&gt;&gt; all", "> you said\n>this\n>>> all", "quotes are quoted"),
    ("• one\n    ◦ two\n1. three", "• one\n    ◦ two\n1. three", ""),
    // Code
    (
        "run `ls *.rs _x_ :tada:` now",
        "run `ls *.rs _x_ :tada:` now",
        "left alone, backticks too: they say where it ends",
    ),
    (
        "```\n*x*\n\t:y: &lt;b&gt; &amp;amp;\n```",
        "```\n*x*\n\t:y: <b> &amp;\n```",
        "only what Slack escaped is unescaped",
    ),
    ("`<@U1> <!here>` <@U1>", "`<@U1> <!here>` @May Chan", "in code nobody is mentioned"),
    ("`curl <http://a.test/x_y_|a.test/x_y_>`", "`curl a.test/x_y_`", "as typed: Slack finds links in code as well"),
    ("```get <https://a.test?a=1&amp;b=2>```", "```get https://a.test?a=1&b=2```", ""),
    ("*`a`* _```b```_", "`a` ```b```", "formatted code"),
    ("`open *x*\nnext` ```open", "`open x\nnext` ```open", "without its end it is no code"),
    ("`` *a*", "`` a", "nor with nothing in it"),
];

fn names() -> Names {
    let users = [("U1", "May Chan"), ("U2", " \u{200b}"), ("W3", "*Bob*\n<@U1> :x:")];
    Names {
        users: users.into_iter().map(|(id, name)| (UserId::new(id), name.to_owned())).collect(),
        channels: [(ChannelId::new("C1"), "support-team".to_owned())].into(),
        groups: [(UserGroupId::new("S1"), "@on call".to_owned())].into(),
    }
}

#[test]
fn what_an_agent_writes_is_clean_text_for_the_customer() {
    assert!(TABLE.len() >= 60);
    let wrong: Vec<String> = TABLE
        .iter()
        .map(|(slack, expected, why)| (slack, expected, why, to_plain(slack, &names())))
        .filter(|(_, expected, _, read)| *expected != read)
        .map(|(slack, expected, why, read)| format!("{slack:?}\n  reads    {read:?}\n  expected {expected:?} {why}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn names_are_looked_up_of_those_who_are_mentioned_outside_code() {
    let text =
        "<@U1> <@U1|may> <@W3> <#C1|x> <!subteam^S1|@s> *<@U4>* `<@U5>` ```<#C6>``` &lt;@U7&gt; <@> <@U 8> <!here>";
    let expected = Named {
        users: ["U1", "U4", "W3"].map(UserId::new).into(),
        channels: BTreeSet::from([ChannelId::new("C1")]),
        groups: BTreeSet::from([UserGroupId::new("S1")]),
    };
    assert_eq!(named_in(text), expected);
}

#[test]
fn a_message_of_blanks_or_shapeless_characters_says_nothing_one_of_emoji_does() {
    for nothing in ["", " \n\t\u{a0}\u{3000}", "\u{200b}\u{200d}\u{feff}\u{2060}\u{fe0f}", "\u{3164}\u{2800}\u{0}"] {
        assert!(!says_something(nothing), "{nothing:?}");
    }
    for something in ["👍", "❤️", ".", "\u{200b}a", "🇭🇰", ":partyparrot:", "–"] {
        assert!(says_something(something), "{something:?}");
    }
}

#[test]
fn the_longest_message_of_nothing_but_markup_is_read() {
    for markup in ["*a ", "<", "`", "```", ":a", "&", "<@U1", " _a*", "*_~", ":skin-tone-2", "[[*"] {
        let text = markup.repeat(40_000 / markup.len());
        let plain = to_plain(&text, &names());
        assert!((1..=2 * text.len()).contains(&plain.len()), "{markup}: {} bytes", plain.len());
    }
}

/// Words, blanks and everything that means something to Slack, in any order.
fn markup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-z0-9 ]{1,8}",
        "[*_~`<>|@#!^&;:/\n -]{1,3}",
        prop::sample::select(vec![
            "<@U1>",
            "<@W3|x>",
            "<#C9>",
            "<!here>",
            "<!subteam^S1>",
            "<!date^0>",
            "<https://a.test|b>",
            "<tel:1|2>",
            "<mailto:a@b|c>",
            "&amp;",
            "&lt;",
            "&gt;",
            ":wave:",
            ":skin-tone-2:",
            "```",
            "\u{202e}",
            "你",
            "👩‍💻",
            "\r\n",
        ])
        .prop_map(str::to_owned),
        "(?s).",
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_read_and_nothing_of_it_is_a_control_or_turns_the_writing(text in markup()) {
        let plain = to_plain(&text, &names());
        let odd = |character: char| {
            character.is_control() && !"\n\t".contains(character) || "\u{202a}\u{202e}\u{2066}\u{2069}".contains(character)
        };
        prop_assert!(!plain.contains(odd), "{plain:?}");
        prop_assert!(plain.len() <= 3 * text.len() + 30, "{} bytes of {}", plain.len(), text.len());
        named_in(&text);
    }

    #[test]
    fn words_without_markup_are_read_as_they_are(text in "([a-zà-ü0-9é你好 .,;!?()'\"/\n\t#@-]|👩‍💻){0,200}") {
        prop_assert_eq!(to_plain(&text, &names()), text);
    }

    #[test]
    fn whatever_is_typed_between_marks_is_read(words in prop::collection::vec("[a-z0-9]{1,6}|[*_~]{1,2}|[(),. \n]", 0..40)) {
        let text = words.concat();
        let letters = |text: &str| text.chars().filter(|character| !"*_~".contains(*character)).collect::<String>();
        prop_assert_eq!(letters(&to_plain(&text, &names())), letters(&text));
    }

    #[test]
    fn no_token_outside_code_reaches_the_customer(
        parts in prop::collection::vec(("[a-z *_~:\n]{0,6}", "<[@#!][A-Za-z0-9^]{1,9}(\\|[a-z]{1,5})?>"), 1..8)
    ) {
        let text: String = parts.iter().flat_map(|(words, token)| [words.as_str(), token]).collect();
        // Of W3 a name is known that holds a token, and a name is a name: see the table.
        let mut names = names();
        names.users.remove(&UserId::new("W3"));
        let plain = to_plain(&text, &names);
        for opening in ["<@", "<#", "<!"] {
            prop_assert!(!plain.contains(opening), "{plain:?}");
        }
    }

    #[test]
    fn what_is_typed_into_code_is_left_alone(typed in "[a-zA-Z0-9 *_~:<>&@#!|.-]{1,40}") {
        let sent = super::super::escape(&typed);
        prop_assert_eq!(to_plain(&format!("x `{sent}` y"), &names()), format!("x `{typed}` y"));
        prop_assert_eq!(to_plain(&format!("```{sent}\n{sent}```"), &names()), format!("```{typed}\n{typed}```"));
    }
}
