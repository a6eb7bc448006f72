//! `cairn-gateway`, the program that an operator runs beside a radio: command line, configuration and
//! keys.
//!
//! [`cli`] is the command line, with a file for each of its [`commands`] and the [`options`] that they
//! share. [`config`] reads the configuration, [`keys`] the files of devices' keys. The work itself is
//! in other crates: `cairn-gateway-radio` talks to LoRa concentrators, `cairn-gateway-chain` to nodes,
//! and `cairn-gateway-agent` announces, transmits, reports and reveals in time.

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
