//! Compares thousands of random eras with a model in big integers. The model keeps every credit,
//! rounds only once, and iterates over all devices when an era ends.

use crate::{mock::*, types::BUCKETS, *};
use cairn_primitives::devices::{DeviceHooks, Escrow};
use frame_support::{assert_ok, storage::with_storage_layer, traits::fungible::Inspect};
use num_bigint::BigUint;
use proptest::prelude::*;
use std::collections::BTreeMap;

const DEVICES: DeviceIndex = 6;
const PEOPLE: AccountId = 3;

#[derive(Clone, Debug)]
enum Action {
	Credit { device: DeviceIndex, bucket: Bucket, units: Units },
	EndEra { ms: Moment },
	Claim(DeviceIndex),
	ClaimMany(Vec<DeviceIndex>),
	ClaimAccount(AccountId),
	Transfer { device: DeviceIndex, to: AccountId },
	Suspend(DeviceIndex),
	Release { device: DeviceIndex, forfeited: bool },
	MoveShares { from: usize, to: usize, parts: u32 },
	SetCaps(PerBucket<Balance>),
	Burn(Balance),
}

fn action() -> impl Strategy<Value = Action> {
	let device = || 0..DEVICES;
	let units = prop_oneof![1..5u64, 1..200_000u64, Just(1 << 45)];
	let cap = || prop_oneof![Just(MAX_CAP), 0..10_000_000_000u128];
	prop_oneof![
		8 => (device(), any::<bool>(), units).prop_map(|(device, usage, units)| {
			let bucket = if usage { Bucket::Usage } else { Bucket::Coverage };
			Action::Credit { device, bucket, units }
		}),
		6 => prop_oneof![Just(DAY_MS), 0..3 * DAY_MS, Just(900 * DAY_MS)]
			.prop_map(|ms| Action::EndEra { ms }),
		2 => device().prop_map(Action::Claim),
		1 => prop::collection::vec(device(), 1..8).prop_map(Action::ClaimMany),
		1 => (0..PEOPLE).prop_map(|person| Action::ClaimAccount(person + OWNERS)),
		2 => (device(), 0..PEOPLE)
			.prop_map(|(device, to)| Action::Transfer { device, to: to + OWNERS }),
		1 => device().prop_map(Action::Suspend),
		2 => (device(), any::<bool>())
			.prop_map(|(device, forfeited)| Action::Release { device, forfeited }),
		1 => (0..4usize, 0..4usize, 0..60_000u32)
			.prop_map(|(from, to, parts)| Action::MoveShares { from, to, parts }),
		1 => (cap(), cap()).prop_map(|(coverage, usage)| Action::SetCaps(PerBucket { coverage, usage })),
		1 => (0..10_000_000_000_000u128).prop_map(Action::Burn),
	]
}

/// The owner of credits: a device until it is sold or retired, then an account.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Earner {
	Device(DeviceIndex),
	Account(AccountId),
}

#[derive(Default)]
struct Model {
	schedule: Option<Schedule>,
	shares: [u32; 4],
	next_shares: Option<[u32; 4]>,
	caps: [BigUint; 2],
	/// Units of the current era.
	open: BTreeMap<(Earner, usize), u64>,
	/// Settled planck in ledgers.
	owed: BTreeMap<(Earner, usize), BigUint>,
	/// Sub-planck.
	carried: [BigUint; 2],
	/// Sub-planck that rounding to whole planck cuts off; carried when the ledger is settled.
	cut_off: BTreeMap<(Earner, usize), BigUint>,
	suspended: Vec<DeviceIndex>,
	owners: BTreeMap<DeviceIndex, AccountId>,
	paid: BTreeMap<AccountId, BigUint>,
	emitted_until: Moment,
	burned: BigUint,
	issuance: BigUint,
}

fn big(number: impl Into<u128>) -> BigUint {
	BigUint::from(number.into())
}

impl Model {
	fn end_era(&mut self) {
		let schedule = self.schedule.unwrap();
		let until = (self.emitted_until + 2 * DAY_MS).min(now());
		let (from, to) = (self.emitted_until - GENESIS_MS, until - GENESIS_MS);
		self.emitted_until = until;
		let limit =
			|ms: Moment| big(schedule.reemission_per_year) * ms / cairn_primitives::time::YEAR_MS;
		let burned = core::mem::take(&mut self.burned);
		let reemitted = burned.min(limit(to) - limit(from));
		let room = big(schedule.cap) - &self.issuance;
		let amount =
			(big(schedule.emitted_after(to) - schedule.emitted_after(from)) + reemitted).min(room);
		self.issuance += &amount;
		let part = |share: u32| &amount * share / 1_000_000u32;
		let minted = [part(self.shares[1]), part(self.shares[2])];
		if let Some(next) = self.next_shares.take() {
			self.shares = next;
		}

		let open = core::mem::take(&mut self.open);
		// Usage comes first, because coverage receives what usage does not need.
		let mut unused = big(0u8);
		for (bucket, is_usage) in [(1, true), (0, false)] {
			let pot = (&minted[bucket] << SUB_PLANCK_BITS)
				+ core::mem::take(&mut self.carried[bucket])
				+ &unused;
			let all: u64 =
				open.iter().filter(|((_, of), _)| *of == bucket).map(|(_, units)| units).sum();
			let rate = if all == 0 { big(0u8) } else { &pot / all };
			let rate = rate.min(&self.caps[bucket] << SUB_PLANCK_BITS);
			let rest = &pot - &rate * all;
			if is_usage {
				unused = rest;
			} else {
				self.carried[bucket] = rest;
			}
			for ((earner, _), units) in open.iter().filter(|((_, of), _)| *of == bucket) {
				let part = &rate * *units;
				let whole = &part >> SUB_PLANCK_BITS;
				self.cut_off.insert((*earner, bucket), part - (&whole << SUB_PLANCK_BITS));
				*self.owed.entry((*earner, bucket)).or_default() += whole;
			}
		}
	}

	fn carry_settled_remainders(&mut self) {
		for ((_, bucket), rest) in self.cut_off.extract_if(.., |(earner, _), _| is_settled(*earner))
		{
			self.carried[bucket] += rest;
		}
	}

	fn owed(&self, earner: Earner) -> BigUint {
		(0..2).filter_map(|bucket| self.owed.get(&(earner, bucket))).sum()
	}

	fn pay(&mut self, earner: Earner, to: AccountId) {
		for bucket in 0..2 {
			if let Some(amount) = self.owed.remove(&(earner, bucket)) {
				*self.paid.entry(to).or_default() += amount;
			}
		}
	}
}

/// Returns whether a ledger holds no units of ended eras.
fn is_settled(earner: Earner) -> bool {
	let ledger = match earner {
		Earner::Device(device) => DeviceLedgers::<Test>::get(device),
		Earner::Account(account) => AccountLedgers::<Test>::get(account),
	};
	ledger.units().is_zero() || ledger.era == CurrentEra::<Test>::get().index
}

fn execute(action: Action, model: &mut Model) {
	match action {
		Action::Credit { device, bucket, units } => {
			assert_ok!(Emission::credit(device, bucket, units));
			let index = if bucket == Bucket::Coverage { 0 } else { 1 };
			*model.open.entry((Earner::Device(device), index)).or_default() += units;
		}
		Action::EndEra { ms } => {
			Timestamp::set_timestamp(now() + ms);
			model.end_era();
			Timestamp::set_timestamp(now() - ms);
			end_era_after(ms);
		}
		Action::Claim(device) => {
			let owed = model.owed(Earner::Device(device));
			let result = claim(device);
			if model.suspended.contains(&device) {
				assert_eq!(result, Err(Error::<Test>::RewardsInEscrow.into()));
			} else if owed == big(0u8) {
				assert_eq!(result, Err(Error::<Test>::NothingToClaim.into()));
			} else if result != Err(Error::<Test>::PayeeCannotReceive.into()) {
				assert_ok!(result);
				model.pay(Earner::Device(device), model.owners[&device]);
			}
		}
		Action::ClaimMany(devices) => {
			let before: Vec<_> =
				devices.iter().map(|it| Emission::pending(*it).claimable).collect();
			let fleet = devices.clone().try_into().unwrap();
			let _ = with_storage_layer(|| Emission::claim_many(signed(ADMIN), fleet));
			for (device, before) in devices.into_iter().zip(before) {
				if before > 0 && Emission::pending(device).claimable == 0 {
					model.pay(Earner::Device(device), model.owners[&device]);
				}
			}
		}
		Action::ClaimAccount(account) => {
			let claim = || Emission::claim_account(signed(ADMIN), account);
			if with_storage_layer(claim).is_ok() {
				assert!(model.owed(Earner::Account(account)) > big(0u8));
				model.pay(Earner::Account(account), account);
			}
		}
		Action::Transfer { device, to } => {
			if model.suspended.contains(&device) {
				return;
			}
			let from = model.owners.insert(device, to).unwrap();
			Registry::set_payee(device, to);
			Emission::on_transferred(device, &from);
			for bucket in 0..2 {
				if let Some(units) = model.open.remove(&(Earner::Device(device), bucket)) {
					*model.open.entry((Earner::Account(from), bucket)).or_default() += units;
				}
				if let Some(owed) = model.owed.remove(&(Earner::Device(device), bucket)) {
					*model.owed.entry((Earner::Account(from), bucket)).or_default() += owed;
				}
			}
		}
		Action::Suspend(device) => {
			Emission::on_suspended(device);
			if !model.suspended.contains(&device) {
				model.suspended.push(device);
			}
		}
		Action::Release { device, forfeited } => {
			let escrow = if forfeited { Escrow::Forfeited } else { Escrow::Returned };
			Emission::on_released(device, escrow);
			let was_suspended = model.suspended.contains(&device);
			model.suspended.retain(|suspended| *suspended != device);
			if was_suspended && forfeited {
				for bucket in 0..2 {
					model.open.remove(&(Earner::Device(device), bucket));
					let lost = model.owed.remove(&(Earner::Device(device), bucket));
					model.carried[bucket] += lost.unwrap_or_default() << SUB_PLANCK_BITS;
				}
			}
		}
		Action::MoveShares { from, to, parts } => {
			let mut next = model.shares;
			let parts = parts.min(next[from]);
			next[from] -= parts;
			next[to] += parts;
			let [stakers, coverage, usage, treasury] = next.map(Permill::from_parts);
			let shares = Shares { stakers, coverage, usage, treasury };
			let result = Emission::set_shares(signed(ADMIN), shares);
			if from == to || parts <= 50_000 {
				assert_ok!(result);
				model.next_shares = Some(next);
			} else {
				assert_eq!(result, Err(Error::<Test>::ShareStepTooLarge.into()));
			}
		}
		Action::SetCaps(caps) => {
			assert_ok!(Emission::set_rate_caps(signed(ADMIN), caps));
			model.caps = [big(caps.coverage), big(caps.usage)];
		}
		Action::Burn(amount) => {
			assert_ok!(Balances::burn(signed(WEALTHY), amount, false));
			model.burned += amount;
			model.issuance -= amount;
		}
	}
}

fn assert_agreement(model: &Model) {
	assert_eq!(Emission::check_invariants(), Ok(()));
	assert_eq!(big(Balances::total_issuance()), model.issuance);
	let books = BucketBooks::<Test>::get();
	for (index, bucket) in BUCKETS.into_iter().enumerate() {
		assert_eq!(big(books.get(bucket).carried), model.carried[index], "{bucket:?}");
	}
	for device in 0..DEVICES {
		let pending = Emission::pending(device);
		let owed = model.owed(Earner::Device(device));
		assert_eq!(big(pending.claimable + pending.escrowed), owed, "device {device}");
		for (bucket, units) in [(0, pending.open_units.coverage), (1, pending.open_units.usage)] {
			let open = model.open.get(&(Earner::Device(device), bucket)).copied();
			assert_eq!(units, open.unwrap_or_default());
		}
	}
	for person in (0..PEOPLE).map(|person| person + OWNERS) {
		let pending = Emission::pending_of_account(person);
		assert_eq!(big(pending.claimable), model.owed(Earner::Account(person)));
		let paid = model.paid.get(&person).cloned().unwrap_or_default();
		assert_eq!(big(Balances::total_balance(&person)), paid, "person {person}");
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn amounts_should_match_the_model_when_random_actions_run(
		actions in prop::collection::vec(action(), 250),
		// Sometimes the cap leaves room for a few days only.
		room in prop_oneof![Just(CAP - ENDOWED), 0..FIRST_YEAR / 50],
	) {
		externalities(no_caps()).execute_with(|| {
			let schedule = Schedule { cap: Balances::total_issuance() + room, ..schedule() };
			EmissionSchedule::<Test>::put(schedule);
			let mut model = Model {
				schedule: Some(schedule),
				shares: [300_000, 450_000, 100_000, 150_000],
				caps: [big(MAX_CAP), big(MAX_CAP)],
				emitted_until: GENESIS_MS,
				issuance: big(Balances::total_issuance()),
				..Default::default()
			};
			for device in 0..DEVICES {
				let owner = OWNERS + AccountId::from(device) % PEOPLE;
				Registry::set_payee(device, owner);
				model.owners.insert(device, owner);
			}
			for action in actions {
				execute(action, &mut model);
				model.carry_settled_remainders();
				assert_agreement(&model);
			}
		});
	}
}
