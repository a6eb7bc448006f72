//! Writes notes to the log.

use cairn_gateway_agent_core::note::{DeviceEvent, Note};

/// Logs a note, as a warning if the operator should act on it.
pub(crate) fn log_note(note: &Note) {
	let (device, window) = (note.device, note.window);
	match note.event {
		DeviceEvent::Missed(_)
		| DeviceEvent::Refused(_)
		| DeviceEvent::Struck { .. }
		| DeviceEvent::BeaconRefused(_)
		| DeviceEvent::BeaconUnanswered
		| DeviceEvent::Ineligible(_) => tracing::warn!(device, window, "{note}"),
		_ => tracing::info!(device, window, "{note}"),
	}
}
