//! What operators run beside a deployment: `cargo xtask <command>`.

pub mod manifest;
