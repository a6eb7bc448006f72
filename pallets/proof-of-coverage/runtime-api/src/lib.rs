//! What one may ask a runtime about proof of coverage: `state_call` from a wallet, or the client's
//! API.

#![cfg_attr(not(feature = "std"), no_std)]

use cairn_primitives::{
	coverage::{Announcement, Measurement, WindowIndex},
	devices::DeviceIndex,
};
use pallet_proof_of_coverage::{DeviceRecordInfo, Parameters, Proof, Verdict, Window};

sp_api::decl_runtime_apis! {
	/// Proof of coverage.
	pub trait ProofOfCoverageApi {
		/// A window, the current one if none is named: its seed and its deadlines. None before it
		/// begins and once it is closed.
		fn window(index: Option<WindowIndex>) -> Option<(WindowIndex, Window)>;

		/// Whether a device is challenged in a window; none if the window is not known.
		fn is_challenged(device: DeviceIndex, window: WindowIndex) -> Option<bool>;

		/// A beacon that was announced and has not been settled.
		fn open_proof(window: WindowIndex, beaconer: DeviceIndex) -> Option<Proof>;

		/// How a report of a beacon would be judged, were it made now and its commitment right.
		fn preview_verdict(
			beaconer: DeviceIndex,
			announcement: Announcement,
			witness: DeviceIndex,
			measurement: Measurement,
		) -> Verdict;

		/// What a device has done so far.
		fn device_record(device: DeviceIndex) -> Option<DeviceRecordInfo>;

		/// What governance has decided.
		fn parameters() -> Parameters;
	}
}
