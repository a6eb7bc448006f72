//! The runtime API of proof of coverage, for clients and, through `state_call`, for wallets.

#![cfg_attr(not(feature = "std"), no_std)]

use cairn_primitives::{
	coverage::{Announcement, Measurement, WindowIndex},
	devices::DeviceIndex,
};
use pallet_proof_of_coverage::{DeviceRecordInfo, Parameters, Proof, Verdict, Window};

sp_api::decl_runtime_apis! {
	/// The queries of proof of coverage.
	pub trait ProofOfCoverageApi {
		/// Returns a window with its number; by default, the current window. `None` if it has not
		/// begun or is closed.
		fn window(index: Option<WindowIndex>) -> Option<(WindowIndex, Window)>;

		/// Returns whether the lottery of a window selects a device. `None` if the window has not
		/// begun or is closed.
		fn is_challenged(device: DeviceIndex, window: WindowIndex) -> Option<bool>;

		/// Returns the open proof of a beaconer in a window: its announcement and its kept reports.
		/// `None` if no beacon was announced, or if the proof was settled or has expired.
		fn open_proof(window: WindowIndex, beaconer: DeviceIndex) -> Option<Proof>;

		/// Predicts the verdict on a report that is made now with the right commitment. It considers
		/// neither other reports of the beacon nor the ranks nor the draw.
		fn preview_verdict(
			beaconer: DeviceIndex,
			announcement: Announcement,
			witness: DeviceIndex,
			measurement: Measurement,
		) -> Verdict;

		/// Returns the record of a device, its strikes, and whether its beacons and reports earn now.
		/// `None` if the device has no record.
		fn device_record(device: DeviceIndex) -> Option<DeviceRecordInfo>;

		/// Returns the parameters that governance has set.
		fn parameters() -> Parameters;
	}
}
