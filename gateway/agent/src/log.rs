//! What people read in the log.

use cairn_gateway_agent_core::note::{Happening, Note};

/// Logs a note; as a warning if somebody should look.
pub(crate) fn log(note: &Note) {
	let (device, window) = (note.device, note.window);
	match note.what {
		Happening::Missed(_)
		| Happening::Refused(_)
		| Happening::Struck { .. }
		| Happening::BeaconRefused(_)
		| Happening::BeaconUnanswered
		| Happening::Unfit(_) => tracing::warn!(device, window, "{note}"),
		_ => tracing::info!(device, window, "{note}"),
	}
}
