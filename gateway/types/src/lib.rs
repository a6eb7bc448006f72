//! Plain types shared by the crates of the gateway. This crate performs no input or output and does
//! not depend on a client library.

pub mod block;
pub mod coverage;
pub mod device;
pub mod hexadecimal;
pub mod radio;
pub mod refusal;
pub mod signed;
