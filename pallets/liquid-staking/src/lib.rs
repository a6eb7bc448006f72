//! # Liquid staking
//!
//! Stake that works twice: CRN in, stCRN out, staking rewards in the rate, exits in order.
//!
//! ## Overview
//!
//! Who deposits CRN gets shares of a pool; stCRN is the token of a share. The pool stakes through
//! *lanes*, accounts of its own that nominate validators chosen by a score that anyone can compute.
//! Rewards raise what a share is worth, slashes lower it, for all alike and at once.
//!
//! Who leaves exchanges stCRN for an exit *ticket*. Tickets form one queue and are paid in its
//! order, without being asked, when stake that was unbonded for them has come, or earlier out of
//! what others deposit. A ticket can be given to somebody else, or staked again. Who cannot wait
//! leaves at once, for a fee, out of the part of the pool that is kept liquid.
//!
//! ## Terminology
//!
//! - **Share**: a part of the pool. Users' shares are stCRN; the protocol's are a number only.
//! - **Rate**: what a share is worth, in grains (10^-15 planck). *Bid* to who leaves, *ask* to who
//!   comes: the ask counts rewards that are not swept yet.
//! - **Lane**: a stash of the pool, with an account for its rewards and validators it nominates.
//! - **Cycle**: the work of an era: claim, sweep, mint for deposits that waited, withdraw,
//!   finalise, score, plan, move. Blocks do it in idle time, step by step; anyone can push it.
//! - **Ticket, segment, checkpoint**: see [`exits`](self).
//! - **Pending**: slashes that are known and not applied.
//! - **First loss**: the protocol's shares above its seed, which pay for losses before others do.
//!
//! ## Design
//!
//! 1. **The rate is a function of the books**, [`Pool`]. No balance of an account is read, so that
//!    gifts change nothing. The one door is the lanes' reward accounts: what lands there, from
//!    whomever, is income at the next sweep. The supply of the token is not read either: holders
//!    can burn theirs, and such shares stay counted.
//! 2. **A seed that cannot leave.** The protocol owns the first shares, and never all of them are
//!    burned. To move the rate by a part in a million against a deposit of one CRN takes more gifts
//!    than there are tokens; no virtual shares are needed, which would take a part of everybody's
//!    rewards.
//! 3. **Tickets share losses and not profits.** Their shares stay in the pool until they are
//!    finalised; a ticket is owed its shares times the lower of the rate at its request and the
//!    present one. The rate is the one at which holders and tickets together are owed what there
//!    is, see [`Pool::bid`]: rewards reach holders at once, and finalising moves nothing.
//! 4. **Slashes are priced when they are known.** What `pallet-staking` has put by against lanes is
//!    read after every report, and lowers the rate before anybody can leave. When it is applied
//!    nothing changes any more; when it is cancelled the rate comes back. Slashes by hand and
//!    cancellations have no hook, so they go through this pallet ([`Call::manual_slash`],
//!    [`Call::cancel_deferred_slash`]) and `pallet-staking` takes them from nobody else.
//! 5. **Finalising is O(1)** in tickets: shares are counted along the queue, requests of one rate
//!    form a segment, and what a stretch was finalised at is written once, as a checkpoint. A
//!    request of any size is finalised in parts and blocks nobody.
//! 6. **Deposits meet exits.** What comes in pays the oldest tickets before it is bonded; so much
//!    may leave early in an era as instant exits may, because both outrun offences that nobody has
//!    reported yet: [`Parameters::early_share`] of the pool. That is the most that others can lose
//!    by it in an era, times what is slashed.
//! 7. **Nothing loops.** Every step of a cycle is bounded and has a weight. A step that fails is
//!    left out, changes nothing, and says so in an event.
//!
//! ## Interface
//!
//! Anyone: [`deposit`](Call::deposit), [`cancel_queued_deposit`](Call::cancel_queued_deposit),
//! [`request_exit`](Call::request_exit), [`instant_exit`](Call::instant_exit),
//! [`restake`](Call::restake), [`transfer_ticket`](Call::transfer_ticket),
//! [`claim`](Call::claim), [`advance_cycle`](Call::advance_cycle), [`fund_reserve`](Call::fund_reserve).
//! Guardian: [`pause_deposits`](Call::pause_deposits). Governance:
//! [`set_parameters`](Call::set_parameters), [`withdraw_reserve`](Call::withdraw_reserve),
//! [`resume_deposits`](Call::resume_deposits), [`manual_slash`](Call::manual_slash),
//! [`cancel_deferred_slash`](Call::cancel_deferred_slash),
//! [`set_min_commission`](Call::set_min_commission). The runtime: [`PricedOffences`],
//! [`Pallet::reconcile`], [`EnsureSlashDesk`], and the pallet as staking's event listener.
//!
//! ## Invariants
//!
//! `try_state` checks those that a state can show; tests show the others.
//!
//! 1. What holders and tickets are owed is at most what the pool has less pending slashes; the
//!    books are the lanes' stake and at most what the accounts hold.
//! 2. No act of a user lowers the rate; only a slash does.
//! 3. Who mints and redeems gets at most what was paid, however it is split.
//! 4. The rate does not depend on balances of accounts.
//! 5. A ticket pays the lower of the rate at its request and the rate at its finalisation.
//! 6. What is finalised is set apart, checkpoint by checkpoint.
//! 7. The sums along the queue are those of its tickets.
//! 8. Every loop is bounded; what fails does not stop what follows.
//! 9. Prices are computed before shares are made or burned; shares are at least the token's
//!    supply, the protocol's and the tickets'.

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
mod queries;
mod queue;
mod rate;
mod rewards;
mod staking;
pub mod types;
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
pub use fees::ExitRate;
pub use losses::EnsureSlashDesk;
pub use pallet::*;
pub use rate::{shares_for, worth};
pub use staking::{Candidate, LaneStaking};
pub use types::{
	Checkpoint, Cycle, DepositId, ExitPreview, InstantPreview, Lane, LaneIndex, LaneInfo, LanePlan,
	Mismatch, ParameterFault, Parameters, Pause, Pool, Position, PositionKey, Queue, QueuedDeposit,
	Rate, Rates, Segment, Skipped, Stage, Ticket, TicketId, TicketInfo, ValidatorRecord, Waiting,
	GRAINS_PER_PLANCK,
};
pub use weights::WeightInfo;

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

/// The validators that were scored best, best first.
pub type Shortlist<T> =
	BoundedVec<(u64, <T as frame_system::Config>::AccountId), <T as Config>::MaxValidators>;

/// How many eras' rates are kept.
pub const RATE_HISTORY: u32 = 32;

#[allow(clippy::expect_used, clippy::unreachable)] // the pallet macros write them
#[import_section(errors::errors)]
#[import_section(events::events)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;

	/// The pallet: a pool, its lanes, and the queue of exits.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// What the runtime decides.
	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// Who may change parameters and take out of the reserve.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The token's identifier.
		#[pallet::constant]
		type AssetId: Get<AssetId>;

		/// Where the token is kept. Its admin is the pool's account, whose key nobody has.
		type Assets: fungibles::Mutate<Self::AccountId, AssetId = AssetId, Balance = Balance>
			+ fungibles::roles::Inspect<Self::AccountId>;

		/// Makes what benchmarks need.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::AccountId>;

		/// CRN.
		type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>;

		/// Who may pause deposits.
		type GuardianOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The most voters that an election counts.
		#[pallet::constant]
		type MaxElectingVoters: Get<u32>;

		/// The most lanes.
		#[pallet::constant]
		type MaxLanes: Get<LaneIndex>;

		/// The most validators of a lane.
		#[pallet::constant]
		type MaxNominations: Get<u32>;

		/// The longest pause of deposits, in blocks.
		#[pallet::constant]
		type MaxPause: Get<BlockNumberFor<Self>>;

		/// The most deposits that wait.
		#[pallet::constant]
		type MaxQueuedDeposits: Get<u32>;

		/// The most validators that are backed.
		#[pallet::constant]
		type MaxValidators: Get<u32>;

		/// The pool's accounts are made of this.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// Claims the payouts of stakers.
		type Payouts: StakerPayouts<Self::AccountId>;

		/// The protocol's shares that are never burned and never taken out.
		#[pallet::constant]
		type Seed: Get<Balance>;

		/// Who may slash by hand, cancel slashes, and set the least commission.
		type SlashOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The chain's staking.
		type Staking: LaneStaking<Self::AccountId>;

		/// The most steps of a cycle that a block takes by itself.
		#[pallet::constant]
		type StepsPerBlock: Get<u32>;

		/// What calls cost.
		type WeightInfo: WeightInfo;
	}

	/// Whose doing a call to the chain's staking is.
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
		/// This pallet's, which looks at the pending slashes afterwards.
		SlashDesk,
	}

	/// The books.
	#[pallet::storage]
	pub type PoolBook<T> = StorageValue<_, Pool, ValueQuery>;

	/// What governance may change.
	#[pallet::storage]
	pub type CurrentParameters<T> = StorageValue<_, Parameters, ValueQuery>;

	/// How many lanes have ever been opened.
	#[pallet::storage]
	pub type LaneCount<T> = StorageValue<_, LaneIndex, ValueQuery>;

	/// The lanes.
	#[pallet::storage]
	pub type Lanes<T: Config> = StorageMap<_, Twox64Concat, LaneIndex, LaneOf<T>>;

	/// Which lane a stash is.
	#[pallet::storage]
	pub type LaneOfStash<T: Config> = StorageMap<_, Twox64Concat, T::AccountId, LaneIndex>;

	/// The work of this era. `None` before the first.
	#[pallet::storage]
	pub type CurrentCycle<T: Config> = StorageValue<_, Cycle<T::AccountId>>;

	/// The best of the validators that were scored in this cycle.
	#[pallet::storage]
	pub type ShortlistedValidators<T: Config> = StorageValue<_, Shortlist<T>, ValueQuery>;

	/// What is remembered of validators. An entry goes when its validator does.
	#[pallet::storage]
	pub type ValidatorRecords<T: Config> =
		StorageMap<_, Twox64Concat, T::AccountId, ValidatorRecord>;

	/// The queue of exits.
	#[pallet::storage]
	pub type ExitQueue<T> = StorageValue<_, Queue, ValueQuery>;

	/// The tickets that are not paid.
	#[pallet::storage]
	pub type Tickets<T: Config> = StorageMap<_, Twox64Concat, TicketId, Ticket<T::AccountId>>;

	/// The tickets of an account.
	#[pallet::storage]
	pub type TicketsOf<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, TicketId, ()>;

	/// The rates of open requests: which begins where.
	#[pallet::storage]
	pub type Segments<T> = StorageMap<_, Twox64Concat, u64, Segment>;

	/// Where open tickets were that have been staked again: from, to.
	#[pallet::storage]
	pub type RestakedRanges<T> = StorageMap<_, Identity, PositionKey, Position>;

	/// Up to where requests will have waited long enough, by era.
	#[pallet::storage]
	pub type MaturityByEra<T> = StorageMap<_, Twox64Concat, EraIndex, Position>;

	/// What stretches of the queue were finalised at, by where they end.
	#[pallet::storage]
	pub type Checkpoints<T> = StorageMap<_, Identity, PositionKey, Checkpoint>;

	/// Which deposits wait.
	#[pallet::storage]
	pub type WaitingDeposits<T> = StorageValue<_, Waiting, ValueQuery>;

	/// The deposits that wait.
	#[pallet::storage]
	pub type QueuedDeposits<T: Config> =
		StorageMap<_, Twox64Concat, DepositId, QueuedDeposit<T::AccountId, BlockNumberFor<T>>>;

	/// Whether deposits are refused.
	#[pallet::storage]
	pub type Paused<T: Config> = StorageValue<_, Pause<BlockNumberFor<T>>>;

	/// From when on the guardian may pause again.
	#[pallet::storage]
	pub type GuardianCooldownUntil<T: Config> = StorageValue<_, BlockNumberFor<T>, ValueQuery>;

	/// The rate at the end of each of the last cycles, oldest first.
	#[pallet::storage]
	pub type RateHistory<T> =
		StorageValue<_, BoundedVec<(EraIndex, Rate), ConstU32<RATE_HISTORY>>, ValueQuery>;

	/// A pool that begins with the protocol's seed.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The protocol's first deposit: what its shares begin with, in planck. The pool's account
		/// must hold it beside the existential deposit, which every account of
		/// [`Pallet::accounts`] must hold. Zero: no pool.
		pub seed: Balance,
		/// What governance may change.
		pub parameters: Parameters,
		/// Only the compiler needs it.
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
		/// Takes steps of the era's work, and pays finalised tickets.
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
		/// Deposits CRN and gets stCRN, at the ask rate.
		///
		/// While the rewards of the last era are not known, for the first blocks of an era, the
		/// deposit waits and is minted for by itself.
		///
		/// - `amount`: planck.
		/// - `min_out`: the least shares for them.
		/// - `deadline`: the last block in which this may happen.
		///
		/// Anyone may call it. Errors: [`NoPool`](Error::NoPool),
		/// [`DepositsPaused`](Error::DepositsPaused), [`DepositTooSmall`](Error::DepositTooSmall),
		/// [`DepositCapReached`](Error::DepositCapReached),
		/// [`TooManyQueuedDeposits`](Error::TooManyQueuedDeposits),
		/// [`DeadlinePassed`](Error::DeadlinePassed), [`BelowMinimumOut`](Error::BelowMinimumOut),
		/// [`NothingBacksShares`](Error::NothingBacksShares), and those of a transfer.
		///
		/// Emits [`Event::Deposited`] or [`Event::DepositQueued`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::deposit().max(T::WeightInfo::queue_deposit()))]
		pub fn deposit(
			origin: OriginFor<T>,
			#[pallet::compact] amount: Balance,
			#[pallet::compact] min_out: Balance,
			deadline: BlockNumberFor<T>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_deposit(who, amount, min_out, deadline)
		}

		/// Takes a deposit back that waits.
		///
		/// Its depositor may call it. Errors: [`NoSuchDeposit`](Error::NoSuchDeposit),
		/// [`NotDepositOwner`](Error::NotDepositOwner). Emits [`Event::DepositReturned`].
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::cancel_queued_deposit())]
		pub fn cancel_queued_deposit(origin: OriginFor<T>, id: DepositId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_cancel_queued_deposit(who, id)
		}

		/// Exchanges stCRN for an exit ticket, at the bid rate.
		///
		/// - `shares`: at least the least exit, or all that the account has.
		/// - `min_value`: the least that they must be worth now, in planck. The ticket pays less if
		///   a slash comes before it is finalised.
		/// - `deadline`: the last block in which this may happen.
		///
		/// Anyone may call it, always. Errors: [`ExitTooSmall`](Error::ExitTooSmall),
		/// [`NotEnoughShares`](Error::NotEnoughShares), [`DeadlinePassed`](Error::DeadlinePassed),
		/// [`BelowMinimumOut`](Error::BelowMinimumOut),
		/// [`NothingBacksShares`](Error::NothingBacksShares), [`TooLittle`](Error::TooLittle).
		///
		/// Emits [`Event::ExitRequested`], which names the unlock era.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::request_exit())]
		pub fn request_exit(
			origin: OriginFor<T>,
			#[pallet::compact] shares: Balance,
			#[pallet::compact] min_value: Balance,
			deadline: BlockNumberFor<T>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_request_exit(who, shares, min_value, deadline)
		}

		/// Exchanges stCRN for CRN at once, at the bid rate less a fee that rises as the buffer
		/// empties.
		///
		/// - `shares`: what to exchange.
		/// - `min_out`: the least planck for them.
		/// - `deadline`: the last block in which this may happen.
		///
		/// Anyone may call it. Errors: those of [`request_exit`](Self::request_exit), and
		/// [`BufferTooSmall`](Error::BufferTooSmall),
		/// [`EarlyShareExhausted`](Error::EarlyShareExhausted),
		/// [`InstantExitsPaused`](Error::InstantExitsPaused).
		///
		/// Emits [`Event::InstantExitPaid`].
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::instant_exit())]
		pub fn instant_exit(
			origin: OriginFor<T>,
			#[pallet::compact] shares: Balance,
			#[pallet::compact] min_out: Balance,
			deadline: BlockNumberFor<T>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_instant_exit(who, shares, min_out, deadline)
		}

		/// Makes stake again of what is open of a ticket; what is finalised is paid.
		///
		/// - `ticket`: the ticket.
		/// - `min_out`: the least shares for it.
		/// - `deadline`: the last block in which this may happen.
		///
		/// The ticket's owner may call it. Errors: [`NoSuchTicket`](Error::NoSuchTicket),
		/// [`NotTicketOwner`](Error::NotTicketOwner), [`TicketFinalised`](Error::TicketFinalised),
		/// [`EraIsSettling`](Error::EraIsSettling), [`DepositsPaused`](Error::DepositsPaused),
		/// [`DeadlinePassed`](Error::DeadlinePassed), [`BelowMinimumOut`](Error::BelowMinimumOut),
		/// [`NothingBacksShares`](Error::NothingBacksShares).
		///
		/// Emits [`Event::TicketRestaked`], and [`Event::TicketPaid`] if there was something to pay.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::restake())]
		pub fn restake(
			origin: OriginFor<T>,
			ticket: TicketId,
			#[pallet::compact] min_out: Balance,
			deadline: BlockNumberFor<T>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_restake(who, ticket, min_out, deadline)
		}

		/// Gives a ticket to somebody else.
		///
		/// The ticket's owner may call it. Errors: [`NoSuchTicket`](Error::NoSuchTicket),
		/// [`NotTicketOwner`](Error::NotTicketOwner). Emits [`Event::TicketTransferred`].
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

		/// Pays what is finalised of a ticket to its owner. Blocks do so by themselves.
		///
		/// Anyone may call it, always. Errors: [`NoSuchTicket`](Error::NoSuchTicket),
		/// [`NothingFinalised`](Error::NothingFinalised), and those of a transfer. Emits
		/// [`Event::TicketPaid`].
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::pay_ticket())]
		pub fn claim(origin: OriginFor<T>, ticket: TicketId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_claim(ticket)
		}

		/// Takes steps of the era's work, for when blocks are too full to do so by themselves. Costs
		/// nothing if there was something to do.
		///
		/// - `steps`: at most so many, from 1 to 32.
		///
		/// Anyone may call it. Errors: [`StepCountOutOfRange`](Error::StepCountOutOfRange),
		/// [`NothingToDo`](Error::NothingToDo).
		#[pallet::call_index(7)]
		#[pallet::weight(Pallet::<T>::max_step_weight().saturating_mul((*steps).into()))]
		pub fn advance_cycle(origin: OriginFor<T>, steps: u32) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_advance_cycle(steps)
		}

		/// Gives CRN to the protocol's shares, which bear losses first. It does not come back.
		///
		/// Anyone may call it. Errors: those of [`deposit`](Self::deposit), and
		/// [`EraIsSettling`](Error::EraIsSettling). Emits [`Event::ReserveFunded`].
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::fund_reserve())]
		pub fn fund_reserve(
			origin: OriginFor<T>,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_fund_reserve(who, amount)
		}

		/// Makes tokens of shares of the protocol, as far as it keeps its first loss.
		///
		/// - `shares`: how many.
		/// - `to`: who gets the tokens.
		///
		/// Governance may call it. Errors: [`ReserveTooSmall`](Error::ReserveTooSmall). Emits
		/// [`Event::ReserveWithdrawn`].
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::withdraw_reserve())]
		pub fn withdraw_reserve(
			origin: OriginFor<T>,
			#[pallet::compact] shares: Balance,
			to: T::AccountId,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_withdraw_reserve(shares, to)
		}

		/// Changes the parameters.
		///
		/// Governance may call it. Errors: [`BadParameters`](Error::BadParameters). Emits
		/// [`Event::ParametersSet`].
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::set_parameters())]
		pub fn set_parameters(origin: OriginFor<T>, parameters: Parameters) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_parameters(parameters)
		}

		/// Refuses deposits for a while. Exits, and what is finalised, are not touched.
		///
		/// - `blocks`: for how long. Afterwards the guardian has to wait as long.
		///
		/// The guardian may call it. Errors: [`PauseTooLong`](Error::PauseTooLong),
		/// [`GuardianMustWait`](Error::GuardianMustWait). Emits [`Event::DepositsPaused`].
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::pause_deposits())]
		pub fn pause_deposits(origin: OriginFor<T>, blocks: BlockNumberFor<T>) -> DispatchResult {
			T::GuardianOrigin::ensure_origin(origin)?;
			Self::do_pause_deposits(blocks)
		}

		/// Takes deposits again, whyever they were paused.
		///
		/// Governance may call it. Errors: [`NotPaused`](Error::NotPaused). Emits
		/// [`Event::DepositsResumed`].
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::resume_deposits())]
		pub fn resume_deposits(origin: OriginFor<T>) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_resume_deposits()
		}

		/// Slashes a validator by hand, and prices it in at once.
		///
		/// - `validator`: its stash.
		/// - `era`: the era of the offence.
		/// - `fraction`: of its stake and that of its nominators in that era.
		///
		/// The staking admin may call it. Errors: those of `pallet-staking`.
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

		/// Cancels slashes that are not applied yet; the rate comes back at once.
		///
		/// - `era`: the era in which they would be.
		/// - `indices`: which of that era's, sorted and each once, at most 64.
		///
		/// The staking admin may call it. Errors: those of `pallet-staking`.
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

		/// Sets the least commission of validators: `pallet-staking` takes it from nobody else.
		///
		/// The staking admin may call it. Errors: those of `pallet-staking`.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::set_min_commission())]
		pub fn set_min_commission(origin: OriginFor<T>, commission: Perbill) -> DispatchResult {
			T::SlashOrigin::ensure_origin(origin)?;
			T::Staking::set_min_commission(commission)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The rate.
		pub fn rates() -> Rates {
			Self::query_rates()
		}

		/// The shares that a deposit of `amount` planck would bring now. `None` if none would be
		/// minted.
		pub fn preview_deposit(amount: Balance) -> Option<Balance> {
			Self::query_deposit(amount)
		}

		/// What an exit of `shares` would bring, and when.
		pub fn preview_exit(shares: Balance) -> ExitPreview {
			Self::query_exit(shares)
		}

		/// What an instant exit of `shares` would bring. `None` if it would be refused.
		pub fn preview_instant_exit(shares: Balance) -> Option<InstantPreview> {
			Self::query_instant_exit(shares)
		}

		/// A page of the tickets of an account: up to 64 that come after `after`.
		pub fn tickets_of(owner: T::AccountId, after: Option<TicketId>) -> Vec<TicketInfo> {
			Self::query_tickets(owner, after)
		}

		/// The lanes and the validators that they nominate.
		pub fn lanes() -> Vec<LaneInfo<T::AccountId>> {
			Self::query_lanes()
		}

		/// Planck that the pool will lose by slashes that are known.
		pub fn pending_slash() -> Balance {
			PoolBook::<T>::get().pending
		}

		/// What the rate has grown by in the last `eras` eras, in parts of 10^9 a year of
		/// `eras_per_year` eras, not compounded. Negative after a slash. `None` without a history.
		pub fn yearly_growth(eras: u32, eras_per_year: u32) -> Option<i64> {
			Self::query_growth(eras, eras_per_year)
		}

		/// What governance may change.
		pub fn parameters() -> Parameters {
			CurrentParameters::<T>::get()
		}
	}
}
