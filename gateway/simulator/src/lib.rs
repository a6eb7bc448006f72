//! Any number of packet forwarders that share one simulated ether: what `cairn-radio` does, for
//! tests and local networks.
//!
//! - [`scenario`]: the stations, where they are and where they say they are, how they misbehave,
//!   and how radio travels between them; a JSON file that the simulator and whoever sets up the
//!   network read alike.
//! - [`city`] generates one; [`field`] and [`selection`] make one of links that were measured;
//!   [`mischief`] adds those who lie.
//! - [`ether`]: who hears a transmission, and how. It knows no clock and no network, so that the
//!   same seed gives the same receptions.
//! - [`air`]: plays a scenario over UDP, in real time, with a packet forwarder for each station.

pub mod air;
pub mod city;
pub mod ether;
pub mod field;
mod forwarder;
pub mod mischief;
pub mod packet;
mod place;
mod propagation;
pub mod scenario;
pub mod selection;
