//! What people read in the log.

use cairn_gateway_agent_core::note::{DeviceEvent, Note};

/// Logs a note; as a warning if somebody should look.
pub(crate) fn log(note: &Note) {
	let (device, window) = (note.device, note.window);
	match note.what {
		DeviceEvent::Missed(_)
		| DeviceEvent::Refused(_)
		| DeviceEvent::Struck { .. }
		| DeviceEvent::BeaconRefused(_)
		| DeviceEvent::BeaconUnanswered
		| DeviceEvent::Ineligible(_) => tracing::warn!(device, window, "{note}"),
		_ => tracing::info!(device, window, "{note}"),
	}
}
