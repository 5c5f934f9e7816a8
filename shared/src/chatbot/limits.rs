//! How long a text may be that the chatbot platform takes.

/// A text on WhatsApp, in the larger of the two ways to count, UTF-16 units (`contracts/stella.md` 5).
pub const WHATSAPP_TEXT: usize = 4_096;
/// A text everywhere else, such as Messenger and web chat, counted the same way (`contracts/stella.md` 5).
pub const TEXT: usize = 2_000;

/// How long a text may be on the platform that a customer writes on, such as `whatsapp-cloud`. Where that isn't known,
/// what all take.
pub fn text_max(platform: Option<&str>) -> usize {
    let whatsapp = |name: &str| name.to_ascii_lowercase().starts_with("whatsapp");
    if platform.is_some_and(whatsapp) { WHATSAPP_TEXT } else { TEXT }
}

#[cfg(test)]
mod tests {
    use super::text_max;

    #[test]
    fn whatsapp_takes_twice_as_much_as_what_all_take() {
        assert_eq!(text_max(Some("whatsapp-cloud")), 4_096);
        assert_eq!(text_max(Some("WhatsApp")), 4_096);
        assert_eq!(text_max(Some("messenger")), 2_000);
        assert_eq!(text_max(None), 2_000);
    }
}
