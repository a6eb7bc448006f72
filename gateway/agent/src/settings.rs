//! What an agent is told to do.

use cairn_gateway_agent_core::settings::{DeviceSettings, Plan};
use std::{path::PathBuf, time::Duration};

/// What an agent needs.
pub struct Settings {
	/// The devices that it acts for.
	pub devices: Vec<DeviceSettings>,
	/// The folder of the journal; made if it is missing. One agent at a time may use it.
	pub journal: PathBuf,
	/// How often the network makes a block: [`Client::slot_duration`](cairn_gateway_chain::Client::slot_duration).
	pub slot: Duration,
	/// How beacons are sent.
	pub plan: Plan,
	/// Host and port of a relay, for calls that were in no block at the first try.
	pub relay: Option<String>,
}
