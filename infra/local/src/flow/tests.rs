//! What is noted of what flows.
