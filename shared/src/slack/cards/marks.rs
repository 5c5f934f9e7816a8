//! The marks on an agent's message, as the names of Slack's reactions (`product.md` 4, *Marks*).

/// Not accepted in ten seconds.
pub const WAITING: &str = "hourglass_flowing_sand";
/// Delivered; accepted, where the platform reports nothing more.
pub const DELIVERED: &str = "white_check_mark";
/// Read.
pub const READ: &str = "eyes";
/// Failed.
pub const FAILED: &str = "x";
/// Not sent.
pub const NOT_SENT: &str = "no_entry";
