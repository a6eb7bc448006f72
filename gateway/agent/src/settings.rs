//! The settings of an agent.

use cairn_gateway_agent_core::settings::{BeaconPlanner, DeviceSettings};
use std::{path::PathBuf, time::Duration};

/// The settings of an agent.
pub struct Settings {
	/// The devices that the agent acts for.
	pub devices: Vec<DeviceSettings>,
	/// The folder of the journal. It is created if it is missing, and only one agent at a time can
	/// use it.
	pub journal: PathBuf,
	/// The time between two blocks:
	/// [`Client::slot_duration`](cairn_gateway_chain::Client::slot_duration).
	pub slot: Duration,
	/// Chooses the parameters of beacons.
	pub planner: BeaconPlanner,
	/// Host and port of a relay, for calls whose first attempt was not included.
	pub relay: Option<String>,
}
