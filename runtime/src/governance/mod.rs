//! Who may decide what by vote: the [`origins`] a referendum can speak with and the [`tracks`]
//! that lead to each of them.

pub mod origins;
pub mod tracks;
