//! On-chain governance: the [`origins`] with which a passed referendum dispatches its call, and the
//! [`tracks`] that lead to them; and the calls that an emergency never [pauses](pausing).

pub mod origins;
pub mod pausing;
pub mod tracks;
