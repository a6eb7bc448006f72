//! A test runtime with the emission pallet; mocks replace the registry and the staking pallet.

#![allow(clippy::arithmetic_side_effects)] // a test that overflows fails, as it should

use crate::{self as pallet_reward_emission, *};
pub use cairn_primitives::rewards::RewardCredit;
use cairn_primitives::{
	currency::CRN,
	devices::{ClassId, DeviceKey, DeviceProfile, RegionId},
	time::YEAR_MS,
};
use core::cell::RefCell;
use frame_support::{
	assert_ok, derive_impl, ord_parameter_types, parameter_types,
	storage::with_storage_layer,
	traits::{
		fungible::{Balanced, Inspect},
		tokens::{imbalance::ResolveTo, Precision},
		ConstU128, ConstU32, ConstU64, Hooks, OnUnbalanced,
	},
};
use frame_system::EnsureSignedBy;
use sp_runtime::{traits::IdentityLookup, BuildStorage, DispatchError};
use std::collections::BTreeMap;

/// Wide enough for distinct pot accounts.
pub type AccountId = u128;
pub type Block = frame_system::mocking::MockBlockU32<Test>;

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
	pub type Emission = pallet_reward_emission;
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
	type DustRemoval = ResolveTo<Treasury, Balances>;
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
}

pub const EXISTENTIAL_DEPOSIT: Balance = 100;
pub const DAY_MS: Moment = 86_400_000;
pub const HISTORY: EraIndex = 5;
pub const ROUNDING: Balance = 50;

parameter_types! {
	pub const EmissionPalletId: PalletId = PalletId(*b"test/emi");
	pub const MaxShareStep: Permill = Permill::from_percent(5);
	pub const Treasury: AccountId = TREASURY;
}

ord_parameter_types! {
	pub const Admin: AccountId = ADMIN;
}

impl Config for Test {
	type AdminOrigin = EnsureSignedBy<Admin, AccountId>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Registry;
	type Currency = Balances;
	type Directory = Registry;
	type MaxFleet = ConstU32<20>;
	type MaxShareStep = MaxShareStep;
	type NominalEra = ConstU64<DAY_MS>;
	type PalletId = EmissionPalletId;
	type PayoutHistory = ConstU32<HISTORY>;
	type PayoutPagesPerBlock = ConstU32<4>;
	type PayoutRounding = ConstU128<ROUNDING>;
	type StakerPayouts = Staking;
	type Time = Timestamp;
	type Treasury = ResolveTo<Treasury, Balances>;
	type WeightInfo = ();
}

pub const TREASURY: AccountId = 1_000;
pub const ADMIN: AccountId = 1_001;
/// The account whose tokens tests burn.
pub const WEALTHY: AccountId = 1_002;
/// By default, a device belongs to the account with this number plus the device's number.
pub const OWNERS: AccountId = 100;
pub const GENESIS_MS: Moment = 1_800_000_000_000;
pub const FIRST_YEAR: Balance = 30_000_000 * CRN;
pub const CAP: Balance = 200_000_000 * CRN;
pub const ENDOWED: Balance = 60_000_000 * CRN;

thread_local! {
	static PAYEES: RefCell<BTreeMap<DeviceIndex, AccountId>> = const { RefCell::new(BTreeMap::new()) };
	static STAKERS: RefCell<Vec<Staker>> = const { RefCell::new(Vec::new()) };
}

/// Mocks the registry: every device has a payee of its own, unless a test sets another.
pub struct Registry;

impl Registry {
	pub fn set_payee(device: DeviceIndex, payee: AccountId) {
		PAYEES.with(|payees| payees.borrow_mut().insert(device, payee));
	}

	pub fn payee_of(device: DeviceIndex) -> AccountId {
		PAYEES.with(|payees| {
			payees.borrow().get(&device).copied().unwrap_or(OWNERS + AccountId::from(device))
		})
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl BenchmarkHelper for Registry {
	fn set_time(now: Moment) {
		Timestamp::set_timestamp(now);
	}

	fn device(number: u32) -> DeviceIndex {
		number
	}
}

/// The number of a device that never existed.
pub const UNKNOWN_DEVICE: DeviceIndex = 9_999;

impl DeviceDirectory<AccountId> for Registry {
	fn index_of(_: &DeviceKey) -> Option<DeviceIndex> {
		None
	}

	fn profile(_: DeviceIndex) -> Option<DeviceProfile<AccountId>> {
		None
	}

	fn payee(device: DeviceIndex) -> Option<AccountId> {
		(device != UNKNOWN_DEVICE).then(|| Self::payee_of(device))
	}

	fn may_transmit(_: ClassId, _: Option<RegionId>, _: u32, _: i32) -> bool {
		true
	}

	fn devices_of(owner: &AccountId, after: Option<DeviceIndex>) -> Vec<DeviceIndex> {
		let first = after.map_or(0, |after| after + 1);
		(first..20).filter(|device| Self::payee_of(*device) == *owner).take(3).collect()
	}
}

/// A validator of every era.
#[derive(Clone)]
pub struct Staker {
	pub account: AccountId,
	pub pages: u32,
	/// The percentage of an era's promise that each page is paid.
	pub percent: Balance,
	pub is_gone: bool,
	pub paid: Vec<(EraIndex, u32)>,
}

/// Mocks the staking pallet.
pub struct Staking;

impl Staking {
	pub fn set(stakers: &[(AccountId, u32, Balance)]) {
		let stakers = stakers
			.iter()
			.map(|(account, pages, percent)| Staker {
				account: *account,
				pages: *pages,
				percent: *percent,
				is_gone: false,
				paid: Vec::new(),
			})
			.collect();
		STAKERS.with(|all| *all.borrow_mut() = stakers);
	}

	pub fn set_gone(account: AccountId, is_gone: bool) {
		STAKERS.with(|all| {
			all.borrow_mut()
				.iter_mut()
				.filter(|it| it.account == account)
				.for_each(|it| it.is_gone = is_gone)
		});
	}

	fn with<R>(account: AccountId, act: impl FnOnce(&mut Staker) -> R) -> Option<R> {
		STAKERS.with(|all| all.borrow_mut().iter_mut().find(|it| it.account == account).map(act))
	}
}

thread_local! {
	/// The amount promised to stakers for each era.
	pub static PROMISES: RefCell<BTreeMap<EraIndex, Balance>> = const { RefCell::new(BTreeMap::new()) };
}

impl StakerPayouts<AccountId> for Staking {
	fn validator_after(_: EraIndex, after: Option<&AccountId>) -> Option<(AccountId, u32)> {
		STAKERS.with(|all| {
			let all = all.borrow();
			let next = after.map_or(0, |after| {
				all.iter().position(|staker| staker.account == *after).map_or(0, |at| at + 1)
			});
			all.get(next).map(|staker| (staker.account, staker.pages))
		})
	}

	fn pay(era: EraIndex, validator: &AccountId, page: u32) -> sp_runtime::DispatchResult {
		let amount = Self::with(*validator, |staker| {
			if staker.is_gone {
				return Err(DispatchError::Other("not a stash"));
			}
			if staker.paid.contains(&(era, page)) {
				return Ok(0);
			}
			staker.paid.push((era, page));
			let promise = PROMISES.with(|promises| promises.borrow()[&era]);
			Ok(promise * staker.percent / 100)
		})
		.unwrap()?;
		// Like the staking pallet: mint first, then pass on the imbalance.
		if amount > 0 {
			let minted = Balances::deposit(validator, amount, Precision::Exact).unwrap();
			FromStakersPot::<Test>::on_unbalanced(minted);
		}
		Ok(())
	}

	fn weight_of_page() -> Weight {
		Weight::from_parts(1_000_000, 0)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn prepare(era: EraIndex, validator: &AccountId) {
		Self::set(&[(*validator, 1, 0)]);
		PROMISES.with(|promises| promises.borrow_mut().insert(era, 0));
	}
}

pub fn shares() -> Shares {
	Shares {
		stakers: Permill::from_percent(30),
		coverage: Permill::from_percent(45),
		usage: Permill::from_percent(10),
		treasury: Permill::from_percent(15),
	}
}

pub fn schedule() -> Schedule {
	Schedule {
		first_year: FIRST_YEAR,
		halving_period_ms: 2 * YEAR_MS,
		cap: CAP,
		reemission_per_year: FIRST_YEAR / 100,
	}
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn now() -> Moment {
	Timestamp::get()
}

/// Advances the clock and ends the era.
pub fn end_era_after(ms: Moment) {
	Timestamp::set_timestamp(now() + ms);
	let era = CurrentEra::<Test>::get().index;
	let promise = Emission::close_era(era);
	PROMISES.with(|promises| promises.borrow_mut().insert(era, promise));
}

pub fn end_era() {
	end_era_after(DAY_MS);
}

/// Returns the pots of the last era that ended.
pub fn pots() -> Pots {
	closed().0
}

/// Returns the pots and rates of the last era that ended.
pub fn closed() -> (Pots, PerBucket<SubPlanck>) {
	System::read_events_for_pallet::<Event<Test>>()
		.into_iter()
		.filter_map(|event| match event {
			Event::EraClosed { pots, rates, .. } => Some((pots, rates)),
			_ => None,
		})
		.next_back()
		.unwrap()
}

pub fn credit(device: DeviceIndex, units: Units) {
	assert_ok!(Emission::credit(device, Bucket::Coverage, units));
}

/// Claims like a transaction: a failure changes nothing.
pub fn claim(device: DeviceIndex) -> sp_runtime::DispatchResult {
	with_storage_layer(|| Emission::claim(signed(ADMIN), device))
}

/// Returns the balance of a device's payee.
pub fn payee_balance(device: DeviceIndex) -> Balance {
	Balances::total_balance(&Registry::payee_of(device))
}

/// Returns caps that limit no rate.
pub fn no_caps() -> PerBucket<Balance> {
	PerBucket { coverage: MAX_CAP, usage: MAX_CAP }
}

pub fn externalities(rate_caps: PerBucket<Balance>) -> sp_io::TestExternalities {
	PAYEES.with(|payees| payees.borrow_mut().clear());
	PROMISES.with(|promises| promises.borrow_mut().clear());
	Staking::set(&[]);
	let storage = RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig {
			balances: vec![(WEALTHY, ENDOWED), (TREASURY, EXISTENTIAL_DEPOSIT)],
			..Default::default()
		},
		emission: GenesisConfig {
			schedule: schedule(),
			shares: shares(),
			rate_caps,
			_config: Default::default(),
		},
		..Default::default()
	}
	.build_storage()
	.unwrap();
	let mut externalities = sp_io::TestExternalities::new(storage);
	externalities.execute_with(|| {
		System::set_block_number(1);
		Timestamp::set_timestamp(GENESIS_MS);
		Emission::on_finalize(1);
	});
	externalities
}

/// Builds a chain for benchmarks.
#[cfg(feature = "runtime-benchmarks")]
pub fn benchmark_externalities() -> sp_io::TestExternalities {
	externalities(no_caps())
}

/// Runs a test and then checks the invariants.
pub fn test_with(rate_caps: PerBucket<Balance>, body: impl FnOnce()) {
	externalities(rate_caps).execute_with(|| {
		body();
		assert_eq!(Emission::check_invariants(), Ok(()));
	});
}

/// Runs a test without caps on rates.
pub fn test(body: impl FnOnce()) {
	test_with(no_caps(), body);
}
