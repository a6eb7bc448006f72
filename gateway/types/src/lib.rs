//! Plain types that the gateway's crates exchange. Nothing here does input or output, and nothing
//! depends on a client library.

pub mod block;
pub mod coverage;
pub mod device;
pub mod hexadecimal;
pub mod radio;
pub mod refusal;
pub mod signed;
