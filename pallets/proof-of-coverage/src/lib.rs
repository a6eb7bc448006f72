//! # Proof of coverage
//!
//! Verifies that radios are where they claim to be: the chain challenges a device, its neighbours
//! report what they hear, and the runtime judges the reports. Nobody has to be trusted, because
//! anyone who has the events can repeat every judgement.
//!
//! ## Overview
//!
//! Time is divided into *windows* of a few blocks. In the first block of a window, the chain fixes a
//! seed that nobody knew before. A lottery over the seed and the device numbers decides which devices
//! are challenged in the window. A challenged device
//!
//! 1. draws a secret, makes a frame from it and [announces](Call::announce) the hash of the frame;
//! 2. transmits the frame by radio after the announcement is in a block. Each device that receives the
//!    frame [reports](Call::report) a measurement and a commitment that cannot be made without the
//!    frame;
//! 3. [reveals](Call::reveal) the secret after the window. The chain makes the frame again, checks
//!    every commitment, draws the reports to be judged, credits units for the valid ones, and removes
//!    the proof.
//!
//! A proof that is not revealed in time expires.
//!
//! ## Terminology
//!
//! - **Beaconer**: the device that is challenged. **Witness**: a device that reports a beacon.
//! - **Frame**, **commitment**: see [`Frame`](cairn_primitives::coverage::Frame).
//! - **Proof**: one beacon with its reports. It settles when the beacon is revealed and expires when it
//!   is not.
//! - **Ordinal**: a number that makes the bytes of a second attempt differ from those of the first. A
//!   node that found a transaction invalid ignores the same bytes for half an hour, so a call that
//!   came too early is signed again with the next ordinal.
//! - **Rank**: the random order in which the reports of a proof are kept. Lower ranks win; the order of
//!   arrival does not matter.
//! - **Draw**: the random order in which kept reports are judged, by a seed that is fixed after the last
//!   report, until fourteen were judged by the [rules of radio](coverage_math::rules).
//! - **Reciprocity**: a device earns by beacons only if it was a valid witness recently, and as a
//!   witness only if a beacon of its own was settled recently. A device that falls silent therefore
//!   stops earning.
//! - **Strike**: a mark against a device, for a beacon that it announced and did not reveal, or for a
//!   *false report*: one of a frame that was not announced. Strikes decay with time; several suspend the device.
//! - **Allowance**: the share of a block that calls without a fee may use.
//!
//! ## Design
//!
//! 1. **No challenge is stored.** Anyone can compute which devices are challenged, and the chain checks
//!    it when an announcement arrives. No hook does work per device.
//! 2. **The frame is fixed before anyone reports.** A commitment that does not match is therefore the
//!    fault of its witness. Nothing that the beaconer does later can incriminate a witness.
//! 3. **Being first is no advantage.** A proof keeps the reports with the lowest ranks, and a better
//!    report evicts the worst (Invariant 3). Ranks follow from the seed of the window and the device
//!    numbers, which nobody chooses. A device that was placed, sold or given a new key after the seed
//!    was known waits for the next window.
//! 4. **Nobody knows the draw in advance.** The seed of the next window draws the reports of a window.
//!    It includes the VRF output of the block after the last report, whichever block reveals the
//!    secret. Only the author of that block knows this output in advance. It can withhold the
//!    block, at the price of the block, and so choose between two seeds. If the same author makes the
//!    last block of the window too, it can choose the reports in it that it knows will be drawn.
//!    docs/coverage.md quantifies this bias.
//! 5. **Devices pay no fee, and cannot flood the chain.** Devices sign [`announce`](Call::announce),
//!    [`report`](Call::report) and [`reveal`](Call::reveal). The pool accepts only calls that count,
//!    and a device has 16 ordinals per window for each kind of call. All of these calls together use at most the allowance
//!    of a block (Invariant 5). When it is used up, anyone can [`relay`](Call::relay) signed calls and
//!    pay for them.
//! 6. **One entry per proof, one record per device.** A call that reports writes each reception to its
//!    proof, and the record of the witness once, for the ordinal. Units are credited once per device and proof.
//! 7. **Every loop is bounded.** A window is closed in steps, in the idle time of blocks or by anyone
//!    who calls [`close_windows`](Call::close_windows).
//! 8. **Devices are not blamed for an outage.** No device gets a strike in a window in which less than
//!    half of the announced beacons were revealed.
//!
//! ## Example
//!
//! A test of this crate takes one beacon from its challenge to its settlement. Each helper signs and
//! dispatches the call that has its name:
#![doc = docify::embed!("src/tests/example.rs", beaconer_and_witness_should_earn_when_a_beacon_is_heard_and_revealed)]
//!
//! ## Interface
//!
//! - Devices: [`announce`](Call::announce), [`report`](Call::report), [`reveal`](Call::reveal).
//! - Anyone: [`relay`](Call::relay), [`close_windows`](Call::close_windows).
//! - Governance: [`set_parameters`](Call::set_parameters).
//! - The registry: [`DeviceHooks`]. The registry of the runtime delays the changes that owners request
//!   by [`WindowLife`].
//!
//! ## Invariants
//!
//! `try_state` checks all of them:
//!
//! 1. The parameters are within their bounds.
//! 2. Exactly the windows from the oldest that is not closed to the current one are stored. Each
//!    window begins after the one before it, and its deadlines are in order. No proof settles after
//!    [`LastRevealDeadline`].
//! 3. Every open proof belongs to a stored window and is counted. Its reports are in the order of their
//!    ranks, at most one for each witness and none by the beaconer. Every false report that awaits its
//!    strike belongs to a stored window.
//! 4. Records have no dates in the future.
//! 5. Between blocks, no allowance is used.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod allowance;
mod announcing;
mod authorizing;
mod closing;
mod device_hooks;
mod eligibility;
mod errors;
mod events;
mod genesis;
mod judging;
mod parameters;
mod proofs;
mod queries;
mod records;
mod relaying;
mod reporting;
mod settlement;
mod strikes;
pub mod weights;
mod windows;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(any(test, feature = "try-runtime"))]
mod invariants;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use cairn_primitives::coverage::{
	Refusal, ORDINALS, RECEPTIONS, RELAYED_ITEMS, RELAYED_PROOFS,
};
pub use closing::ClosingCursor;
pub use judging::{Verdict, JUDGED_REPORTS};
pub use pallet::*;
pub use parameters::{ParameterFault, Parameters};
pub use proofs::{KeptReport, Proof, KEPT_REPORTS};
pub use queries::DeviceRecordInfo;
pub use records::DeviceRecord;
pub use relaying::{DeviceAction, RelayedItem, RelayedProof, RelayedProofs};
pub use reporting::Receptions;
pub use settlement::{Judgement, Judgements};
pub use strikes::StrikeReason;
pub use weights::WeightInfo;
pub use windows::{Window, WindowLife};

#[cfg(doc)]
use cairn_primitives::devices::DeviceHooks;
use cairn_primitives::{
	coverage::{Announcement, Measurement, Secret, WindowIndex},
	devices::{CoverageStanding, DeviceDirectory, DeviceIndex, DeviceSignature, Discipline},
	rewards::{RewardCredit, Units},
	BlockNumber,
};
use frame_support::{
	dispatch::PostDispatchInfo,
	pallet_macros::import_section,
	pallet_prelude::*,
	traits::Randomness,
	weights::{Weight, WeightMeter},
};
use frame_system::pallet_prelude::*;
use sp_core::H256;

/// Creates the devices that benchmarks need.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper {
	/// Creates a device with this key, at a cell of resolution 12, that may take part and is
	/// interactive. Each device has an owner of its own.
	fn device(number: u32, key: cairn_primitives::devices::DeviceKey, cell: u64) -> DeviceIndex;
}

#[allow(clippy::expect_used, clippy::unreachable)] // the pallet macros write them
#[import_section(errors::errors)]
#[import_section(events::events)]
#[import_section(genesis::genesis)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;

	/// The version of the storage layout.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet: windows, open proofs and device records.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// The choices of the runtime.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<RuntimeEvent: From<Event<Self>>, Hash = sp_core::H256>
	{
		/// The origin that may set the parameters.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Creates the devices that benchmarks need.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper;

		/// The number of blocks made in a day of 24 hours if no slot is missed.
		#[pallet::constant]
		type BlocksPerDay: Get<BlockNumber>;

		/// The registry, in which devices are looked up.
		type Directory: DeviceDirectory<Self::AccountId>;

		/// The registry, which counts strikes of a lifetime and suspends devices.
		type Discipline: Discipline;

		/// The VRF output of the previous block, which its author cannot choose.
		type Randomness: Randomness<Option<H256>, BlockNumberFor<Self>>;

		/// The pallet that credits units to devices.
		type Rewards: RewardCredit;

		/// The registry, which records valid proofs and computes the reward scale.
		type Standing: CoverageStanding;

		/// The maximum number of closing steps that a block takes in its idle time.
		#[pallet::constant]
		type StepsPerBlock: Get<u32>;

		/// The weights of calls, hooks and closing steps.
		type WeightInfo: WeightInfo;
	}

	/// The parameters that governance sets.
	///
	/// An absent value reads as the parameters of a live network; genesis always stores the
	/// parameters. The value has a fixed size and is never removed.
	#[pallet::storage]
	pub type CurrentParameters<T> = StorageValue<_, Parameters, ValueQuery>;

	/// The entropy: the VRF outputs of all previous blocks, folded into one hash.
	///
	/// An absent value reads as zero: no block was made yet. The value has a fixed size and is never
	/// removed.
	#[pallet::storage]
	pub type Entropy<T> = StorageValue<_, H256, ValueQuery>;

	/// The number of the current window, which is the one that began last.
	///
	/// An absent value means that no window has begun. The value has a fixed size and is never
	/// removed.
	#[pallet::storage]
	pub type CurrentWindow<T> = StorageValue<_, WindowIndex, OptionQuery>;

	/// The number of the oldest window that is not closed.
	///
	/// An absent value reads as 0: no window was closed yet. The value has a fixed size and is never
	/// removed.
	#[pallet::storage]
	pub type OldestWindow<T> = StorageValue<_, WindowIndex, ValueQuery>;

	/// The latest block that accepts a reveal of any window that has begun.
	///
	/// An absent value reads as 0: no window has begun. The value has a fixed size and is never
	/// removed. It never falls.
	#[pallet::storage]
	pub type LastRevealDeadline<T> = StorageValue<_, BlockNumber, ValueQuery>;

	/// The progress of closing the oldest window.
	///
	/// An absent value means that the closing of the oldest window has not begun. The value has a
	/// fixed size. Closing the window removes it.
	#[pallet::storage]
	pub type ClosedUpTo<T> = StorageValue<_, ClosingCursor, ValueQuery>;

	/// The windows that are not closed, by number.
	///
	/// An absent entry means that the window has not begun or is closed. The map grows with each
	/// window that begins. Closing a window removes its entry.
	#[pallet::storage]
	pub type Windows<T> = StorageMap<_, Twox64Concat, WindowIndex, Window, OptionQuery>;

	/// The open proofs, by window and beaconer: announced beacons, and the reports that are kept of
	/// each.
	///
	/// An absent entry means that the device announced no beacon in the window, or that its proof was
	/// settled or has expired. The map grows with each announcement, up to the parameter
	/// `max_open_proofs`; each entry keeps at most 32 reports. A reveal removes the entry of its proof;
	/// closing the window removes the others.
	#[pallet::storage]
	pub type Proofs<T> = StorageDoubleMap<
		_,
		Twox64Concat,
		WindowIndex,
		Twox64Concat,
		DeviceIndex,
		Proof,
		OptionQuery,
	>;

	/// The number of open proofs.
	///
	/// An absent value reads as 0. The value has a fixed size and is never removed.
	#[pallet::storage]
	pub type OpenProofs<T> = StorageValue<_, u32, ValueQuery>;

	/// The false reports that await their strike, by window and witness.
	///
	/// An absent entry means that no revealed beacon of the window has shown a report of the witness
	/// to be false, or that the strike was given. The map grows with the first false report of each
	/// witness in a window. Closing the window removes its entries.
	#[pallet::storage]
	pub type FalseReports<T> =
		StorageDoubleMap<_, Twox64Concat, WindowIndex, Twox64Concat, DeviceIndex, (), OptionQuery>;

	/// The record of each device, by number: its changes, its beacons, its reports and its strikes.
	///
	/// An absent entry means that the device has never taken part and never changed, or has retired.
	/// The map grows with the devices that take part or change. The entry of a device is removed when
	/// it retires.
	#[pallet::storage]
	pub type DeviceRecords<T> = StorageMap<_, Twox64Concat, DeviceIndex, DeviceRecord, OptionQuery>;

	/// The weight that calls without a fee have used in this block.
	///
	/// An absent value reads as zero. The value has a fixed size. The end of every block removes it.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type FeelessWeightUsed<T> = StorageValue<_, Weight, ValueQuery>;

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			Self::begin_block()
		}

		fn on_finalize(_: BlockNumberFor<T>) {
			FeelessWeightUsed::<T>::kill();
		}

		fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
			let mut meter = WeightMeter::with_limit(remaining);
			Self::take_closing_steps(T::StepsPerBlock::get(), &mut meter);
			meter.consumed()
		}

		fn integrity_test() {
			assert!(T::StepsPerBlock::get() > 0, "a block must take closing steps");
			let allowance = Self::allowance();
			let reveal = Self::weight_of_reveal();
			assert!(reveal.all_lte(allowance), "the largest reveal must fit in the allowance");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::check_invariants().map_err(Into::into)
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Announces the beacon that a challenged device is about to transmit.
		///
		/// - `window`: the window in which the device is challenged.
		/// - `beaconer`: the device.
		/// - `ordinal`: a number below [`ORDINALS`]. Take the next one for each attempt; only
		///   [`Pallet::report`] refuses a used one.
		/// - `announcement`: the hash of the frame, and how it is transmitted.
		/// - `signature`: the device's signature of
		///   [`CoverageStatement::Announce`](cairn_primitives::coverage::CoverageStatement).
		///
		/// Origin: authorized by the signature of the device. Nobody pays a fee.
		/// Errors: the transaction is invalid with the code of a [`Refusal`], or exhausts resources
		/// if the allowance of the block is used up; dispatched nevertheless, it fails with
		/// [`Error::Refused`]. Emits [`Event::BeaconAnnounced`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::announce())]
		#[pallet::weight_of_authorize(T::WeightInfo::authorize_announce())]
		#[pallet::authorize(|_source, window, beaconer, ordinal, announcement, signature| {
			let weight = Self::weight_of_announce();
			Self::authorize_announcement(weight, *window, *beaconer, *ordinal, announcement, signature)
		})]
		pub fn announce(
			origin: OriginFor<T>,
			window: WindowIndex,
			beaconer: DeviceIndex,
			ordinal: u8,
			announcement: Announcement,
			_signature: DeviceSignature,
		) -> DispatchResult {
			ensure_authorized(origin)?;
			Self::check_announcement(window, beaconer, ordinal, &announcement)
				.map_err(Error::<T>::Refused)?;
			Self::store_announcement(window, beaconer, announcement);
			Self::spend_allowance(Self::weight_of_announce());
			Ok(())
		}

		/// Reports beacons that a device has received. Receptions that cannot be kept are ignored.
		///
		/// - `window`: the window in which the beacons were announced.
		/// - `witness`: the device that has received them.
		/// - `ordinal`: a number below [`ORDINALS`], different for each report of the device in the
		///   window.
		/// - `receptions`: the beaconer, the commitment and the measurement of each beacon.
		/// - `signature`: the device's signature of
		///   [`CoverageStatement::Report`](cairn_primitives::coverage::CoverageStatement).
		///
		/// Origin: authorized by the signature of the device. Nobody pays a fee.
		/// Errors: the transaction is invalid with the code of a [`Refusal`] if no reception can be
		/// kept, or exhausts resources if the allowance of the block is used up; dispatched
		/// nevertheless, it fails with [`Error::Refused`]. Emits [`Event::BeaconReported`] for each
		/// reception that is kept.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::report(receptions.len() as u32))]
		#[pallet::weight_of_authorize(T::WeightInfo::authorize_report(receptions.len() as u32))]
		#[pallet::authorize(|_source, window, witness, ordinal, receptions, signature| {
			let weight = Self::weight_of_report(receptions.len() as u32);
			Self::authorize_report(weight, *window, *witness, *ordinal, receptions, signature)
		})]
		pub fn report(
			origin: OriginFor<T>,
			window: WindowIndex,
			witness: DeviceIndex,
			ordinal: u8,
			receptions: Receptions,
			_signature: DeviceSignature,
		) -> DispatchResult {
			ensure_authorized(origin)?;
			Self::check_report(window, witness, ordinal, &receptions)
				.map_err(Error::<T>::Refused)?;
			Self::store_report(window, witness, ordinal, &receptions);
			Self::spend_allowance(Self::weight_of_report(receptions.len() as u32));
			Ok(())
		}

		/// Reveals the secret of a beacon. The chain judges the reports of the beacon, credits units
		/// for the valid ones, and removes the proof.
		///
		/// - `window`: the window in which the beacon was announced.
		/// - `beaconer`: the device that announced it.
		/// - `ordinal`: a number below [`ORDINALS`]. Take the next one for each attempt; only
		///   [`Pallet::report`] refuses a used one.
		/// - `secret`: the secret from which the frame was made.
		/// - `signature`: the device's signature of
		///   [`CoverageStatement::Reveal`](cairn_primitives::coverage::CoverageStatement).
		///
		/// Origin: authorized by the signature of the device. Nobody pays a fee.
		/// Errors: the transaction is invalid with the code of a [`Refusal`], or exhausts resources
		/// if the allowance of the block is used up; dispatched nevertheless, it fails with
		/// [`Error::Refused`]. Emits [`Event::ProofSettled`].
		#[pallet::call_index(2)]
		#[pallet::weight(settlement::SettlementCounts::MAX.weight::<T>())]
		#[pallet::weight_of_authorize(T::WeightInfo::authorize_reveal())]
		#[pallet::authorize(|_source, window, beaconer, ordinal, secret, signature| {
			let weight = Self::weight_of_reveal();
			Self::authorize_reveal(weight, *window, *beaconer, *ordinal, secret, signature)
		})]
		pub fn reveal(
			origin: OriginFor<T>,
			window: WindowIndex,
			beaconer: DeviceIndex,
			ordinal: u8,
			secret: Secret,
			_signature: DeviceSignature,
		) -> DispatchResultWithPostInfo {
			ensure_authorized(origin)?;
			let revealed = Self::check_reveal(window, beaconer, ordinal, secret)
				.map_err(Error::<T>::Refused)?;
			let weight = Self::settle(revealed).weight::<T>();
			Self::spend_allowance(
				weight
					.saturating_add(T::WeightInfo::authorize_reveal())
					.saturating_add(Self::base_weight()),
			);
			Ok(Some(weight).into())
		}

		/// Relays statements that devices have signed. An item that does not count is skipped, and the
		/// others are applied.
		///
		/// - `proofs`: the items, grouped by proof.
		///
		/// Origin: signed by anyone, who pays for all items. Errors: none. Emits
		/// [`Event::RelayedItemSkipped`] for each item that does not count, and the events of
		/// [`Pallet::announce`], [`Pallet::report`] and [`Pallet::reveal`] for each item that does.
		#[pallet::call_index(3)]
		#[pallet::weight(Pallet::<T>::weight_of_relay(proofs))]
		pub fn relay(origin: OriginFor<T>, proofs: RelayedProofs) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Ok(Self::apply_relayed(&proofs))
		}

		/// Closes windows whose reveals are over: remaining proofs expire, and devices at fault get
		/// strikes. Blocks close windows in their idle time, so this call is needed only if they have
		/// none.
		///
		/// - `limit`: the maximum number of steps to take; 0 counts as 1. A proof, a false report and
		///   a window take one step each.
		///
		/// Origin: signed by anyone. The call is free if it takes a step. Errors:
		/// [`Error::NothingToClose`]. Emits [`Event::ProofExpired`], [`Event::DeviceStruck`] and
		/// [`Event::WindowClosed`].
		#[pallet::call_index(4)]
		#[pallet::weight(Pallet::<T>::weight_of_step().saturating_mul((*limit).max(1).into()))]
		pub fn close_windows(origin: OriginFor<T>, limit: u32) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let mut meter = WeightMeter::new();
			let steps = Self::take_closing_steps(limit.max(1), &mut meter);
			ensure!(steps > 0, Error::<T>::NothingToClose);
			Ok(PostDispatchInfo { actual_weight: Some(meter.consumed()), pays_fee: Pays::No })
		}

		/// Sets the parameters. Windows that have begun keep their deadlines and their threshold.
		///
		/// - `parameters`: the new values of all parameters.
		///
		/// Origin: [`Config::AdminOrigin`]. Errors: [`Error::ParametersInvalid`]. Emits
		/// [`Event::ParametersSet`].
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::set_parameters())]
		pub fn set_parameters(origin: OriginFor<T>, parameters: Parameters) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			let fault = parameters.check(T::BlocksPerDay::get());
			fault.map_err(Error::<T>::ParametersInvalid)?;
			CurrentParameters::<T>::put(parameters);
			Self::deposit_event(Event::ParametersSet { parameters });
			Ok(())
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// Returns a window with its number; by default, the current window. `None` if it has not begun
		/// or is closed.
		pub fn window(index: Option<WindowIndex>) -> Option<(WindowIndex, Window)> {
			Self::query_window(index)
		}

		/// Returns whether the lottery of a window selects a device. `None` if the window has not begun
		/// or is closed.
		pub fn is_challenged(device: DeviceIndex, window: WindowIndex) -> Option<bool> {
			Windows::<T>::get(window).map(|window| Self::challenges(&window, device))
		}

		/// Returns the open proof of a beaconer in a window: its announcement and its kept reports.
		/// `None` if no beacon was announced, or if the proof was settled or has expired.
		pub fn open_proof(window: WindowIndex, beaconer: DeviceIndex) -> Option<Proof> {
			Proofs::<T>::get(window, beaconer)
		}

		/// Predicts the verdict on a report that is made now with the right commitment. It considers
		/// neither other reports of the beacon nor the ranks nor the draw.
		pub fn preview_verdict(
			beaconer: DeviceIndex,
			announcement: Announcement,
			witness: DeviceIndex,
			measurement: Measurement,
		) -> Verdict {
			Self::query_verdict(beaconer, announcement, witness, measurement)
		}

		/// Returns the record of a device, its strikes, and whether its beacons and reports earn now.
		/// `None` if the device has no record.
		pub fn device_record(device: DeviceIndex) -> Option<DeviceRecordInfo> {
			Self::query_device_record(device)
		}

		/// Returns the parameters that governance has set.
		pub fn parameters() -> Parameters {
			CurrentParameters::<T>::get()
		}
	}
}

/// Weights of whole transactions: their authorisation, their call and their base weight.
impl<T: Config> Pallet<T> {
	fn weight_of_announce() -> Weight {
		T::WeightInfo::authorize_announce()
			.saturating_add(T::WeightInfo::announce())
			.saturating_add(Self::base_weight())
	}

	fn weight_of_report(receptions: u32) -> Weight {
		T::WeightInfo::authorize_report(receptions)
			.saturating_add(T::WeightInfo::report(receptions))
			.saturating_add(Self::base_weight())
	}

	fn weight_of_reveal() -> Weight {
		T::WeightInfo::authorize_reveal()
			.saturating_add(settlement::SettlementCounts::MAX.weight::<T>())
			.saturating_add(Self::base_weight())
	}

	fn weight_of_relay(proofs: &RelayedProofs) -> Weight {
		let items = proofs.iter().flat_map(|proof| proof.items.iter());
		items
			.fold(T::WeightInfo::relay(), |sum, item| sum.saturating_add(item.action.weight::<T>()))
	}
}
