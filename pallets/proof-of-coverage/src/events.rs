//! The events of the pallet.

use frame_support::pallet_macros::pallet_section;

/// The events: a section of the pallet.
#[pallet_section]
mod events {
	/// The events of proof of coverage. With the events of the registry, they let anyone rebuild
	/// and check every verdict.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A window began.
		WindowOpened {
			/// The number of the window.
			window: WindowIndex,
			/// The seed of the window, from which the lottery and the ranks are computed.
			seed: H256,
			/// The probability that a device is challenged in the window, times 2^64.
			threshold: u64,
			/// The last block that accepts announcements.
			announce_by: BlockNumber,
			/// The last block that accepts reports.
			report_by: BlockNumber,
			/// The first block that accepts reveals, which is the first block of the next window.
			reveal_from: BlockNumber,
			/// The last block that accepts reveals.
			reveal_by: BlockNumber,
		},
		/// A challenged device announced a beacon.
		BeaconAnnounced {
			/// The window in which the device is challenged.
			window: WindowIndex,
			/// The device that sends the beacon.
			beaconer: DeviceIndex,
			/// The hash of the frame, and how it is transmitted.
			announcement: Announcement,
		},
		/// A device reported a beacon, and the report is kept.
		BeaconReported {
			/// The window in which the beacon was announced.
			window: WindowIndex,
			/// The device that sent the beacon.
			beaconer: DeviceIndex,
			/// The device that reports the beacon.
			witness: DeviceIndex,
			/// The proof that the witness has the frame.
			commitment: H256,
			/// The measurement that the witness made.
			measurement: Measurement,
			/// The witness whose report was evicted to make room; `None` if there was room.
			evicted: Option<DeviceIndex>,
		},
		/// A beacon was revealed, its reports were judged, and its proof was removed.
		ProofSettled {
			/// The window in which the beacon was announced.
			window: WindowIndex,
			/// The device that sent the beacon.
			beaconer: DeviceIndex,
			/// The secret that makes the frame.
			secret: Secret,
			/// The share of the units that the density around the beaconer leaves, in units of 1e-4.
			scale: u32,
			/// The units that the beaconer earned.
			units: Units,
			/// The judgement on each kept report.
			judgements: Judgements,
		},
		/// A beacon was not revealed in time, and its proof was removed.
		ProofExpired {
			/// The window in which the beacon was announced.
			window: WindowIndex,
			/// The device that announced the beacon.
			beaconer: DeviceIndex,
			/// The number of reports that were removed with the proof.
			reports: u32,
			/// Whether the beaconer is at fault. If so, it gets a strike.
			beaconer_at_fault: bool,
		},
		/// A device got a strike that counts until it decays or suspends the device. The registry
		/// counts the strikes of a lifetime.
		DeviceStruck {
			/// The window of the offence.
			window: WindowIndex,
			/// The device that got the strike.
			device: DeviceIndex,
			/// The offence.
			reason: StrikeReason,
			/// The number of strikes of the device that have not decayed, this one included.
			strikes: u8,
			/// Whether the strike suspends the device. If so, its count starts again at zero.
			suspends: bool,
		},
		/// A window was closed and removed from storage.
		WindowClosed {
			/// The number of the window.
			window: WindowIndex,
			/// The number of beacons announced in the window.
			announced: u32,
			/// The number of those beacons that were revealed.
			revealed: u32,
		},
		/// A relayed item does not count and was skipped.
		RelayedItemSkipped {
			/// The window that the item names.
			window: WindowIndex,
			/// The device whose beacon the item concerns.
			beaconer: DeviceIndex,
			/// The device that signed the item.
			device: DeviceIndex,
			/// The position of the item among the items of its proof, from 0.
			item: u32,
			/// The reason why the item does not count.
			refusal: Refusal,
		},
		/// Governance set the parameters.
		ParametersSet {
			/// The new parameters.
			parameters: Parameters,
		},
	}
}
