//! `cairn-node`: validates, stores and serves the Cairn chain.

mod chain_spec;
mod cli;
mod command;
mod hardware;
mod rpc;
mod service;

fn main() -> sc_cli::Result<()> {
	command::run()
}
