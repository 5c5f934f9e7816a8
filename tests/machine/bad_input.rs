//! What comes to the relay URL and is none of what it should be: refused so that the bot's author knows what to do.

use reqwest::header::HeaderValue;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::process::Machine;
use crate::sandbox::{ANA, request};

/// The longest body that is taken (`product.md` 1).
const BODY_MAX: usize = 256 * 1024;

/// Far more than any function is invoked with.
const HUGE: usize = 20 * 1024 * 1024;

const PIECE: usize = 64 * 1024;

/// What of the process's memory may have been used at most for a body that is cut off: Lambda's 6 MB and some air.
const MEMORY_MAX: usize = 14 * 1024;

impl Machine {
    async fn post(&self, url: &str, body: impl Into<reqwest::Body>) -> (StatusCode, Value) {
        self.send(Method::POST, url, body).await
    }

    async fn send(&self, method: Method, url: &str, body: impl Into<reqwest::Body>) -> (StatusCode, Value) {
        let answer = self.client.request(method, url).body(body).send().await.expect("the relay answers");
        (answer.status(), answer.json().await.expect("the relay answers JSON"))
    }

    /// The most memory that the process ever had, in KiB.
    fn memory_peak(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).expect("the process is ours");
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
        peak.trim().trim_end_matches("kB").trim().parse().expect("a number of KiB")
    }
}

/// A refusal has this form always: `{"ok":0,"error":{"code","message","field"}}`.
fn assert_refused(answer: &Value, code: &str, field: Option<&str>) {
    let message = answer["error"]["message"].as_str().filter(|text| !text.is_empty());
    let expected = json!({"ok": 0, "error": {"code": code, "message": message.expect("a message"), "field": field}});
    assert_eq!(*answer, expected);
}

#[tokio::test]
async fn an_unknown_key_is_404_with_a_text_that_says_where_the_full_url_stands() {
    let machine = Machine::in_memory().await;
    let short = &machine.relay_url[..machine.relay_url.len() - 1];
    for url in [short.to_owned(), format!("{}/relay/x/assignments", machine.page)] {
        let (status, answer) = machine.post(&url, request(ANA).to_string()).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert_refused(&answer, "unknown_key", None);
        let message = answer["error"]["message"].as_str().expect("a message");
        assert!(message.contains("Admin Panel") && message.contains("Chatbot Connection"), "{message}");
    }
    for path in ["/relay", "/relay/", "/relay/x/y"] {
        let (status, answer) = machine.post(&format!("{}{path}", machine.page), request(ANA).to_string()).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        assert_refused(&answer, "unknown_path", None);
    }
    machine.settle().await;
    assert_eq!(machine.cards().await, []);
}

#[tokio::test]
async fn what_is_not_json_or_names_no_member_is_400_and_says_what_is_wrong() {
    let machine = Machine::in_memory().await;
    let cases: [(&str, &str, Option<&str>); 9] = [
        ("", "not_json", None),
        ("hello", "not_json", None),
        ("member=1&label=x", "not_json", None),
        (r#"{"member":"#, "not_json", None),
        ("[]", "not_an_object", None),
        (r#""64a0c0ffee0000000000a001""#, "not_an_object", None),
        ("{}", "no_member", Some("member")),
        (r#"{"member":{"name":"Ana"}}"#, "no_member", Some("member")),
        (r#"{"member":" "}"#, "no_member", Some("member")),
    ];
    for url in [machine.relay_url.clone(), format!("{}/assignments", machine.relay_url)] {
        for (body, code, field) in cases {
            let (status, answer) = machine.post(&url, body).await;
            assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
            assert_refused(&answer, code, field);
        }
    }
    machine.settle().await;
    assert_eq!(machine.cards().await, []);
}

#[tokio::test]
async fn only_post_is_taken_and_the_answer_says_so() {
    let machine = Machine::in_memory().await;
    for method in [Method::GET, Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
        for url in [machine.relay_url.clone(), format!("{}/assignments", machine.relay_url)] {
            let answer = machine.client.request(method.clone(), url).body(request(ANA).to_string()).send().await;
            let answer = answer.expect("the relay answers");
            assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED, "{method}");
            assert_eq!(answer.headers().get("allow").map(HeaderValue::as_bytes), Some(b"POST".as_slice()));
            assert_refused(&answer.json().await.expect("JSON"), "wrong_method", None);
        }
    }
}

#[tokio::test]
async fn exactly_256_kib_are_taken_and_one_byte_more_is_413() {
    let machine = Machine::in_memory().await;
    let mut long = request(ANA);
    long["padding"] = json!("");
    let rest = BODY_MAX - long.to_string().len();
    long["padding"] = json!("x".repeat(rest));
    let body = long.to_string();
    assert_eq!(body.len(), BODY_MAX);
    let (status, answer) = machine.post(&machine.relay_url, body + " ").await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_refused(&answer, "too_large", None);
    machine.settle().await;
    assert_eq!(machine.cards().await, []);

    let ticket = machine.ticket(&long).await;
    machine.settle().await;
    let card = machine.one_card().await;
    assert_eq!(card.ticket(), Some(&*ticket));
    let odd = card.lines.iter().find(|line| line.starts_with("Odd in the request: padding: "));
    assert!(odd.is_some_and(|line| line.ends_with("more characters)")), "{:#?}", card.lines);
}

#[tokio::test]
async fn a_body_of_20_mb_is_cut_off_early_and_takes_no_memory() {
    let machine = Machine::in_memory().await;
    machine.ticket(&request(ANA)).await;
    machine.settle().await;
    let before = machine.memory_peak();
    let piece = vec![b' '; PIECE];
    let chunk = [format!("{PIECE:x}\r\n").into_bytes(), piece.clone(), b"\r\n".to_vec()].concat();
    let pieces = HUGE / PIECE;

    let length = format!("content-length: {HUGE}");
    let answer = machine.post_raw(&length, std::iter::repeat_n(piece, pieces)).await.expect("an answer");
    assert_eq!(answer.status, 413, "{answer:?}");
    let chunks = std::iter::repeat_n(chunk, pieces).chain([b"0\r\n\r\n".to_vec()]);
    let answer = machine.post_raw("transfer-encoding: chunked", chunks).await.expect("an answer");
    assert_eq!((answer.status, answer.body.as_str()), (413, r#"{"message":"Request Entity Too Large"}"#));
    machine.hang_up_after(HUGE, &vec![b' '; 1024 * 1024]).await;
    machine.hang_up_after(BODY_MAX, b"{").await;

    let (status, _) = machine.ask(&request(ANA)).await;
    assert_eq!(status, StatusCode::OK, "it goes on");
    let grown = machine.memory_peak() - before;
    assert!(grown < MEMORY_MAX, "{grown} KiB for a body that is cut off");
    assert_eq!(machine.errors(), "");
}
