//! The radio simulator behind `cairn-radio`: any number of packet forwarders share one simulated
//! ether, for tests and local networks.
//!
//! - [`scenario`] describes the stations, their true and asserted locations, their misbehaviour,
//!   and the propagation between them. It is a JSON file for both the simulator and the set-up of
//!   the network.
//! - [`city`] generates a scenario; [`field`] and [`selection`] make one from measured links;
//!   [`adversaries`] adds lying stations.
//! - [`ether`] decides which stations receive a transmission. It uses neither clock nor network, so
//!   the same seed gives the same receptions.
//! - [`air`] plays a scenario over UDP in real time, with one packet forwarder per station.

pub mod adversaries;
pub mod air;
pub mod city;
pub mod ether;
pub mod field;
mod forwarder;
pub mod packet;
mod place;
mod propagation;
pub mod scenario;
pub mod selection;
