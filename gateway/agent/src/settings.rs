//! The settings of an agent.

use cairn_gateway_agent_core::settings::{DeviceSettings, Plan};
use std::{path::PathBuf, time::Duration};

/// The settings of an agent.
pub struct Settings {
	/// The devices that it acts for.
	pub devices: Vec<DeviceSettings>,
	/// The folder of the journal; made if it is missing. One agent at a time may use it.
	pub journal: PathBuf,
	/// The time between two blocks: [`Client::slot_duration`](cairn_gateway_chain::Client::slot_duration).
	pub slot: Duration,
	/// Decides how beacons are transmitted.
	pub plan: Plan,
	/// Host and port of a relay, for calls that were in no block at the first try.
	pub relay: Option<String>,
}
