//! What runs beside a radio.
//!
//! `cairn-gateway` stands between a LoRa concentrator, which speaks the Semtech packet-forwarder
//! protocol to it (`cairn-gateway-radio`), and the chain (`cairn-gateway-chain`): its agent (`cairn-gateway-agent`) knows when its devices are challenged, announces
//! and sends their beacons, reports the beacons of others and reveals secrets in time.
//! `cairn-radio` is the other side for tests and local networks: any number of packet forwarders
//! that share one simulated ether.
//!
//! What an operator sees of it is the command line, [`cli`], with a file for each of its
//! [`commands`]; [`config`] is the configuration, [`keys`] are the files of devices' keys.

pub mod arguments;
pub mod batch;
pub mod cli;
pub mod commands;
pub mod config;
pub mod evidence;
pub mod failure;
pub mod fleet;
pub mod keys;
pub mod logging;
pub mod options;
pub mod reasons;
pub mod scrape;
pub mod secrets;
pub mod show;
pub mod signals;
