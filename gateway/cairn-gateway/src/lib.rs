//! `cairn-gateway`, the agent that an operator runs next to a radio: its command line, its
//! configuration and its keys.
//!
//! [`cli`] defines the command line. Each of its [`commands`] has a file, and [`options`] holds the
//! options that several commands share. [`config`] reads the configuration, and [`keys`] reads the key
//! files of devices. Other crates do the work: `cairn-gateway-radio` talks to LoRa concentrators,
//! `cairn-gateway-chain` talks to nodes, and `cairn-gateway-agent` announces, transmits, reports and
//! reveals in time.

pub mod batch;
pub mod cli;
pub mod commands;
pub mod config;
pub mod evidence;
pub mod explanation;
pub mod failure;
pub mod fleet;
pub mod keys;
pub mod logging;
pub mod options;
pub mod parsers;
pub mod scrape;
pub mod secrets;
pub mod show;
pub mod signals;
