//! Slack: the port.
