//! # Liquid staking
//!
//! A pool that stakes CRN. A deposit mints stCRN, rewards raise its rate, and exits leave in order.
//!
//! ## Overview
//!
//! Depositing CRN mints shares of the pool; stCRN is the token of a share. The pool stakes through
//! *lanes*: accounts of its own that nominate the validators with the best scores. Anyone can
//! compute a score. Rewards raise the value of every share, for all holders alike. Slashes
//! lower it at once, after the protocol's own shares have absorbed what they can. In the first blocks
//! of an era, until its rewards are known, deposits wait in a queue; the cycle mints their shares.
//!
//! To leave, a holder exchanges stCRN for an exit *ticket*. Tickets form one queue and are paid in
//! its order, without a claim, when the stake that unbonds for them is free. Deposits of others can
//! pay them earlier. A ticket can be transferred or restaked. A holder who cannot wait takes an
//! instant exit: the *buffer*, the part of the pool that is not staked, pays it at once, less a fee.
//!
//! ## Terminology
//!
//! - **Share**: a part of the pool. Shares of users exist as stCRN; shares of the protocol and of
//!   open tickets are only counted. [`Shares`] is their type, which keeps them apart from planck.
//! - **Grain**: 10^-15 planck, the unit of the rate. [`GRAINS_PER_PLANCK`] defines it.
//! - **Rate**: the value of one share, in grains. The *bid* applies when redeeming, the *ask* when
//!   depositing. The ask counts rewards that are not swept yet.
//! - **Lane**: a stash of the pool, with a reward account and validators that it nominates.
//! - **Cycle**: the work of an era, in the steps that [`Stage`] lists. Blocks take its steps in their idle time; [`advance_cycle`](Call::advance_cycle) takes
//!   them at other times.
//! - **Ticket**: a range of the exit queue, and the right to the CRN for its shares.
//! - **Sweep**: to move the rewards of lanes into the pool.
//! - **Finalise**: to fix the price of tickets and set their CRN aside.
//! - **Segment**: consecutive tickets that were requested at the same rate.
//! - **Checkpoint**: the record of a finalised range of the queue.
//! - **Set aside**: said of CRN that pays finalised tickets and nothing else.
//! - **Pending slash**: a slash that is known and not applied.
//! - **Seed**: the shares of the protocol that are never burned.
//! - **Reserve**: the shares of the protocol above the seed. They absorb losses first.
//! - **First loss**: the part of all shares below which the reserve may not be withdrawn.
//! - **Guardian**: the origin that can pause deposits in an emergency.
//! - **Accounting mismatch**: a difference between the book and the stake or an account. It pauses
//!   deposits and instant exits.
//!
//! ## Design
//!
//! 1. **The rate is a function of the book**, [`Pool`]. It reads no account balance, so gifts change
//!    nothing (Invariant 4). The exception is the reward accounts of lanes: whatever they receive,
//!    from anyone, is income at the next sweep. The rate does not read the supply of stCRN either:
//!    holders can burn their tokens, and the burned shares remain counted.
//! 2. **The seed cannot leave.** The protocol owns the first shares, and some of them are never
//!    burned. To move the rate by a millionth against a deposit of one CRN takes more gifts than
//!    there are tokens. The pool therefore needs no virtual shares, which would take a part of all
//!    rewards.
//! 3. **Tickets share losses and not profits** (Invariant 5). The shares of a ticket stay in the
//!    pool until they are finalised. A ticket is owed its shares times the lower of the rate at its
//!    request and the present rate. The rate is the one at which what holders and tickets are
//!    owed adds up to what the pool has (see [`Pool::bid`]): rewards reach holders at once, and finalising
//!    does not change the rate.
//! 4. **Slashes are priced when they become known.** After every report, the pallet reads what
//!    `pallet-staking` has recorded against lanes and lowers the rate before anyone can leave. When
//!    a slash is applied, the rate does not change; when it is cancelled, the rate recovers. Manual
//!    slashes and cancellations have no hook. So this pallet is the only admin of `pallet-staking`,
//!    and all acts of that admin are calls of this pallet: [`Call::manual_slash`],
//!    [`Call::cancel_deferred_slash`] and [`Call::set_min_commission`].
//! 5. **Finalising takes constant time**, however many tickets there are. Shares are counted along
//!    the queue, requests at one rate form a segment, and a checkpoint stores the rate of a whole
//!    range. A request of any size is finalised in parts and blocks no other request.
//! 6. **Deposits pay exits.** A deposit pays the oldest tickets before it is bonded. Such early
//!    payments and instant exits both escape offences that nobody has reported yet, so they share a
//!    limit for each era: [`Parameters::early_share`] of the pool. Others can lose at most that
//!    part, times the fraction that is slashed.
//! 7. **Every loop is bounded** (Invariant 8). Every step of a cycle has a weight. A step that fails
//!    is skipped, changes nothing and emits an event.
//!
//! ## Example
//!
//! A deposit, its rewards and the exit, as a test of this crate runs them:
#![doc = docify::embed!("src/tests/example.rs", holder_should_leave_with_rewards_when_the_exit_unlocks)]
//!
//! ## Interface
//!
//! - Anyone: [`deposit`](Call::deposit); [`claim`](Call::claim), which pays a finalised ticket when
//!   blocks have had no idle time for it; [`advance_cycle`](Call::advance_cycle), which is free if
//!   it takes a step; and [`fund_reserve`](Call::fund_reserve), a gift to the reserve.
//! - Depositors: [`cancel_queued_deposit`](Call::cancel_queued_deposit).
//! - Holders of stCRN: [`request_exit`](Call::request_exit), [`instant_exit`](Call::instant_exit).
//! - Owners of tickets: [`restake`](Call::restake), [`transfer_ticket`](Call::transfer_ticket).
//! - Guardian: [`pause_deposits`](Call::pause_deposits).
//! - Governance: [`set_parameters`](Call::set_parameters),
//!   [`withdraw_reserve`](Call::withdraw_reserve), [`resume_deposits`](Call::resume_deposits).
//! - Staking admin: [`manual_slash`](Call::manual_slash),
//!   [`cancel_deferred_slash`](Call::cancel_deferred_slash),
//!   [`set_min_commission`](Call::set_min_commission).
//! - The runtime: [`PricedOffences`], [`Pallet::reconcile`], [`EnsureSlashDesk`], and the pallet as
//!   an event listener of staking.
//!
//! ## Invariants
//!
//! `try_state` checks the invariants that one state can show; tests show the others.
//!
//! 1. Holders and tickets are owed at most what the pool has, less pending slashes. The book equals
//!    the stake of the lanes, and is at most what the accounts hold.
//! 2. No call of a user lowers the rate; only a slash does.
//! 3. Minting and redeeming returns at most what was paid, however it is split.
//! 4. The rate does not depend on account balances.
//! 5. A ticket pays the lower of the rate at its request and the rate at its finalisation.
//! 6. Finalised amounts are set aside, checkpoint by checkpoint.
//! 7. The sums along the queue are those of its tickets.
//! 8. Every loop is bounded, and a failure does not stop what follows.
//! 9. Prices are computed before shares are minted or burned. All shares are at least the supply of
//!    stCRN, the shares of the protocol and those of tickets together.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod accounts;
mod adapter;
mod cycle;
mod deposits;
mod errors;
mod events;
mod exits;
mod fees;
mod guardian;
mod instant;
mod lanes;
mod losses;
mod parameters;
mod pool;
mod queries;
mod queue;
mod rate;
mod rewards;
mod shares;
mod staking;
mod token;
mod validators;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmark_helper;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(any(test, feature = "try-runtime"))]
mod invariants;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use accounts::PoolAccount;
pub use adapter::{waiting_eras, PagedPayouts, PricedOffences};
#[cfg(feature = "runtime-benchmarks")]
pub use benchmark_helper::{BenchmarkHelper, StakingHelper};
pub use cycle::{Cycle, Skipped, Stage};
pub use deposits::{DepositId, QueuedDeposit, Waiting};
pub use exits::{Position, PositionKey, Ticket, TicketId};
pub use fees::ExitRate;
pub use guardian::{Mismatch, Pause};
pub use lanes::{Lane, LaneIndex, LanePlan};
pub use losses::EnsureSlashDesk;
pub use pallet::*;
pub use parameters::{ParameterFault, Parameters};
pub use pool::Pool;
pub use queries::{ExitPreview, InstantPreview, LaneInfo, Rates, TicketInfo};
pub use queue::{Checkpoint, Queue, Segment};
pub use rate::{shares_for, worth, Rate, GRAINS_PER_PLANCK};
pub use shares::Shares;
pub use staking::{Candidate, LaneStaking};
pub use validators::ValidatorRecord;
pub use weights::WeightInfo;

/// The types of the pallet, each defined in the file of the act it belongs to.
pub mod types {
	pub use crate::{
		Checkpoint, Cycle, DepositId, ExitPreview, InstantPreview, Lane, LaneIndex, LaneInfo,
		LanePlan, Mismatch, ParameterFault, Parameters, Pause, Pool, Position, PositionKey, Queue,
		QueuedDeposit, Rate, Rates, Segment, Shares, Skipped, Stage, Ticket, TicketId, TicketInfo,
		ValidatorRecord, Waiting, GRAINS_PER_PLANCK,
	};
}

use alloc::vec::Vec;
use cairn_primitives::{rewards::StakerPayouts, AssetId, Balance};
use frame_support::{
	pallet_macros::import_section,
	pallet_prelude::*,
	traits::{fungible, fungibles},
	weights::WeightMeter,
	PalletId,
};
use frame_system::pallet_prelude::*;
use sp_runtime::Perbill;
use sp_staking::EraIndex;

/// A lane of this pallet.
pub type LaneOf<T> = Lane<<T as frame_system::Config>::AccountId, <T as Config>::MaxNominations>;

/// The validators with the best scores, each with its score, best first.
pub type Shortlist<T> =
	BoundedVec<(u64, <T as frame_system::Config>::AccountId), <T as Config>::MaxValidators>;

/// The number of eras whose rates are kept.
pub const RATE_HISTORY: u32 = 32;

#[allow(clippy::expect_used, clippy::unreachable)] // the pallet macros write them
#[import_section(errors::errors)]
#[import_section(events::events)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;

	/// The version of the storage layout.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet: a pool, its lanes and the exit queue.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// The choices of the runtime.
	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// The origin that may set parameters, withdraw from the reserve and resume deposits.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The identifier of stCRN among the assets.
		#[pallet::constant]
		type AssetId: Get<AssetId>;

		/// The pallet that keeps stCRN. The admin of stCRN is the account of the pool, which has no
		/// key.
		type Assets: fungibles::Mutate<Self::AccountId, AssetId = AssetId, Balance = Balance>
			+ fungibles::roles::Inspect<Self::AccountId>;

		/// Creates the accounts, eras and slashes that benchmarks need.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::AccountId>;

		/// The pallet that keeps CRN.
		type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>;

		/// The origin that may pause deposits for a limited time.
		type GuardianOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The maximum number of voters that an election counts.
		#[pallet::constant]
		type MaxElectingVoters: Get<u32>;

		/// The maximum number of lanes.
		#[pallet::constant]
		type MaxLanes: Get<LaneIndex>;

		/// The maximum number of validators that one lane nominates.
		#[pallet::constant]
		type MaxNominations: Get<u32>;

		/// The maximum length of a pause of deposits, in blocks.
		#[pallet::constant]
		type MaxPause: Get<BlockNumberFor<Self>>;

		/// The maximum number of queued deposits.
		#[pallet::constant]
		type MaxQueuedDeposits: Get<u32>;

		/// The maximum number of validators that the pool backs.
		#[pallet::constant]
		type MaxValidators: Get<u32>;

		/// The identifier from which the accounts of the pool are derived.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// Claims the staking payouts.
		type Payouts: StakerPayouts<Self::AccountId>;

		/// The number of protocol shares that are never burned and never withdrawn.
		#[pallet::constant]
		type Seed: Get<Shares>;

		/// The origin that may slash manually, cancel deferred slashes and set the minimum
		/// commission.
		type SlashOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The staking pallet of the chain.
		type Staking: LaneStaking<Self::AccountId>;

		/// The maximum number of steps of a cycle that one block takes in its idle time.
		#[pallet::constant]
		type StepsPerBlock: Get<u32>;

		/// The weights of calls and of the steps of a cycle.
		type WeightInfo: WeightInfo;
	}

	/// The origin of a call that this pallet makes to the staking pallet.
	#[pallet::origin]
	#[derive(
		Clone,
		Copy,
		Debug,
		PartialEq,
		Eq,
		Encode,
		Decode,
		DecodeWithMemTracking,
		MaxEncodedLen,
		TypeInfo,
	)]
	pub enum Origin {
		/// This pallet, which reconciles pending slashes after the call.
		SlashDesk,
	}

	/// The book of the pool: its shares, its planck and its known losses.
	///
	/// An absent value reads as an empty book: genesis has created no pool. The value has a fixed
	/// size and is never removed.
	#[pallet::storage]
	pub type PoolBook<T> = StorageValue<_, Pool, ValueQuery>;

	/// The parameters that governance sets.
	///
	/// An absent value reads as the defaults of a live network; genesis always stores the
	/// parameters. The value has a fixed size and is never removed.
	#[pallet::storage]
	pub type CurrentParameters<T> = StorageValue<_, Parameters, ValueQuery>;

	/// The number of lanes that have been opened. Retired lanes count.
	///
	/// An absent value means 0. The number is at most [`Config::MaxLanes`] and never falls.
	#[pallet::storage]
	pub type LaneCount<T> = StorageValue<_, LaneIndex, ValueQuery>;

	/// The lanes, by number.
	///
	/// An absent entry means that the lane has never been opened. The map grows with [`LaneCount`],
	/// up to [`Config::MaxLanes`] entries. Entries are never removed; a retired lane keeps its
	/// entry and can be opened again.
	#[pallet::storage]
	pub type Lanes<T: Config> = StorageMap<_, Twox64Concat, LaneIndex, LaneOf<T>>;

	/// The number of the lane that an account is the stash of.
	///
	/// An absent entry means that the account is not the stash of a lane. The map grows with each
	/// lane that bonds for the first time, up to [`Config::MaxLanes`] entries. Entries are never
	/// removed.
	#[pallet::storage]
	pub type LaneOfStash<T: Config> = StorageMap<_, Twox64Concat, T::AccountId, LaneIndex>;

	/// The cycle of the current era and the next step to take.
	///
	/// An absent value means that genesis has created no pool. The value has a fixed size. The
	/// first step of an era replaces it.
	#[pallet::storage]
	pub type CurrentCycle<T: Config> = StorageValue<_, Cycle<T::AccountId>>;

	/// The validators with the best scores of the current cycle, best first.
	///
	/// An absent value reads as an empty list. The list grows while a cycle scores validators, up
	/// to the parameter `validators`. The plan of the cycle removes it.
	#[pallet::storage]
	pub type ShortlistedValidators<T: Config> = StorageValue<_, Shortlist<T>, ValueQuery>;

	/// The record of each validator: its performance, its commission and its eligibility.
	///
	/// An absent entry means that the pool has never scored the validator. The map grows with the
	/// validators of the chain. The cycle removes the entry of a validator that has left.
	#[pallet::storage]
	pub type ValidatorRecords<T: Config> =
		StorageMap<_, Twox64Concat, T::AccountId, ValidatorRecord>;

	/// The state of the exit queue.
	///
	/// An absent value reads as an empty queue. The value has a fixed size and is never removed.
	#[pallet::storage]
	pub type ExitQueue<T> = StorageValue<_, Queue, ValueQuery>;

	/// The exit tickets, by number.
	///
	/// An absent entry means that the ticket was paid in full, was restaked or never existed. The
	/// map grows with each exit request. An entry is removed when its ticket is paid in full or
	/// restaked.
	#[pallet::storage]
	pub type Tickets<T: Config> = StorageMap<_, Twox64Concat, TicketId, Ticket<T::AccountId>>;

	/// The numbers of the tickets that an account owns.
	///
	/// An absent entry means that the account does not own the ticket. The map has one entry for
	/// each entry of [`Tickets`]. A transfer moves the entry to the new owner; payment in full and
	/// restaking remove it.
	#[pallet::storage]
	pub type TicketsOf<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, TicketId, ()>;

	/// The segments of the exit queue, by number: the position where each begins and its rate.
	///
	/// An absent entry means that the segment was finalised or has not begun. The map grows when an
	/// exit is requested at a rate other than the last one. An entry is removed after the head of
	/// the queue has passed its segment.
	#[pallet::storage]
	pub type Segments<T> = StorageMap<_, Twox64Concat, u64, Segment>;

	/// The ranges of the exit queue whose tickets were restaked, from the key to the value.
	///
	/// An absent entry means that no restaked range begins at the position. The map grows with each
	/// restaked ticket. An entry is removed when the head of the queue reaches its range and skips
	/// it.
	#[pallet::storage]
	pub type RestakedRanges<T> = StorageMap<_, Identity, PositionKey, Position>;

	/// The position up to which exit requests mature, by the era in which they do. A mature request
	/// has waited for as long as stake takes to unbond.
	///
	/// An absent entry means that no request matures in the era. The map has at most one entry for
	/// each era of the bonding duration and two more, unless cycles are late. The cycle removes an
	/// entry when its era has come.
	#[pallet::storage]
	pub type MaturityByEra<T> = StorageMap<_, Twox64Concat, EraIndex, Position>;

	/// The checkpoints of the exit queue, by the position where each ends: the rate of a finalised
	/// range, and the planck set aside for it.
	///
	/// An absent entry means that no unpaid finalised range ends at the position. The map grows
	/// with each finalised range. An entry is removed when the last of its shares are paid.
	#[pallet::storage]
	pub type Checkpoints<T> = StorageMap<_, Identity, PositionKey, Checkpoint>;

	/// The numbers, the count and the sum of the queued deposits.
	///
	/// An absent value means that no deposit was ever queued. The value has a fixed size and is
	/// never removed.
	#[pallet::storage]
	pub type WaitingDeposits<T> = StorageValue<_, Waiting, ValueQuery>;

	/// The queued deposits, by number. Each waits until the rewards of the last era are known.
	///
	/// An absent entry means that the deposit was minted for, was returned or never existed. The
	/// map grows with each deposit made while an era settles, up to [`Config::MaxQueuedDeposits`]
	/// entries. The cycle removes an entry when it mints the shares or returns the planck; the
	/// depositor removes it by cancelling.
	#[pallet::storage]
	pub type QueuedDeposits<T: Config> =
		StorageMap<_, Twox64Concat, DepositId, QueuedDeposit<T::AccountId, BlockNumberFor<T>>>;

	/// The pause of deposits.
	///
	/// An absent value means that deposits are not paused. The value has a fixed size.
	/// `resume_deposits` removes it. A pause of the guardian ends at its block, but its value stays
	/// until it is replaced or removed.
	#[pallet::storage]
	pub type Paused<T: Config> = StorageValue<_, Pause<BlockNumberFor<T>>>;

	/// The first block in which the guardian may pause deposits again.
	///
	/// An absent value means that the guardian has never paused them. The value has a fixed size
	/// and is never removed.
	#[pallet::storage]
	pub type GuardianCooldownUntil<T: Config> = StorageValue<_, BlockNumberFor<T>, ValueQuery>;

	/// The bid rate at the end of each recent cycle, oldest first.
	///
	/// An absent value reads as an empty list. The list grows by one entry for each cycle, up to
	/// [`RATE_HISTORY`] entries. After that each new entry replaces the oldest.
	#[pallet::storage]
	pub type RateHistory<T> =
		StorageValue<_, BoundedVec<(EraIndex, Rate), ConstU32<RATE_HISTORY>>, ValueQuery>;

	/// The genesis of the pallet: a pool that begins with the seed of the protocol.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The first deposit of the protocol, in planck, which becomes its first shares. The
		/// account of the pool must hold it in addition to the existential deposit. Every account
		/// of [`Pallet::accounts`] must hold the existential deposit. If it is zero, there is no
		/// pool.
		pub seed: Balance,
		/// The parameters that governance sets.
		pub parameters: Parameters,
		/// A marker for the compiler.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			// Genesis is the one place where a panic is the right answer: no network starts.
			assert_eq!(
				self.parameters.check(T::MaxValidators::get()),
				Ok(()),
				"the parameters of liquid staking make no sense"
			);
			CurrentParameters::<T>::put(self.parameters);
			if self.seed == 0 {
				return;
			}
			Pallet::<T>::initialise(self.seed);
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Takes steps of the cycle and pays finalised tickets.
		fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
			let mut meter = WeightMeter::with_limit(remaining);
			Self::work(T::StepsPerBlock::get(), &mut meter);
			meter.consumed()
		}

		fn integrity_test() {
			assert!(T::MaxLanes::get() > 0 && T::MaxLanes::get() <= u16::MAX.into());
			assert!(T::MaxNominations::get() > 0 && T::MaxValidators::get() > 0);
			assert!(T::StepsPerBlock::get() > 0);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::check_invariants().map_err(Into::into)
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Deposits CRN and mints stCRN at the ask rate.
		///
		/// If the rewards of the last era are not known yet, which is so in the first blocks of an
		/// era, the deposit is queued. The cycle mints its shares without another call.
		///
		/// - `amount`: the deposit, in planck.
		/// - `min_out`: the minimum number of shares to accept.
		/// - `deadline`: the last block in which shares may be minted.
		///
		/// Origin: signed by the depositor.
		///
		/// Errors: [`Error::NoPool`], [`Error::DepositsPaused`], [`Error::DepositTooSmall`],
		/// [`Error::DepositCapReached`], [`Error::TooManyQueuedDeposits`],
		/// [`Error::DeadlinePassed`], [`Error::BelowMinimumOut`], [`Error::NothingBacksShares`],
		/// [`Error::TooLittle`], [`Error::Overflow`], and those of a transfer of CRN.
		///
		/// Emits [`Event::Deposited`] or [`Event::DepositQueued`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::deposit().max(T::WeightInfo::queue_deposit()))]
		pub fn deposit(
			origin: OriginFor<T>,
			#[pallet::compact] amount: Balance,
			#[pallet::compact] min_out: Shares,
			deadline: BlockNumberFor<T>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_deposit(who, amount, min_out, deadline)
		}

		/// Cancels a queued deposit and returns its planck to the depositor.
		///
		/// - `id`: the number of the deposit.
		///
		/// Origin: signed by the depositor.
		///
		/// Errors: [`Error::NoSuchDeposit`], [`Error::NotDepositOwner`], and those of a transfer of
		/// CRN.
		///
		/// Emits [`Event::DepositReturned`].
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::cancel_queued_deposit())]
		pub fn cancel_queued_deposit(origin: OriginFor<T>, id: DepositId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_cancel_queued_deposit(who, id)
		}

		/// Burns stCRN and issues an exit ticket, priced at the bid rate. Exits cannot be paused.
		///
		/// - `shares`: the shares to redeem: at least the minimum exit, or all that the account
		///   has.
		/// - `min_value`: the minimum value of the shares at the present rate, in planck. The
		///   ticket pays less if a slash becomes known before it is finalised.
		/// - `deadline`: the last block in which the call may be executed.
		///
		/// Origin: signed by the holder.
		///
		/// Errors: [`Error::ExitTooSmall`], [`Error::NotEnoughShares`], [`Error::DeadlinePassed`],
		/// [`Error::BelowMinimumOut`], [`Error::NothingBacksShares`], [`Error::TooLittle`],
		/// [`Error::Overflow`].
		///
		/// Emits [`Event::ExitRequested`], which names the unlock era.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::request_exit())]
		pub fn request_exit(
			origin: OriginFor<T>,
			#[pallet::compact] shares: Shares,
			#[pallet::compact] min_value: Balance,
			deadline: BlockNumberFor<T>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_request_exit(who, shares, min_value, deadline)
		}

		/// Burns stCRN and pays CRN in the same block, at the bid rate less a fee. The fee rises as
		/// the buffer empties, and stays in the pool.
		///
		/// - `shares`: the shares to redeem.
		/// - `min_out`: the minimum payment to accept, in planck.
		/// - `deadline`: the last block in which the call may be executed.
		///
		/// Origin: signed by the holder.
		///
		/// Errors: those of [`request_exit`](Self::request_exit), and [`Error::BufferTooSmall`],
		/// [`Error::EarlyShareExhausted`], [`Error::InstantExitsPaused`],
		/// [`Error::AccountingMismatch`].
		///
		/// Emits [`Event::InstantExitPaid`].
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::instant_exit())]
		pub fn instant_exit(
			origin: OriginFor<T>,
			#[pallet::compact] shares: Shares,
			#[pallet::compact] min_out: Balance,
			deadline: BlockNumberFor<T>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_instant_exit(who, shares, min_out, deadline)
		}

		/// Converts the open part of a ticket back into stCRN at the ask rate, and pays the
		/// finalised part.
		///
		/// - `ticket`: the number of the ticket.
		/// - `min_out`: the minimum number of shares to accept.
		/// - `deadline`: the last block in which the call may be executed.
		///
		/// Origin: signed by the owner of the ticket.
		///
		/// Errors: [`Error::NoSuchTicket`], [`Error::NotTicketOwner`], [`Error::TicketFinalised`],
		/// [`Error::EraIsSettling`], [`Error::DepositsPaused`], [`Error::DeadlinePassed`],
		/// [`Error::BelowMinimumOut`], [`Error::NothingBacksShares`], [`Error::TooLittle`],
		/// [`Error::Overflow`], [`Error::AccountingMismatch`].
		///
		/// Emits [`Event::TicketRestaked`], and [`Event::TicketPaid`] if a part was finalised.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::restake())]
		pub fn restake(
			origin: OriginFor<T>,
			ticket: TicketId,
			#[pallet::compact] min_out: Shares,
			deadline: BlockNumberFor<T>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_restake(who, ticket, min_out, deadline)
		}

		/// Transfers a ticket, with all that is unpaid of it, to another account.
		///
		/// - `ticket`: the number of the ticket.
		/// - `to`: the new owner.
		///
		/// Origin: signed by the owner of the ticket.
		///
		/// Errors: [`Error::NoSuchTicket`], [`Error::NotTicketOwner`].
		///
		/// Emits [`Event::TicketTransferred`].
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::transfer_ticket())]
		pub fn transfer_ticket(
			origin: OriginFor<T>,
			ticket: TicketId,
			to: T::AccountId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_transfer_ticket(who, ticket, to)
		}

		/// Pays the finalised part of a ticket to its owner. Blocks with idle time pay finalised
		/// tickets without this call. Claims cannot be paused.
		///
		/// - `ticket`: the number of the ticket.
		///
		/// Origin: signed by any account.
		///
		/// Errors: [`Error::NoSuchTicket`], [`Error::NothingFinalised`],
		/// [`Error::AccountingMismatch`], and those of a transfer of CRN.
		///
		/// Emits [`Event::TicketPaid`].
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::pay_ticket())]
		pub fn claim(origin: OriginFor<T>, ticket: TicketId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_claim(ticket)
		}

		/// Takes steps of the cycle and pays finalised tickets. Blocks do so in their idle time;
		/// the call is for times when blocks are full. It costs no fee if there was something to
		/// do.
		///
		/// - `steps`: the maximum number of steps, from 1 to 32.
		///
		/// Origin: signed by any account.
		///
		/// Errors: [`Error::StepCountOutOfRange`], [`Error::NothingToDo`].
		///
		/// Emits the events of the steps, [`Event::StepSkipped`] for a step that fails, and
		/// [`Event::CycleEnded`] after the last.
		#[pallet::call_index(7)]
		#[pallet::weight(Pallet::<T>::max_step_weight().saturating_mul((*steps).into()))]
		pub fn advance_cycle(origin: OriginFor<T>, steps: u32) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_advance_cycle(steps)
		}

		/// Adds CRN to the reserve: shares of the protocol, which absorb losses first. The CRN are
		/// not returned.
		///
		/// - `amount`: the contribution, in planck.
		///
		/// Origin: signed by any account.
		///
		/// Errors: [`Error::NoPool`], [`Error::DepositsPaused`], [`Error::DepositTooSmall`],
		/// [`Error::DepositCapReached`], [`Error::EraIsSettling`], [`Error::NothingBacksShares`],
		/// [`Error::TooLittle`], [`Error::Overflow`], and those of a transfer of CRN.
		///
		/// Emits [`Event::ReserveFunded`].
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::fund_reserve())]
		pub fn fund_reserve(
			origin: OriginFor<T>,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_fund_reserve(who, amount)
		}

		/// Converts shares of the protocol into stCRN. The protocol keeps its seed and
		/// [`Parameters::first_loss`] of all shares.
		///
		/// - `shares`: the number of shares.
		/// - `to`: the account that receives the stCRN.
		///
		/// Origin: [`Config::AdminOrigin`].
		///
		/// Errors: [`Error::ReserveTooSmall`], and those of minting stCRN.
		///
		/// Emits [`Event::ReserveWithdrawn`].
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::withdraw_reserve())]
		pub fn withdraw_reserve(
			origin: OriginFor<T>,
			#[pallet::compact] shares: Shares,
			to: T::AccountId,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_withdraw_reserve(shares, to)
		}

		/// Replaces all parameters at once. They apply immediately.
		///
		/// - `parameters`: the new parameters.
		///
		/// Origin: [`Config::AdminOrigin`].
		///
		/// Errors: [`Error::BadParameters`].
		///
		/// Emits [`Event::ParametersSet`].
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::set_parameters())]
		pub fn set_parameters(origin: OriginFor<T>, parameters: Parameters) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_parameters(parameters)
		}

		/// Pauses deposits for a number of blocks. Exits and finalised tickets are not affected.
		/// After the pause the guardian must wait as long before it may pause again.
		///
		/// - `blocks`: the length of the pause.
		///
		/// Origin: [`Config::GuardianOrigin`].
		///
		/// Errors: [`Error::PauseTooLong`], [`Error::GuardianMustWait`].
		///
		/// Emits [`Event::DepositsPaused`], unless an accounting mismatch has paused deposits
		/// already.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::pause_deposits())]
		pub fn pause_deposits(origin: OriginFor<T>, blocks: BlockNumberFor<T>) -> DispatchResult {
			T::GuardianOrigin::ensure_origin(origin)?;
			Self::do_pause_deposits(blocks)
		}

		/// Resumes deposits, whatever the reason for the pause. Instant exits resume too if an
		/// accounting mismatch had paused them.
		///
		/// Origin: [`Config::AdminOrigin`].
		///
		/// Errors: [`Error::NotPaused`].
		///
		/// Emits [`Event::DepositsResumed`].
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::resume_deposits())]
		pub fn resume_deposits(origin: OriginFor<T>) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_resume_deposits()
		}

		/// Slashes a validator manually, and lowers the rate at once by the expected loss of the
		/// pool.
		///
		/// - `validator`: the stash of the validator.
		/// - `era`: the era of the offence.
		/// - `fraction`: the fraction to slash of the stake of the validator and of its nominators
		///   in that era.
		///
		/// Origin: [`Config::SlashOrigin`].
		///
		/// Errors: those of `pallet-staking`.
		///
		/// Emits [`Event::SlashAnticipated`] for each lane that will lose stake.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::manual_slash().saturating_add(Pallet::<T>::reconcile_weight()))]
		pub fn manual_slash(
			origin: OriginFor<T>,
			validator: T::AccountId,
			era: EraIndex,
			fraction: Perbill,
		) -> DispatchResult {
			T::SlashOrigin::ensure_origin(origin)?;
			T::Staking::manual_slash(validator, era, fraction)?;
			Self::reconcile();
			Ok(())
		}

		/// Cancels slashes that are not applied yet, and raises the rate at once by what the pool
		/// will not lose.
		///
		/// - `era`: the era in which the slashes would be applied.
		/// - `indices`: the indices of the slashes within that era, sorted and without duplicates,
		///   at most 64.
		///
		/// Origin: [`Config::SlashOrigin`].
		///
		/// Errors: those of `pallet-staking`.
		///
		/// Emits [`Event::SlashReduced`] for each lane that loses less.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::cancel_deferred_slash().saturating_add(Pallet::<T>::reconcile_weight()))]
		pub fn cancel_deferred_slash(
			origin: OriginFor<T>,
			era: EraIndex,
			indices: BoundedVec<u32, ConstU32<64>>,
		) -> DispatchResult {
			T::SlashOrigin::ensure_origin(origin)?;
			T::Staking::cancel_deferred_slash(era, indices.into_inner())?;
			Self::reconcile();
			Ok(())
		}

		/// Sets the minimum commission of validators. The staking pallet accepts this call only
		/// from liquid staking.
		///
		/// - `commission`: the minimum commission.
		///
		/// Origin: [`Config::SlashOrigin`].
		///
		/// Errors: those of `pallet-staking`.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::set_min_commission())]
		pub fn set_min_commission(origin: OriginFor<T>, commission: Perbill) -> DispatchResult {
			T::SlashOrigin::ensure_origin(origin)?;
			T::Staking::set_min_commission(commission)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The bid and the ask rate, in grains, and whether deposits are queued until the rewards
		/// of the last era are known.
		pub fn rates() -> Rates {
			Self::query_rates()
		}

		/// The shares that a deposit of `amount` planck would mint now. `None` if it would mint
		/// none. The cap, the minimum and pauses are not checked.
		pub fn preview_deposit(amount: Balance) -> Option<Shares> {
			Self::query_deposit(amount)
		}

		/// The value of an exit of `shares`, and the era in which it is finalised at the latest.
		pub fn preview_exit(shares: Shares) -> ExitPreview {
			Self::query_exit(shares)
		}

		/// The payment and the fee of an instant exit of `shares`. `None` if the call would be
		/// refused.
		pub fn preview_instant_exit(shares: Shares) -> Option<InstantPreview> {
			Self::query_instant_exit(shares)
		}

		/// A page of the tickets of an account: up to 64 tickets with numbers above `after`.
		pub fn tickets_of(owner: T::AccountId, after: Option<TicketId>) -> Vec<TicketInfo> {
			Self::query_tickets(owner, after)
		}

		/// The lanes, with their stake and the validators that they nominate.
		pub fn lanes() -> Vec<LaneInfo<T::AccountId>> {
			Self::query_lanes()
		}

		/// The planck that the pool will lose by pending slashes.
		pub fn pending_slash() -> Balance {
			PoolBook::<T>::get().pending
		}

		/// The growth of the rate over the last `eras` eras, scaled to a year of `eras_per_year`
		/// eras, in parts of 10^9, not compounded. Negative after a slash. `None` if there is no
		/// history.
		pub fn yearly_growth(eras: u32, eras_per_year: u32) -> Option<i64> {
			Self::query_growth(eras, eras_per_year)
		}

		/// The parameters that governance sets.
		pub fn parameters() -> Parameters {
			CurrentParameters::<T>::get()
		}
	}
}
