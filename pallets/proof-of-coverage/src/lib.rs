//! # Proof of coverage
//!
//! Whether radios are where they say: the chain challenges them, others report what they hear, and
//! the runtime judges. Nobody is trusted; whoever has the events can judge again.
//!
//! ## Overview
//!
//! Time is counted in *windows* of some blocks. When one begins, the chain fixes a seed that nobody
//! knew before, and a lottery over seed and number says which devices are challenged in it. Such a
//! device
//!
//! 1. draws a secret, makes a frame of it and [announces](Call::announce) the frame's hash;
//! 2. sends the frame by radio once the announcement is in a block. Whoever hears it
//!    [reports](Call::report) a commitment that cannot be made without the frame, and how it heard
//!    it;
//! 3. [reveals](Call::reveal) the secret when the window is over. The chain makes the frame anew,
//!    checks every commitment, draws reports to be judged, credits units to who is found valid, and
//!    removes everything of the proof.
//!
//! A proof that is never revealed expires.
//!
//! ## Terminology
//!
//! - **Beaconer**: the device that is challenged. **Witness**: a device that reports a beacon.
//! - **Frame**, **commitment**: see [`Frame`](cairn_primitives::coverage::Frame).
//! - **Ordinal**: a number that makes the bytes of one try differ from those of another. A node that
//!   found a transaction invalid does not look at the same bytes again for half an hour; so what
//!   came too early is sent again with the next ordinal.
//! - **Rank**: a witness's lot in a proof. The reports of the lowest ranks are kept, whoever came
//!   first.
//! - **Draw**: in which order the kept reports are judged, by a seed that is made after the last
//!   report, until fourteen were put to the rules of radio.
//! - **Reciprocity**: who earns by beacons must be a valid witness now and then, and who earns as a
//!   witness must have its own beacons settled. A device that falls silent falls out by itself.
//! - **Strike**: given for a beacon that was announced and not revealed, and for a report of a frame
//!   that was not the one announced. Some of them suspend; they are forgotten with time.
//! - **Allowance**: the share of a block that calls may take for which nobody pays.
//!
//! ## Design
//!
//! 1. **No challenge is stored.** Anybody can compute who is challenged; the chain checks it when an
//!    announcement comes. No hook does anything per device.
//! 2. **The frame is fixed before anybody reports.** So a commitment that does not match is its
//!    witness's fault, and nothing that a beaconer does later can frame a witness.
//! 3. **Nobody wins by being first.** A proof keeps the reports whose lots are lowest; a better one
//!    evicts the worst. Lots come from the window's seed and the devices' numbers, which nobody
//!    chooses. A device that was placed, sold or given a new key after the seed was known waits for
//!    the next window.
//! 4. **Nobody knows the draw.** The reports of a window are drawn by the seed of the next. Into that
//!    goes the VRF of the block after the last report, whatever block the secret is revealed in. The
//!    author of that block, who alone knows its VRF beforehand, can withhold it and so choose
//!    between two seeds, at the price of the block. Who makes both of a window's last two blocks
//!    knows the draw while the first of them takes reports. This much bias is left: docs/coverage.md
//!    has the numbers.
//! 5. **Nobody pays, and nobody can flood.** [`announce`](Call::announce), [`report`](Call::report)
//!    and [`reveal`](Call::reveal) are signed by the device. The pool takes only what counts; a
//!    device has 16 ordinals a window. All of them together fill at most the allowance of a block.
//! 6. **One record per proof, one per device.** A report is written to its proof; the device's record
//!    is touched once per call, for the ordinal. Units are credited once per device and proof.
//! 7. **Nothing is unbounded.** A window that is over is closed in steps, in idle time, or by whoever
//!    [cranks](Call::close_windows).
//! 8. **A halt is nobody's fault.** In a window of whose beacons less than half were revealed nobody
//!    is struck.
//!
//! ## Interface
//!
//! Devices: [`announce`](Call::announce), [`report`](Call::report), [`reveal`](Call::reveal).
//! Anyone: [`relay`](Call::relay), [`close_windows`](Call::close_windows). Governance:
//! [`set_parameters`](Call::set_parameters). The registry: [`DeviceHooks`]. The runtime's
//! registry waits with what owners ask for as long as [`WindowLife`] says.
//!
//! ## Invariants
//!
//! `try_state` checks all of them:
//!
//! 1. The parameters are within their bounds.
//! 2. The windows from the oldest that is not closed to the current one are kept, and no others;
//!    their deadlines, and they themselves, follow each other, and none settles later than is noted.
//! 3. Every open proof belongs to a window that is kept and is counted; its reports are in the order
//!    of their ranks, one a witness, none by its beaconer. False reports that wait for their strike
//!    belong to such a window too.
//! 4. A record speaks of the past only.
//! 5. Between blocks nothing of an allowance is spent.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod allowance;
mod announcing;
mod authorizing;
mod closing;
mod interfaces;
mod judging;
mod queries;
mod refusals;
mod relaying;
mod reporting;
mod settlement;
pub mod types;
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

pub use closing::ClosingCursor;
pub use pallet::*;
pub use refusals::Refusal;
pub use types::*;
pub use weights::WeightInfo;
pub use windows::WindowLife;

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
	pallet_prelude::*,
	traits::Randomness,
	weights::{Weight, WeightMeter},
};
use frame_system::pallet_prelude::*;
use sp_core::H256;

/// Makes what benchmarks need.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper {
	/// A device that may take part, of an owner of its own, at a cell of resolution 12, with this
	/// key. It is in its crowd already.
	fn device(number: u32, key: cairn_primitives::devices::DeviceKey, cell: u64) -> DeviceIndex;
}

#[allow(clippy::expect_used, clippy::unreachable)] // the pallet macros write them
#[frame_support::pallet]
pub mod pallet {
	use super::*;

	/// The pallet.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// What coverage needs of its runtime.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<RuntimeEvent: From<Event<Self>>, Hash = sp_core::H256>
	{
		/// Who may change the parameters.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Makes what benchmarks need.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper;

		/// The blocks made in a day of 24 hours if no slot is missed.
		#[pallet::constant]
		type BlocksPerDay: Get<BlockNumber>;

		/// Finds devices.
		type Directory: DeviceDirectory<Self::AccountId>;

		/// Strikes and suspends devices.
		type Discipline: Discipline;

		/// What no author can choose: the VRF output of the block before.
		type Randomness: Randomness<Option<H256>, BlockNumberFor<Self>>;

		/// Credits devices.
		type Rewards: RewardCredit;

		/// Counts devices in the crowds of their cells.
		type Standing: CoverageStanding;

		/// The steps of closing windows that a block takes by itself, if it has the time.
		#[pallet::constant]
		type StepsPerBlock: Get<u32>;

		/// What the calls cost.
		type WeightInfo: WeightInfo;
	}

	/// What governance has decided.
	#[pallet::storage]
	pub type CurrentParameters<T> = StorageValue<_, Parameters, ValueQuery>;

	/// The VRF outputs of all blocks so far, folded.
	#[pallet::storage]
	pub type Entropy<T> = StorageValue<_, H256, ValueQuery>;

	/// The window that began last.
	#[pallet::storage]
	pub type CurrentWindow<T> = StorageValue<_, WindowIndex, OptionQuery>;

	/// The oldest window that is not closed.
	#[pallet::storage]
	pub type OldestWindow<T> = StorageValue<_, WindowIndex, ValueQuery>;

	/// The last block in which a proof of any window that has begun can settle.
	#[pallet::storage]
	pub type LastRevealDeadline<T> = StorageValue<_, BlockNumber, ValueQuery>;

	/// How far the oldest window is closed, if its time is over.
	#[pallet::storage]
	pub type ClosedUpTo<T> = StorageValue<_, ClosingCursor, ValueQuery>;

	/// The windows that are not closed.
	#[pallet::storage]
	pub type Windows<T> = StorageMap<_, Twox64Concat, WindowIndex, Window, OptionQuery>;

	/// The beacons that were announced and have neither been settled nor expired.
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

	/// How many there are.
	#[pallet::storage]
	pub type OpenProofs<T> = StorageValue<_, u32, ValueQuery>;

	/// Who has reported false frames in windows that are not closed.
	#[pallet::storage]
	pub type FalseReports<T> =
		StorageDoubleMap<_, Twox64Concat, WindowIndex, Twox64Concat, DeviceIndex, (), OptionQuery>;

	/// What devices have done so far.
	#[pallet::storage]
	pub type DeviceRecords<T> = StorageMap<_, Twox64Concat, DeviceIndex, DeviceRecord, OptionQuery>;

	/// What calls for which nobody pays have taken of this block.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type FeelessWeightUsed<T> = StorageValue<_, Weight, ValueQuery>;

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A window has begun.
		WindowOpened {
			/// Which.
			window: WindowIndex,
			/// Its seed.
			seed: H256,
			/// The chance to be challenged in it, times 2^64.
			threshold: u64,
			/// The last block that takes announcements.
			announce_by: BlockNumber,
			/// The last block that takes reports.
			report_by: BlockNumber,
			/// The first block that takes secrets.
			reveal_from: BlockNumber,
			/// The last block that takes secrets.
			reveal_by: BlockNumber,
		},
		/// A device that is challenged has announced a beacon.
		BeaconAnnounced {
			/// In which window.
			window: WindowIndex,
			/// Whose beacon.
			beaconer: DeviceIndex,
			/// What it is going to send.
			announcement: Announcement,
		},
		/// A device has reported a beacon, and the report is kept.
		BeaconReported {
			/// In which window.
			window: WindowIndex,
			/// Whose beacon.
			beaconer: DeviceIndex,
			/// Who has reported it.
			witness: DeviceIndex,
			/// The proof that it has the frame.
			commitment: H256,
			/// How it heard it.
			measurement: Measurement,
			/// Whose report had to go for it.
			evicted: Option<DeviceIndex>,
		},
		/// A beacon was revealed, its reports were judged, and it is gone.
		ProofSettled {
			/// In which window it was announced.
			window: WindowIndex,
			/// Whose beacon.
			beaconer: DeviceIndex,
			/// Its secret.
			secret: Secret,
			/// The share of the units that the beaconer's crowd has left, in 1e-4.
			scale: u32,
			/// What the beaconer has earned.
			units: Units,
			/// What became of each report that was kept.
			judgements: Judgements,
		},
		/// A beacon was never revealed, and is gone.
		ProofExpired {
			/// In which window it was announced.
			window: WindowIndex,
			/// Whose beacon.
			beaconer: DeviceIndex,
			/// How many reports went with it.
			reports: u32,
			/// Whether it is the beaconer's fault.
			beaconer_at_fault: bool,
		},
		/// A device was struck.
		DeviceStruck {
			/// For something in which window.
			window: WindowIndex,
			/// Which.
			device: DeviceIndex,
			/// Why.
			reason: StrikeReason,
			/// How many strikes it has that are not forgotten.
			strikes: u8,
			/// Whether it is suspended for them, and begins anew.
			suspends: bool,
		},
		/// A window is closed: nothing of it is left.
		WindowClosed {
			/// Which.
			window: WindowIndex,
			/// How many beacons were announced in it.
			announced: u32,
			/// How many of them were revealed.
			revealed: u32,
		},
		/// Something that was relayed does not count.
		RelayedItemSkipped {
			/// In which window.
			window: WindowIndex,
			/// For whose beacon.
			beaconer: DeviceIndex,
			/// Of which device.
			device: DeviceIndex,
			/// Its place among the items for this proof, from 0.
			item: u32,
			/// Why.
			refusal: Refusal,
		},
		/// Governance has changed the parameters.
		ParametersSet {
			/// To what.
			parameters: Parameters,
		},
	}

	/// Why something was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// What the device has signed does not count.
		Refused(Refusal),
		/// A parameter is out of its bounds, or does not fit the others.
		ParametersInvalid(ParameterFault),
		/// No window is over that is not closed.
		NothingToClose,
	}

	/// How coverage begins.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The parameters.
		pub parameters: Parameters,
		/// Only the compiler needs it.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			// Genesis is the one place where a panic is the right answer: no network starts.
			let fault = self.parameters.check(T::BlocksPerDay::get());
			assert_eq!(fault, Ok(()), "the parameters of coverage are not valid");
			CurrentParameters::<T>::put(self.parameters);
		}
	}

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
			assert!(T::StepsPerBlock::get() > 0, "windows must get closed");
			let allowance = Self::allowance();
			let dearest = Self::weight_of_reveal();
			assert!(dearest.all_lte(allowance), "a secret must fit in a block");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::check_invariants().map_err(Into::into)
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Announces a beacon: what a challenged device is going to send.
		///
		/// - `window`: in which window it is challenged.
		/// - `beaconer`: the device.
		/// - `ordinal`: below [`ORDINALS`]; another for each try.
		/// - `announcement`: the frame's hash, and how it is going to be sent.
		/// - `signature`: the device's, under
		///   [`CoverageStatement::Announce`](cairn_primitives::coverage::CoverageStatement).
		///
		/// Origin: nobody signs or pays; the device's signature authorises it. Refused as invalid
		/// with the code of a [`Refusal`], or because the allowance of the block is used up. Emits
		/// [`Event::BeaconAnnounced`].
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

		/// Reports beacons that a device has heard. Those that cannot be kept are left out.
		///
		/// - `window`: in which window they were announced.
		/// - `witness`: the device that has heard them.
		/// - `ordinal`: below [`ORDINALS`]; another for each report of the device in the window.
		/// - `receptions`: what it has heard, of whom, and how.
		/// - `signature`: the device's, under
		///   [`CoverageStatement::Report`](cairn_primitives::coverage::CoverageStatement).
		///
		/// Origin: nobody signs or pays; the device's signature authorises it. Refused as invalid
		/// with the code of a [`Refusal`] if none of the receptions can be kept, or because the
		/// allowance of the block is used up. Emits [`Event::BeaconReported`] for each that is kept.
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

		/// Reveals the secret of a beacon: its reports are judged, and who is found valid is credited.
		///
		/// - `window`: in which window it was announced.
		/// - `beaconer`: the device that has announced it.
		/// - `ordinal`: below [`ORDINALS`]; another for each try.
		/// - `secret`: of which the frame was made.
		/// - `signature`: the device's, under
		///   [`CoverageStatement::Reveal`](cairn_primitives::coverage::CoverageStatement).
		///
		/// Origin: nobody signs or pays; the device's signature authorises it. Refused as invalid
		/// with the code of a [`Refusal`], or because the allowance of the block is used up. Emits
		/// [`Event::ProofSettled`].
		#[pallet::call_index(2)]
		#[pallet::weight(settlement::Settled::MOST.weight::<T>())]
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
			Self::check_reveal(window, beaconer, ordinal, &secret).map_err(Error::<T>::Refused)?;
			let weight = Self::settle(window, beaconer, secret).weight::<T>();
			Self::spend_allowance(
				weight
					.saturating_add(T::WeightInfo::authorize_reveal())
					.saturating_add(Self::base_weight()),
			);
			Ok(Some(weight).into())
		}

		/// Carries what devices have signed. What does not count is skipped, and does not spoil the
		/// rest.
		///
		/// - `proofs`: what, grouped by proof.
		///
		/// Origin: signed by anyone, who pays. The fee for what has counted is given back as far as
		/// the allowance of the block goes; all of it, if everything has. Emits
		/// [`Event::RelayedItemSkipped`] for each item that does not count, and the events of
		/// [`Pallet::announce`], [`Pallet::report`] and [`Pallet::reveal`] for those that do.
		#[pallet::call_index(3)]
		#[pallet::weight(Pallet::<T>::weight_of_relay(proofs))]
		pub fn relay(origin: OriginFor<T>, proofs: RelayedProofs) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Ok(Self::apply_relayed(&proofs))
		}

		/// Closes windows that are over: proofs that were not revealed expire, and who is at fault is
		/// struck. Blocks do it by themselves in idle time; this is for when there is none.
		///
		/// - `limit`: how many steps to take, at most. A proof, a false report and a window are one
		///   each.
		///
		/// Origin: signed by anyone; free if there was anything to do. Errors:
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

		/// Changes the parameters. Windows that have begun keep their deadlines and chances.
		///
		/// - `parameters`: all of them.
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
		/// A window, the current one if none is named: its seed and its deadlines. None before it
		/// begins and once it is closed.
		pub fn window(index: Option<WindowIndex>) -> Option<(WindowIndex, Window)> {
			Self::query_window(index)
		}

		/// Whether a device is challenged in a window; none if the window is not known.
		pub fn is_challenged(device: DeviceIndex, window: WindowIndex) -> Option<bool> {
			Windows::<T>::get(window).map(|window| Self::challenges(&window, device))
		}

		/// A beacon that was announced and has not been settled.
		pub fn open_proof(window: WindowIndex, beaconer: DeviceIndex) -> Option<Proof> {
			Proofs::<T>::get(window, beaconer)
		}

		/// How a report of a beacon would be judged, were it made now and its commitment right.
		pub fn preview_verdict(
			beaconer: DeviceIndex,
			announcement: Announcement,
			witness: DeviceIndex,
			measurement: Measurement,
		) -> Verdict {
			Self::query_verdict(beaconer, announcement, witness, measurement)
		}

		/// What a device has done so far.
		pub fn device_record(device: DeviceIndex) -> Option<DeviceRecordInfo> {
			Self::query_device_record(device)
		}

		/// What governance has decided.
		pub fn parameters() -> Parameters {
			CurrentParameters::<T>::get()
		}
	}
}

/// What calls cost in all: authorising them, doing them, and what every transaction costs.
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
			.saturating_add(settlement::Settled::MOST.weight::<T>())
			.saturating_add(Self::base_weight())
	}

	fn weight_of_relay(proofs: &RelayedProofs) -> Weight {
		let items = proofs.iter().flat_map(|proof| proof.items.iter());
		items
			.fold(T::WeightInfo::relay(), |sum, item| sum.saturating_add(item.action.weight::<T>()))
	}
}
