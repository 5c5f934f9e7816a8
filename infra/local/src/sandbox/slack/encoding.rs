//! The two encodings of a call (`contracts/slack.md` 1): a form (or a query, for methods without JSON) and JSON.

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Method, Uri};
use serde_json::{Map, Value};

use super::refusal::Refusal;

/// What came, before it is checked against a method's arguments. In a form every value is a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Raw {
    /// No arguments.
    Nothing,
    /// Form or query fields.
    Form(Map<String, Value>),
    /// A JSON object.
    Json(Map<String, Value>),
}

impl Raw {
    /// One text among the arguments, whether or not they are right: for the list of calls.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        match self {
            Self::Nothing => None,
            Self::Form(fields) | Self::Json(fields) => fields.get(name).and_then(Value::as_str),
        }
    }
}

/// Reads a request's arguments.
pub(super) fn read(method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Result<Raw, Refusal> {
    if method == Method::GET {
        return read_form(uri.query().unwrap_or_default().as_bytes());
    }
    if uri.query().is_some_and(|query| !query.is_empty()) {
        return Err(Refusal::arguments("a POST carries its arguments in the body, not in the query"));
    }
    let Some(media_type) = headers.get(CONTENT_TYPE) else {
        return if body.is_empty() { Ok(Raw::Nothing) } else { Err(Refusal::new("missing_post_type")) };
    };
    let media_type = media_type.to_str().unwrap_or_default().to_ascii_lowercase();
    let (kind, parameters) = media_type.split_once(';').unwrap_or((&media_type, ""));
    if let Some(charset) = parameters.trim().strip_prefix("charset=")
        && charset.trim_matches('"') != "utf-8"
    {
        return Err(Refusal::new("invalid_charset"));
    }
    match kind.trim() {
        "application/json" => read_json(body),
        "application/x-www-form-urlencoded" => read_form(body),
        _ => Err(Refusal::new("invalid_post_type")),
    }
}

fn read_json(body: &[u8]) -> Result<Raw, Refusal> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(fields)) => Ok(Raw::Json(fields)),
        Ok(_) => Err(Refusal::new("json_not_object")),
        Err(_) => Err(Refusal::new("invalid_json")),
    }
}

fn read_form(body: &[u8]) -> Result<Raw, Refusal> {
    let mut fields = Map::new();
    for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        let end = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
        let (name, value) = pair.split_at(end);
        let name = decode(name)?;
        if name.ends_with("[]") {
            return Err(Refusal::new("invalid_array_arg"));
        }
        let value = decode(value.strip_prefix(b"=").unwrap_or(value))?;
        if fields.insert(name.clone(), Value::from(value)).is_some() {
            return Err(Refusal::arguments(format!("{name} is given twice")));
        }
    }
    Ok(if fields.is_empty() { Raw::Nothing } else { Raw::Form(fields) })
}

fn decode(encoded: &[u8]) -> Result<String, Refusal> {
    let mut decoded = Vec::with_capacity(encoded.len());
    let mut bytes = encoded.iter().copied();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => hex_pair(bytes.next(), bytes.next()).ok_or_else(|| Refusal::new("invalid_form_data"))?,
            plain => plain,
        });
    }
    String::from_utf8(decoded).map_err(|_| Refusal::new("invalid_form_data"))
}

fn hex_pair(high: Option<u8>, low: Option<u8>) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high?)? * 16 + digit(low?)?)
}

#[cfg(test)]
mod tests {
    use super::{Raw, read};
    use axum::http::{HeaderMap, Method, Uri};

    fn post(media_type: &str, body: &[u8]) -> Result<Raw, String> {
        let mut headers = HeaderMap::new();
        if !media_type.is_empty() {
            headers.insert("content-type", media_type.parse().unwrap());
        }
        read(&Method::POST, &Uri::from_static("/api/auth.test"), &headers, body).map_err(|refusal| refusal.error)
    }

    #[test]
    fn a_form_is_decoded_and_a_broken_one_refused() {
        let form = "application/x-www-form-urlencoded";
        let raw = post(form, b"text=a+b%26%C3%BC&empty=").unwrap();
        assert_eq!((raw.text("text"), raw.text("empty")), (Some("a b&ü"), Some("")));
        assert_eq!(post(form, b"text=%zz"), Err("invalid_form_data".into()));
        assert_eq!(post(form, b"text=%ff"), Err("invalid_form_data".into()));
        assert_eq!(post(form, b"users[]=U1"), Err("invalid_array_arg".into()));
        assert_eq!(post(form, b"a=1&a=2"), Err("invalid_arguments".into()));
    }

    #[test]
    fn the_body_has_a_type_that_slack_takes() {
        assert_eq!(post("application/json; charset=utf-8", b"{\"a\":1}").unwrap().text("a"), None);
        assert_eq!(post("application/json; charset=latin1", b"{}"), Err("invalid_charset".into()));
        assert_eq!(post("application/json", b"{"), Err("invalid_json".into()));
        assert_eq!(post("application/json", b"[]"), Err("json_not_object".into()));
        assert_eq!(post("text/plain", b"a=1"), Err("invalid_post_type".into()));
        assert_eq!(post("", b"a=1"), Err("missing_post_type".into()));
        assert_eq!(post("", b""), Ok(Raw::Nothing));
    }
}
