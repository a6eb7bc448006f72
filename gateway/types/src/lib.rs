//! Plain types that the gateway's crates exchange. Nothing here does input or output, and nothing
//! depends on a client library.

pub mod hexadecimal;
pub mod radio;
