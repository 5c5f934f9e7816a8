//! x

pub mod repository;
pub mod rust_source;
