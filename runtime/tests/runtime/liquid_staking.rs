//! Tests liquid staking on the real staking pallet: rewards compound, slashes are priced when they are
//! reported, exits are paid, and the token pays fees and bonds devices.

use super::{
	chain::*,
	slashing::{bob_equivocates, report},
};
use cairn_primitives::{
	currency::{CRN, EXISTENTIAL_DEPOSIT, STAKED_CRN},
	AccountId, Balance,
};
use cairn_runtime::*;
use frame_support::{
	assert_noop, assert_ok,
	traits::{
		fungible::{Inspect as _, InspectHold as _},
		fungibles::{metadata::Inspect as _, roles::Inspect as _, Inspect as _},
	},
};
use pallet_liquid_staking::{
	worth, Call, Event, LaneInfo, PoolAccount, Rate, Shares, TicketId, GRAINS_PER_PLANCK,
};
use pallet_staking::EraInfo;
use serde_json::json;
use sp_core::{ed25519, sr25519, Pair};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Ferdie};
use sp_runtime::{transaction_validity::TransactionSource, Perbill};
use sp_staking::EraIndex;

/// The initial shares of the pool in these tests: those that never leave and those of the treasury, so
/// that no shares bear losses first.
const SEED: Balance = 1_000 * CRN + EXISTENTIAL_DEPOSIT;

/// Returns the genesis of the local network with `count` equal validators, including Bob, and without
/// early payouts.
fn with_validators(count: u32) -> serde_json::Value {
	let mut config = with_sudo("local_testnet");
	let mut keys = vec![config["session"]["keys"][1].clone()];
	let mut stakers = vec![config["staking"]["stakers"][1].clone()];
	for number in 1..count {
		let mut seed = [7; 32];
		seed[..4].copy_from_slice(&number.to_le_bytes());
		let block_key = sr25519::Pair::from_seed(&seed).public();
		let stash = AccountId::from(block_key);
		let session = SessionKeys {
			grandpa: ed25519::Pair::from_seed(&seed).public().into(),
			babe: block_key.into(),
			authority_discovery: block_key.into(),
		};
		keys.push(json!([stash, stash, session]));
		stakers.push(json!([stash, stash, 100_000 * CRN, "Validator"]));
		let balances = config["balances"]["balances"].as_array_mut().unwrap();
		balances.push(json!([stash, 200_000 * CRN]));
	}
	config["session"]["keys"] = json!(keys);
	config["staking"]["stakers"] = json!(stakers);
	config["staking"]["validatorCount"] = json!(count);
	config["liquidStaking"]["seed"] = json!(SEED);
	// No shares bear losses first, and no exit is paid early.
	config["liquidStaking"]["parameters"]["fee"] = json!(0);
	config["liquidStaking"]["parameters"]["earlyShare"] = json!(0);
	config
}

fn liquid(who: Sr25519Keyring, call: Call<Runtime>) {
	super::chain::call(who, call);
}

fn deposit(who: Sr25519Keyring, amount: Balance) {
	liquid(who, Call::deposit { amount, min_out: Shares::ZERO, deadline: u32::MAX });
}

fn request(who: Sr25519Keyring, shares: Shares) -> TicketId {
	let ticket = pallet_liquid_staking::ExitQueue::<Runtime>::get().next_ticket;
	liquid(who, Call::request_exit { shares, min_value: 0, deadline: u32::MAX });
	ticket
}

fn bid() -> Rate {
	LiquidStaking::rates().bid
}

fn tokens(who: Sr25519Keyring) -> Balance {
	Assets::balance(STAKED_CRN, who.to_account_id())
}

fn free(who: Sr25519Keyring) -> Balance {
	Balances::balance(&who.to_account_id())
}

fn bobs_stash() -> AccountId {
	Sr25519Keyring::BobStash.to_account_id()
}

/// Returns the stake with which each lane backs a validator in an era.
fn backing(era: EraIndex, validator: &AccountId) -> Vec<(AccountId, Balance)> {
	let lanes: Vec<_> = LiquidStaking::lanes().into_iter().map(|lane| lane.stash).collect();
	EraInfo::<Runtime>::get_full_exposure(era, validator)
		.others
		.into_iter()
		.filter(|backer| lanes.contains(&backer.who))
		.map(|backer| (backer.who, backer.value))
		.collect()
}

/// Ends the era, and waits until its work is done.
fn next_era_settled() {
	run_to_era(active_era() + 1);
	while LiquidStaking::rates().is_settling {
		next_block();
	}
	for _ in 0..10 {
		next_block();
	}
}

/// Returns the events of liquid staking in this block.
fn events() -> Vec<Event<Runtime>> {
	System::read_events_no_consensus()
		.filter_map(|record| match record.event {
			RuntimeEvent::LiquidStaking(event) => Some(event),
			_ => None,
		})
		.collect()
}

/// Authors blocks until `find` returns a value for an event of liquid staking.
fn run_until<R>(find: impl Fn(&Event<Runtime>) -> Option<R>) -> R {
	(0..400)
		.find_map(|_| {
			next_block();
			events().iter().find_map(&find)
		})
		.expect("it never happened")
}

#[test]
fn rewards_should_compound_when_eras_pass() {
	chain("local_testnet").execute_with(|| {
		run_to_era(1);
		deposit(Ferdie, 500_000 * CRN);
		// Bonded in era 2, elected for era 3, paid in era 4.
		run_to_era(3);
		next_era_settled();
		let issued = Assets::total_issuance(STAKED_CRN);
		let mut rates = vec![bid()];
		let mut staked = vec![];
		for _ in 0..4 {
			let lanes = LiquidStaking::lanes();
			staked.push(lanes.iter().map(|lane| lane.active).sum::<Balance>());
			next_era_settled();
			rates.push(bid());
		}
		assert!(rates.windows(2).all(|pair| pair[0] < pair[1]), "{rates:?}");
		assert!(staked.windows(2).all(|pair| pair[0] < pair[1]), "rewards are not bonded");
		assert_eq!(Assets::total_issuance(STAKED_CRN), issued, "nobody got tokens for rewards");
		// The rewards of era 4 are at stake in era 6.
		let lane = LiquidStaking::lanes().remove(0);
		let at_stake = |era| {
			let validators = lane.validators.iter();
			let backed = validators.flat_map(|validator| backing(era, validator));
			backed.filter(|(who, _)| *who == lane.stash).map(|(_, value)| value).sum::<Balance>()
		};
		assert!(at_stake(active_era()) > at_stake(active_era() - 2));
		// An exit pays more than was deposited.
		let before = free(Ferdie);
		request(Ferdie, Shares::of_tokens(tokens(Ferdie)));
		let (amount, open) = run_until(|event| match event {
			Event::TicketPaid { amount, open, .. } => Some((*amount, *open)),
			_ => None,
		});
		assert_eq!(open, Shares::ZERO);
		assert!(amount > 500_000 * CRN, "{amount}");
		assert!(free(Ferdie) > before + 500_000 * CRN - CRN);
		assert_invariants();
	});
}

#[test]
fn rate_should_fall_by_exactly_the_share_when_a_backed_validator_equivocates() {
	chain_of(with_validators(20)).execute_with(|| {
		run_to_era(1);
		deposit(Ferdie, 99_000 * CRN);
		deposit(Dave, 900_000 * CRN);
		run_to_era(4);
		next_era_settled();
		let lanes: Vec<LaneInfo<AccountId>> = LiquidStaking::lanes();
		assert_eq!(lanes.len(), 20);
		assert!(lanes.iter().all(|lane| lane.validators.len() == 1));
		let era = active_era();
		let at_stake: Balance = backing(era, &bobs_stash()).iter().map(|(_, value)| value).sum();
		let active: Balance = lanes.iter().map(|lane| lane.active).sum();
		let share = Perbill::from_rational(at_stake, active);
		assert!(
			share > Perbill::from_parts(49_900_000) && share < Perbill::from_parts(50_100_000),
			"Bob has {share:?} of the pool's stake"
		);

		// An exit before the offence is reported.
		let ticket = request(Ferdie, Shares::of_tokens(tokens(Ferdie)));
		let promised = LiquidStaking::tickets_of(Ferdie.to_account_id(), None)[0].value;
		let pool = || pallet_liquid_staking::PoolBook::<Runtime>::get();
		let before = pool();
		let rate_before = bid();
		report(bob_equivocates());

		// One offender of twenty: (3 / 20)^2 of the stake of each backer of Bob.
		let fraction = Perbill::from_parts(22_500_000);
		let loss: Balance =
			backing(era, &bobs_stash()).iter().map(|(_, value)| fraction * *value).sum();
		let after = pool();
		assert_eq!(after.pending, loss);
		assert_eq!(LiquidStaking::pending_slash(), loss);
		assert_eq!(after.shares, before.shares, "nobody bears losses first here");
		// Every share lost the same, including those of the ticket.
		assert_eq!(bid(), (before.gross() - loss) * GRAINS_PER_PLANCK / before.shares.0);
		assert!(bid() < rate_before);
		let fallen = Perbill::from_rational(rate_before - bid(), rate_before);
		let expected = fraction * share;
		assert!(
			fallen.deconstruct().abs_diff(expected.deconstruct()) < 40_000,
			"{fallen:?} instead of {expected:?}"
		);
		let open = LiquidStaking::tickets_of(Ferdie.to_account_id(), None)[0];
		assert!(open.value < promised);
		assert_eq!(open.value, worth(open.shares, bid()));

		// Applying the slash, when the third era after the offence starts, does not change the rate.
		run_to_era(era + 2);
		let applied_in = era + 3;
		let mut stays = None;
		while active_era() < applied_in {
			let rate = bid();
			let pending = pool().pending;
			try_next_block_after(vec![], || {
				if pending > 0 && pool().pending == 0 {
					stays = Some((rate, bid()));
				}
			});
		}
		let (rate, applied) = stays.expect("the slash was never applied");
		// At most a planck of rounding in each ledger.
		assert!(rate.abs_diff(applied) < 2 * GRAINS_PER_PLANCK / 1_000_000_000, "{rate} {applied}");
		assert_eq!(pool().pending, 0);

		// Each part of the exit is paid at the rate when that part is finalised.
		let mut finalised: Vec<(Shares, Rate)> = vec![];
		let mut paid = 0;
		while !LiquidStaking::tickets_of(Ferdie.to_account_id(), None).is_empty() {
			next_block();
			for event in events() {
				match event {
					Event::ExitsFinalised { shares, rate, .. } => finalised.push((shares, rate)),
					Event::TicketPaid { ticket: id, amount, .. } if id == ticket => paid += amount,
					_ => (),
				}
			}
		}
		assert!(finalised.iter().all(|(_, rate)| *rate < rate_before), "{finalised:?}");
		assert_eq!(finalised.iter().map(|(shares, _)| shares.0).sum::<u128>(), open.shares.0);
		assert_eq!(paid, finalised.iter().map(|(shares, rate)| worth(*shares, *rate)).sum());
		assert!(paid < promised);
		assert_invariants();
	});
}

#[test]
fn others_should_be_paid_when_a_validator_is_slashed_to_nothing() {
	chain_of(with_validators(20)).execute_with(|| {
		run_to_era(1);
		deposit(Ferdie, 50_000 * CRN);
		deposit(Dave, 49_000 * CRN);
		run_to_era(4);
		next_era_settled();
		let bobs = LiquidStaking::lanes()
			.into_iter()
			.position(|lane| lane.validators.contains(&bobs_stash()))
			.unwrap();
		let slash = pallet_sudo::Call::sudo {
			call: Box::new(
				Call::manual_slash {
					validator: bobs_stash(),
					era: active_era(),
					fraction: Perbill::one(),
				}
				.into(),
			),
		};
		let rate = bid();
		super::chain::call(Alice, slash);
		assert!(bid() < rate, "priced at once");
		let ticket = request(Ferdie, Shares::of_tokens(tokens(Ferdie)));
		let another = request(Dave, Shares::of_tokens(tokens(Dave) / 2));
		let unlock = LiquidStaking::tickets_of(Dave.to_account_id(), None)[0].unlock_era;
		let mut paid = vec![];
		while active_era() <= unlock + 1 {
			next_block();
			for event in events() {
				match event {
					Event::TicketPaid { ticket, amount, .. } => paid.push((ticket, amount)),
					Event::StepSkipped { step, error } => panic!("{step:?}: {error:?}"),
					Event::AccountingMismatchFound { mismatch } => panic!("{mismatch:?}"),
					_ => (),
				}
			}
		}
		assert_eq!(paid.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [ticket, another]);
		let lane = LiquidStaking::lanes().remove(bobs);
		assert!(!lane.validators.contains(&bobs_stash()), "nobody backs who was slashed");
		// The pool keeps working.
		deposit(Charlie, 1_000 * CRN);
		next_era_settled();
		assert_invariants();
	});
}

#[test]
fn rate_should_recover_when_a_slash_is_cancelled_by_vote() {
	chain_of(with_validators(20)).execute_with(|| {
		run_to_era(1);
		deposit(Ferdie, 99_000 * CRN);
		run_to_era(4);
		next_era_settled();
		let rate = bid();
		report(bob_equivocates());
		assert!(bid() < rate);
		let era = *pallet_staking::UnappliedSlashes::<Runtime>::iter_keys()
			.collect::<Vec<_>>()
			.first()
			.unwrap();
		let cancel =
			|origin| LiquidStaking::cancel_deferred_slash(origin, era, vec![0].try_into().unwrap());
		assert_noop!(
			cancel(governance::origins::Origin::Treasurer.into()),
			sp_runtime::DispatchError::BadOrigin
		);
		// Even root must go through liquid staking.
		assert_noop!(
			Staking::cancel_deferred_slash(RuntimeOrigin::root(), era, vec![0]),
			sp_runtime::DispatchError::BadOrigin
		);
		assert_noop!(
			Staking::manual_slash(RuntimeOrigin::root(), bobs_stash(), 1, Perbill::one()),
			sp_runtime::DispatchError::BadOrigin
		);
		assert_ok!(cancel(governance::origins::Origin::StakingAdmin.into()));
		assert_eq!(bid(), rate);
		assert_invariants();
	});
}

#[test]
fn protocol_should_bear_a_slash_when_it_has_shares_to_lose() {
	let mut config = with_validators(20);
	config["liquidStaking"]["seed"] = json!(SEED + 200 * CRN);
	chain_of(config).execute_with(|| {
		run_to_era(1);
		deposit(Ferdie, 98_800 * CRN);
		run_to_era(4);
		next_era_settled();
		let rate = bid();
		let shares = pallet_liquid_staking::PoolBook::<Runtime>::get().protocol_shares;
		// Bob is backed by 5 % of 100,000 CRN; the slash takes 2.25 % of that.
		report(bob_equivocates());
		let pool = pallet_liquid_staking::PoolBook::<Runtime>::get();
		assert!(pool.pending > 100 * CRN && pool.pending < 120 * CRN, "{}", pool.pending);
		assert_eq!(pool.covered, pool.pending, "the protocol has paid for all of it");
		assert!(bid() >= rate, "and nobody else for anything");
		assert!(pool.protocol_shares < shares);
		assert_invariants();
	});
}

#[test]
fn fee_should_go_to_the_treasury_when_it_is_paid_in_the_token() {
	chain("local_testnet").execute_with(|| {
		run_to_era(1);
		deposit(Ferdie, 1_000 * CRN);
		let remark = || RuntimeCall::System(frame_system::Call::remark { remark: vec![1; 32] });
		let treasury = Treasury::account_id();
		let (mine, theirs) = (tokens(Ferdie), Assets::balance(STAKED_CRN, &treasury));
		let (crn, supply, rate) = (free(Ferdie), Assets::total_issuance(STAKED_CRN), bid());
		next_block_with(vec![transaction(Ferdie, remark(), CRN, Some(STAKED_CRN))]);
		let fee = mine - tokens(Ferdie);
		assert!(fee > CRN && fee < CRN + CRN / 100, "{fee}");
		assert_eq!(Assets::balance(STAKED_CRN, &treasury), theirs + fee);
		assert_eq!(free(Ferdie), crn);
		assert_eq!(Assets::total_issuance(STAKED_CRN), supply, "nothing is burned");
		assert_eq!(bid(), rate);
		// Neither another asset nor an insufficient balance can pay fees.
		let validity = |who, asset| {
			let transaction = transaction(who, remark(), 0, Some(asset));
			Executive::validate_transaction(
				TransactionSource::External,
				transaction,
				System::parent_hash(),
			)
		};
		assert_ok!(validity(Ferdie, STAKED_CRN));
		assert!(validity(Ferdie, 2).is_err());
		assert!(validity(Bob, STAKED_CRN).is_err());
		assert_invariants();
	});
}

#[test]
fn token_should_have_no_privileged_holder_when_genesis_is_built() {
	chain("live").execute_with(|| {
		next_block();
		assert_eq!(Assets::name(STAKED_CRN), b"Staked CRN");
		assert_eq!(Assets::symbol(STAKED_CRN), b"stCRN");
		assert_eq!(Assets::decimals(STAKED_CRN), 12);
		let pool = LiquidStaking::account(PoolAccount::Liquid);
		assert_eq!(Assets::admin(STAKED_CRN), Some(pool.clone()));
		assert_eq!(Assets::issuer(STAKED_CRN), Some(pool.clone()));
		assert_eq!(Assets::owner(STAKED_CRN), Some(pool.clone()));
		assert!(pallet_assets::Asset::<Runtime>::get(STAKED_CRN).is_some());
		assert_eq!(Balances::balance(&pool), 10_000 * CRN + EXISTENTIAL_DEPOSIT);
		assert_eq!(bid(), GRAINS_PER_PLANCK);
		let mint = pallet_assets::Call::mint {
			id: STAKED_CRN.into(),
			beneficiary: Alice.to_account_id().into(),
			amount: CRN,
		};
		let applied = try_next_block_with(vec![transaction(Alice, mint.into(), 0, None)]);
		assert!(applied[0].unwrap().is_err());
		assert_eq!(tokens(Alice), 0);
	});
}

#[test]
fn bond_should_keep_earning_when_it_is_held_in_the_token() {
	use pallet_device_registry::{Call as Devices, CollateralKind};
	chain("local_testnet").execute_with(|| {
		run_to_era(1);
		deposit(Charlie, 1_000 * CRN);
		let device = super::rewards::onboard(1);
		let bond = Balances::total_balance_on_hold(&Charlie.to_account_id());
		assert!(bond > 0);
		let swap = |into| Devices::swap_bond { devices: vec![device].try_into().unwrap(), into };
		let before = tokens(Charlie);
		super::devices::calls(Charlie, swap(CollateralKind::Staked));
		assert_eq!(Balances::total_balance_on_hold(&Charlie.to_account_id()), 0);
		let held = Shares::of_tokens(before - tokens(Charlie));
		assert!(worth(held, bid()) >= bond + bond / 10, "worth {}", worth(held, bid()));
		assert_eq!(Assets::total_balance(STAKED_CRN, &Charlie.to_account_id()), before);
		let worth_then = worth(held, bid());
		run_to_era(4);
		next_era_settled();
		assert!(worth(held, bid()) > worth_then, "collateral earns");
		super::devices::calls(Charlie, swap(CollateralKind::Native));
		assert_eq!(tokens(Charlie), before);
		assert_eq!(Balances::total_balance_on_hold(&Charlie.to_account_id()), bond);
		assert_invariants();
	});
}

#[test]
fn runtime_api_should_return_values_when_a_node_calls_it() {
	use super::rewards::ask;
	use pallet_liquid_staking::{ExitPreview, TicketInfo};
	chain("local_testnet").execute_with(|| {
		run_to_era(1);
		let preview: Option<Shares> = ask("LiquidStakingApi_preview_deposit", 100 * CRN);
		deposit(Ferdie, 100 * CRN);
		assert_eq!(preview, Some(Shares::of_tokens(tokens(Ferdie))));
		let exit: ExitPreview = ask("LiquidStakingApi_preview_exit", Shares(40 * CRN));
		let ticket = request(Ferdie, Shares(40 * CRN));
		let owner = (Ferdie.to_account_id(), None::<TicketId>);
		let tickets: Vec<TicketInfo> = ask("LiquidStakingApi_tickets_of", owner);
		assert_eq!(tickets.len(), 1);
		assert_eq!((tickets[0].id, tickets[0].value), (ticket, exit.value));
		assert_eq!(tickets[0].unlock_era, exit.unlock_era);
	});
}
