//! A small chain with the real staking pallet, assets and liquid staking.

#![allow(clippy::arithmetic_side_effects, missing_docs)] // a test that overflows fails, as it should

pub use crate::staking::LaneStaking;
use crate::{self as pallet_liquid_staking, *};
pub use cairn_primitives::currency::CRN;
use core::cell::RefCell;
use frame_election_provider_support::{
	bounds::{ElectionBounds, ElectionBoundsBuilder},
	onchain, SequentialPhragmen,
};
use frame_support::{
	derive_impl, ord_parameter_types, parameter_types,
	storage::with_storage_layer,
	traits::{
		fungible::{Inspect, Mutate},
		ConstU128, ConstU32, Hooks,
	},
};
use frame_system::{EnsureRoot, EnsureSignedBy};
use pallet_session::SessionManager;
use pallet_staking::{
	FixedNominationsQuota, StakerStatus, UseNominatorsAndValidatorsMap, UseValidatorsMap,
};
use sp_runtime::{
	traits::IdentityLookup, BuildStorage, DispatchError, DispatchResult, Perbill, Permill,
};
use sp_staking::{
	offence::{OffenceDetails, OnOffenceHandler},
	SessionIndex,
};

pub type AccountId = u128;
pub type Block = frame_system::mocking::MockBlockU32<Test>;
pub type Shares = Balance;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(2)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(3)]
	pub type Assets = pallet_assets;
	#[runtime::pallet_index(4)]
	pub type Staking = pallet_staking;
	#[runtime::pallet_index(5)]
	pub type LiquidStaking = pallet_liquid_staking;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type AccountData = pallet_balances::AccountData<Balance>;
	type AccountId = AccountId;
	type Block = Block;
	type Lookup = IdentityLookup<AccountId>;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
}

#[derive_impl(pallet_assets::config_preludes::TestDefaultConfig)]
impl pallet_assets::Config for Test {
	type AssetId = AssetId;
	type AssetIdParameter = AssetId;
	type Balance = Balance;
	type CreateOrigin =
		frame_support::traits::AsEnsureOriginWithArg<frame_system::EnsureSigned<AccountId>>;
	type Currency = Balances;
	type ForceOrigin = EnsureRoot<AccountId>;
	type Freezer = ();
	type Holder = ();
	type AssetIdAllocator = ();
}

parameter_types! {
	pub ElectionLimits: ElectionBounds = ElectionBoundsBuilder::default().build();
}

pub struct OnChainElection;
impl onchain::Config for OnChainElection {
	type Bounds = ElectionLimits;
	type DataProvider = Staking;
	type MaxBackersPerWinner = ConstU32<64>;
	type MaxWinnersPerPage = ConstU32<32>;
	type Solver = SequentialPhragmen<AccountId, Perbill>;
	type Sort = frame_support::traits::ConstBool<true>;
	type System = Test;
	type WeightInfo = ();
}

thread_local! {
	/// How many eras slashes wait.
	pub static SLASH_DEFERRAL: RefCell<EraIndex> = const { RefCell::new(2) };
	/// What an era pays its stakers.
	pub static ERA_PAYOUT: RefCell<Balance> = const { RefCell::new(100 * CRN) };
}

pub struct SlashDeferral;
impl Get<EraIndex> for SlashDeferral {
	fn get() -> EraIndex {
		SLASH_DEFERRAL.with(|it| *it.borrow())
	}
}

pub struct FixedPayout;
impl pallet_staking::EraPayout<Balance> for FixedPayout {
	fn era_payout(_: Balance, _: Balance, _: u64) -> (Balance, Balance) {
		(ERA_PAYOUT.with(|it| *it.borrow()), 0)
	}
}

impl pallet_staking::Config for Test {
	type AdminOrigin = EnsureSlashDesk<Test>;
	type BenchmarkingConfig = pallet_staking::TestBenchmarkingConfig;
	type BondingDuration = ConstU32<BONDING>;
	type Currency = Balances;
	type CurrencyBalance = Balance;
	type CurrencyToVote = sp_staking::currency_to_vote::U128CurrencyToVote;
	type ElectionProvider = onchain::OnChainExecution<OnChainElection>;
	type EraPayout = FixedPayout;
	type EventListeners = LiquidStaking;
	type Filter = frame_support::traits::Nothing;
	type GenesisElectionProvider = Self::ElectionProvider;
	type HistoryDepth = ConstU32<84>;
	type MaxControllersInDeprecationBatch = ConstU32<1>;
	type MaxExposurePageSize = ConstU32<2>;
	type MaxUnlockingChunks = ConstU32<8>;
	type MaxValidatorSet = ConstU32<32>;
	type NextNewSession = ();
	type NominationsQuota = FixedNominationsQuota<16>;
	type OldCurrency = Balances;
	type Reward = ();
	type RewardRemainder = ();
	type RuntimeEvent = RuntimeEvent;
	type RuntimeHoldReason = RuntimeHoldReason;
	type SessionInterface = ();
	type SessionsPerEra = ConstU32<SESSIONS_PER_ERA>;
	type Slash = ();
	type SlashDeferDuration = SlashDeferral;
	type TargetList = UseValidatorsMap<Self>;
	type UnixTime = Timestamp;
	type VoterList = UseNominatorsAndValidatorsMap<Self>;
	type WeightInfo = ();
}

parameter_types! {
	pub const LiquidPalletId: PalletId = PalletId(*b"test/lqd");
}

ord_parameter_types! {
	pub const Admin: AccountId = ADMIN;
	pub const Guardian: AccountId = GUARDIAN;
	pub const Slasher: AccountId = SLASHER;
}

impl Config for Test {
	type AdminOrigin = EnsureSignedBy<Admin, AccountId>;
	type AssetId = ConstU32<STCRN>;
	type Assets = Assets;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = StakingHelper<Test>;
	type Currency = Balances;
	type GuardianOrigin = EnsureSignedBy<Guardian, AccountId>;
	type MaxElectingVoters = ConstU32<1_000>;
	type MaxLanes = ConstU32<4>;
	type MaxNominations = ConstU32<16>;
	type MaxPause = ConstU32<100>;
	type MaxQueuedDeposits = ConstU32<8>;
	type MaxValidators = ConstU32<32>;
	type PalletId = LiquidPalletId;
	type Payouts = PagedPayouts<Test>;
	type Seed = ConstU128<SEED>;
	type SlashOrigin = EnsureSignedBy<Slasher, AccountId>;
	type Staking = Staking;
	type StepsPerBlock = ConstU32<50>;
	type WeightInfo = ();
}

pub const STCRN: AssetId = 1;
pub const EXISTENTIAL_DEPOSIT: Balance = CRN / 100;
pub const TOKEN_MINIMUM: Balance = CRN / 100;
/// What never leaves.
pub const SEED: Balance = 10 * CRN;
/// What the pool begins with: so much more is first loss.
pub const ENDOWED_SEED: Balance = 10 * CRN;
pub const BONDING: EraIndex = 4;
pub const SESSIONS_PER_ERA: u32 = 2;
pub const VALIDATORS: [AccountId; 6] = [101, 102, 103, 104, 105, 106];
/// What each validator has bonded.
pub const SELF_STAKE: Balance = 1_000 * CRN;
pub const LEAST_NOMINATION: Balance = 10 * CRN;

pub const ADMIN: AccountId = 1_001;
pub const GUARDIAN: AccountId = 1_002;
pub const SLASHER: AccountId = 1_003;
pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const CAROL: AccountId = 3;
pub const DAVE: AccountId = 4;
pub const WEALTH: Balance = 100_000 * CRN;

/// No buffer, no fees: what a test does not look at stays out of its way.
pub fn plain_parameters() -> Parameters {
	Parameters {
		deposit_cap: 1_000_000 * CRN,
		minimum_deposit: CRN,
		minimum_exit: CRN / 10,
		fee: Permill::zero(),
		buffer: Permill::zero(),
		lowest_instant_fee: Permill::from_parts(3_000),
		highest_instant_fee: Permill::from_percent(3),
		early_share: Permill::from_percent(5),
		first_loss: Permill::zero(),
		validators: 6,
		max_turnover: Permill::from_percent(100),
		hysteresis: Permill::zero(),
		greatest_commission: Perbill::from_percent(50),
		wanted_self_stake: SELF_STAKE,
		record_lookback_eras: 20,
	}
}

pub fn externalities_with(parameters: Parameters, seed: Balance) -> sp_io::TestExternalities {
	let mut externalities = sp_io::TestExternalities::new(storage_with(parameters, seed));
	externalities.execute_with(begin_chain);
	externalities
}

/// A genesis.
pub fn storage_with(parameters: Parameters, seed: Balance) -> sp_core::storage::Storage {
	let pot = LiquidStaking::account(PoolAccount::Liquid);
	let balances = LiquidStaking::accounts()
		.into_iter()
		.map(|account| {
			let seed = if account == pot { seed } else { 0 };
			(account, EXISTENTIAL_DEPOSIT + seed)
		})
		.chain([ALICE, BOB, CAROL, DAVE, ADMIN].map(|who| (who, WEALTH)))
		.chain(VALIDATORS.map(|who| (who, 10 * SELF_STAKE)))
		.collect();
	RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
		assets: pallet_assets::GenesisConfig {
			assets: vec![(STCRN, pot, true, TOKEN_MINIMUM)],
			metadata: vec![(STCRN, b"Staked CRN".to_vec(), b"stCRN".to_vec(), 12)],
			..Default::default()
		},
		staking: pallet_staking::GenesisConfig {
			validator_count: VALIDATORS.len() as u32,
			minimum_validator_count: 1,
			slash_reward_fraction: Perbill::zero(),
			min_nominator_bond: LEAST_NOMINATION,
			min_validator_bond: CRN,
			stakers: VALIDATORS
				.iter()
				.map(|who| (*who, *who, SELF_STAKE, StakerStatus::Validator))
				.collect(),
			..Default::default()
		},
		liquid_staking: GenesisConfig { seed, parameters, _config: Default::default() },
		..Default::default()
	}
	.build_storage()
	.unwrap()
}

/// Begins the first session after genesis.
pub fn begin_chain() {
	SLASH_DEFERRAL.with(|it| *it.borrow_mut() = 2);
	ERA_PAYOUT.with(|it| *it.borrow_mut() = 100 * CRN);
	System::set_block_number(1);
	Timestamp::set_timestamp(1_000);
	start_session(0);
	Staking::on_finalize(1);
}

/// Runs a test; whatever it does, the invariants hold.
pub fn test_with(parameters: Parameters, body: impl FnOnce()) {
	externalities_with(parameters, ENDOWED_SEED).execute_with(|| {
		body();
		assert_eq!(LiquidStaking::check_invariants(), Ok(()));
	});
}

/// Runs a test with [`plain_parameters`].
pub fn test(body: impl FnOnce()) {
	test_with(plain_parameters(), body);
}

/// A chain for benchmarks.
#[cfg(feature = "runtime-benchmarks")]
pub fn benchmark_externalities() -> sp_io::TestExternalities {
	externalities_with(plain_parameters(), ENDOWED_SEED)
}

fn start_session(index: SessionIndex) {
	if index == 0 {
		<Staking as SessionManager<AccountId>>::new_session_genesis(0);
		<Staking as SessionManager<AccountId>>::new_session_genesis(1);
		<Staking as SessionManager<AccountId>>::start_session(0);
		SESSION.with(|session| *session.borrow_mut() = 0);
	}
}

thread_local! {
	static SESSION: RefCell<SessionIndex> = const { RefCell::new(0) };
}

/// Says in which of its sessions the chain is that goes on in this thread: each thread keeps a number.
pub fn set_session(index: SessionIndex) {
	SESSION.with(|session| *session.borrow_mut() = index);
}

/// Ends a session: the staking pallet plans one ahead, as with `pallet-session`. The pool prices
/// what was applied at once, as the runtime does at every session.
pub fn next_session() {
	let ended = SESSION.with(|session| *session.borrow());
	System::set_block_number(System::block_number() + 1);
	Timestamp::set_timestamp(Timestamp::get() + 1_000);
	<Staking as SessionManager<AccountId>>::end_session(ended);
	<Staking as SessionManager<AccountId>>::start_session(ended + 1);
	<Staking as SessionManager<AccountId>>::new_session(ended + 2);
	SESSION.with(|session| *session.borrow_mut() = ended + 1);
	Staking::on_finalize(System::block_number());
	LiquidStaking::reconcile();
}

pub fn active_era() -> EraIndex {
	<Staking as LaneStaking<AccountId>>::active_era()
}

/// Every validator has made blocks in this era.
pub fn reward_validators() {
	<Staking as frame_support::traits::RewardsReporter<AccountId>>::reward_by_ids(
		VALIDATORS.iter().map(|who| (*who, 20)),
	);
}

/// Begins the next era; the pool has not worked in it yet.
pub fn begin_era() {
	reward_validators();
	begin_era_without_points();
}

/// Begins the next era; in the last one nobody has made a block.
pub fn begin_era_without_points() {
	let era = active_era();
	while active_era() == era {
		next_session();
	}
}

/// Does all the work of this era.
pub fn work() {
	loop {
		let mut meter = WeightMeter::new();
		if LiquidStaking::work(1_000, &mut meter) == 0 {
			break;
		}
	}
}

/// Begins the next era and does its work.
pub fn next_era() {
	begin_era();
	work();
}

pub fn run_to_era(era: EraIndex) {
	while active_era() < era {
		next_era();
	}
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// As a transaction: what fails changes nothing.
pub fn deposit(who: AccountId, amount: Balance) -> DispatchResult {
	with_storage_layer(|| LiquidStaking::deposit(signed(who), amount, 0, u32::MAX))
}

pub fn request(who: AccountId, shares: Shares) -> Result<TicketId, DispatchError> {
	let id = ExitQueue::<Test>::get().next_ticket;
	with_storage_layer(|| LiquidStaking::request_exit(signed(who), shares, 0, u32::MAX))?;
	Ok(id)
}

pub fn instant(who: AccountId, shares: Shares) -> DispatchResult {
	with_storage_layer(|| LiquidStaking::instant_exit(signed(who), shares, 0, u32::MAX))
}

pub fn restake(who: AccountId, ticket: TicketId) -> DispatchResult {
	with_storage_layer(|| LiquidStaking::restake(signed(who), ticket, 0, u32::MAX))
}

pub fn shares_of(who: AccountId) -> Shares {
	Assets::balance(STCRN, who)
}

pub fn free(who: AccountId) -> Balance {
	Balances::balance(&who)
}

pub fn pool() -> Pool {
	PoolBook::<Test>::get()
}

pub fn lane(index: LaneIndex) -> LaneOf<Test> {
	Lanes::<Test>::get(index).unwrap()
}

/// Somebody gives planck to an account.
pub fn donate(to: AccountId, amount: Balance) {
	Balances::mint_into(&to, amount).unwrap();
}

/// A validator has misbehaved in the era in which blocks are made.
pub fn offend(validator: AccountId, fraction: Perbill) {
	let session = SESSION.with(|session| *session.borrow());
	offend_in(validator, fraction, session);
}

/// The staking pallet as an offence handler, without `pallet-session`.
pub struct Reports;
impl OnOffenceHandler<AccountId, AccountId, Weight> for Reports {
	fn on_offence(
		offenders: &[OffenceDetails<AccountId, AccountId>],
		fractions: &[Perbill],
		session: SessionIndex,
	) -> Weight {
		Staking::on_offence(offenders.iter().cloned(), fractions, session)
	}
}

/// A validator has misbehaved in a session.
pub fn offend_in(validator: AccountId, fraction: Perbill, session: SessionIndex) {
	let details = OffenceDetails { offender: validator, reporters: vec![] };
	PricedOffences::<Test, Reports>::on_offence(&[details], &[fraction], session);
}

/// What has happened, of this pallet.
pub fn events() -> Vec<Event<Test>> {
	System::read_events_for_pallet::<Event<Test>>()
}

/// No steps were left out.
pub fn assert_nothing_skipped() {
	let skipped: Vec<_> = events()
		.into_iter()
		.filter(|event| {
			matches!(event, Event::StepSkipped { .. } | Event::AccountingMismatchFound { .. })
		})
		.collect();
	assert!(skipped.is_empty(), "{skipped:?}");
}

/// What was left out, and why.
pub fn skipped() -> Vec<(Skipped<AccountId>, DispatchError)> {
	events()
		.into_iter()
		.filter_map(|event| match event {
			Event::StepSkipped { step, error } => Some((step, error)),
			_ => None,
		})
		.collect()
}

pub fn account(account: PoolAccount) -> AccountId {
	LiquidStaking::account(account)
}

/// From now on an era pays its stakers so much.
pub fn pay_eras(amount: Balance) {
	ERA_PAYOUT.with(|it| *it.borrow_mut() = amount);
}

/// Lanes earn `amount` planck, which the next era's work brings in.
pub fn earn(amount: Balance) {
	donate(account(PoolAccount::Rewards(0)), amount);
	next_era();
}

/// Nothing leaves an account any more.
pub fn lock(who: AccountId) {
	use frame_support::traits::{LockableCurrency, WithdrawReasons};
	Balances::set_lock(*b"testlock", &who, Balance::MAX, WithdrawReasons::all());
}

pub fn unlock(who: AccountId) {
	use frame_support::traits::LockableCurrency;
	Balances::remove_lock(*b"testlock", &who);
}

pub fn set(change: impl FnOnce(&mut Parameters)) {
	let mut parameters = CurrentParameters::<Test>::get();
	change(&mut parameters);
	LiquidStaking::set_parameters(signed(ADMIN), parameters).unwrap();
}

/// Runs a test with a pool of round numbers: 1,000 CRN for as many shares, Alice's 990 and the
/// seed, all bonded in one lane that backs one validator. Nothing is earned but by [`earn`]. It is
/// era 2, the first in which the lane is exposed, and its work is done.
pub fn alone_with(parameters: Parameters, body: impl FnOnce(AccountId)) {
	test_with(Parameters { validators: 1, ..parameters }, || {
		pay_eras(0);
		deposit(ALICE, 990 * CRN).unwrap();
		next_era();
		next_era();
		let validator = lane(0).validators[0];
		assert_eq!(Staking::eras_stakers(2, &validator).total, SELF_STAKE + 1_000 * CRN);
		assert_eq!((pool().active, pool().bid()), (1_000 * CRN, GRAINS_PER_PLANCK));
		System::reset_events();
		body(validator);
	});
}

/// Runs a test with a pool of round numbers and [`plain_parameters`]: see [`alone_with`].
pub fn alone(body: impl FnOnce(AccountId)) {
	alone_with(plain_parameters(), body);
}

/// The pallet's last event.
pub fn last_event() -> Event<Test> {
	events().pop().expect("the pallet has deposited an event")
}

pub fn tickets() -> usize {
	Tickets::<Test>::iter().count()
}

/// The validators that lanes are to nominate, lane by lane.
pub fn backed() -> Vec<AccountId> {
	LiquidStaking::query_lanes().into_iter().flat_map(|lane| lane.validators).collect()
}
