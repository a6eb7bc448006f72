//! On-chain governance: the [`origins`] with which a passed referendum dispatches its call, and the
//! [`tracks`] that lead to them.

pub mod origins;
pub mod tracks;
