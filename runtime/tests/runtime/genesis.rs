//! Tests that the genesis of every network can be built, and that blocks follow it.

use super::chain::*;
use cairn_runtime::*;
use frame_support::traits::Get;
use pallet_network_parameters::{BondingDuration, EpochDuration, SessionsPerEra};
use sp_keyring::Sr25519Keyring;

#[test]
fn blocks_should_execute_and_invariants_hold_when_a_preset_is_built() {
	for preset in genesis_presets::preset_names() {
		chain(preset.as_ref()).execute_with(|| {
			assert_invariants();
			for _ in 0..5 {
				next_block();
			}
			assert_eq!(System::block_number(), 5);
			assert_invariants();
		});
	}
}

#[test]
fn presets_should_differ_in_periods_and_sudo_when_they_are_built() {
	let alice = Sr25519Keyring::Alice.to_account_id();
	for (preset, validators, epoch, sessions, bonding, sudo) in [
		("development", 1, 10, 2, 4, Some(alice.clone())),
		("local_testnet", 4, 10, 2, 4, Some(alice)),
		("live", 4, 2_400, 6, 28, None),
	] {
		chain(preset).execute_with(|| {
			assert_eq!(Session::validators().len(), validators, "{preset}");
			assert_eq!(EpochDuration::<Runtime>::get(), epoch);
			assert_eq!(SessionsPerEra::<Runtime>::get(), sessions);
			assert_eq!(BondingDuration::<Runtime>::get(), bonding);
			assert_eq!(pallet_sudo::Key::<Runtime>::get(), sudo);
		});
	}
}

#[test]
fn periods_should_last_as_documented_when_slots_differ() {
	const DAY_MS: u64 = 24 * 60 * 60 * 1_000;
	for (preset, slot_ms, era_slots) in
		[("development", 2_000, 20), ("local_testnet", 2_000, 20), ("live", 6_000, 14_400)]
	{
		chain(preset).execute_with(|| {
			// Nodes, BABE and wallets agree on the slot duration.
			let told: sp_consensus_babe::BabeConfiguration =
				super::rewards::ask("BabeApi_configuration", ());
			assert_eq!(told.slot_duration, slot_ms, "{preset}");
			assert_eq!(Babe::slot_duration(), slot_ms);
			assert_eq!(<Runtime as pallet_babe::Config>::ExpectedBlockTime::get(), slot_ms);
			// Days of 24 hours.
			let day = u64::from(<Runtime as pallet_proof_of_coverage::Config>::BlocksPerDay::get());
			assert_eq!(day * slot_ms, DAY_MS);
			let expiry = <Runtime as pallet_identity::Config>::PendingUsernameExpiration::get();
			assert_eq!(u64::from(expiry) * slot_ms, 7 * DAY_MS);
			let grace = <Runtime as pallet_identity::Config>::UsernameGracePeriod::get();
			assert_eq!(u64::from(grace) * slot_ms, 30 * DAY_MS);
			// Eras, and periods that are measured in eras.
			let era = <Runtime as pallet_reward_emission::Config>::NominalEra::get();
			assert_eq!(era, era_slots * slot_ms);
			let appeal = <Runtime as pallet_device_registry::Config>::AppealPeriod::get();
			assert_eq!(u64::from(appeal), 7 * era_slots);
			// The lottery, by its challenges per day.
			let coverage = ProofOfCoverage::parameters();
			let windows = day as u32 / coverage.window_blocks;
			let chance = coverage.challenges_per_day as f64 / f64::from(windows);
			let drawn = coverage.threshold(day as u32) as f64 / 2f64.powi(64);
			assert!((drawn - chance).abs() < 1e-9, "{preset}: {drawn} is not {chance}");
			let two_days = 2 * day as u32;
			let hour = day as u32 / 24;
			let reciprocity = if preset == "live" { two_days } else { hour };
			assert_eq!(coverage.reciprocity_blocks, reciprocity);
		});
	}
}

#[test]
fn tracks_should_keep_their_proportion_to_an_era_when_eras_are_short() {
	use governance::tracks::{Tracks, STAKING_ADMIN};
	use pallet_referenda::TracksInfo;
	let decision = || Tracks::info(STAKING_ADMIN).unwrap().decision_period;
	assert_eq!(chain("live").execute_with(decision), 7 * 14_400);
	assert_eq!(chain("local_testnet").execute_with(decision), 7 * 20);
	chain("live").execute_with(|| Tracks::check_integrity().unwrap());
}

#[test]
fn slash_should_be_cancellable_by_vote_when_it_is_deferred() {
	use governance::tracks::{Tracks, STAKING_ADMIN};
	use pallet_network_parameters::SlashDeferDuration;
	use pallet_referenda::TracksInfo;
	chain("live").execute_with(|| {
		let track = Tracks::info(STAKING_ADMIN).unwrap();
		let vote = track.prepare_period
			+ track.decision_period
			+ track.confirm_period
			+ track.min_enactment_period;
		let deferral = SlashDeferDuration::<Runtime>::get() * 14_400;
		assert!(vote < deferral, "a vote takes {vote} blocks, a slash waits {deferral}");
	});
}

#[test]
fn bounds_should_fit_when_bonding_lasts_as_long_as_in_any_preset() {
	let chunks: u32 = <Runtime as pallet_staking::Config>::MaxUnlockingChunks::get();
	let history: u32 = <Runtime as pallet_staking::Config>::HistoryDepth::get();
	for preset in genesis_presets::preset_names() {
		chain(preset.as_ref()).execute_with(|| {
			let bonding = BondingDuration::<Runtime>::get();
			assert!(bonding < chunks && bonding < history, "{preset}");
		});
	}
}

#[test]
fn addresses_should_be_accepted_in_either_form_when_a_genesis_is_built() {
	use sp_core::crypto::Ss58Codec;
	let eve = Sr25519Keyring::Eve.to_account_id();
	let preset = genesis_presets::get_config(&Some("live".into())).unwrap();
	let preset = String::from_utf8(preset).unwrap();
	let own = eve.to_ss58check_with_version(cairn_primitives::SS58_PREFIX.into());
	let generic = eve.to_ss58check_with_version(42u16.into());
	assert!(own.starts_with("cr") && preset.contains(&own) && !preset.contains(&generic));
	for address in [own, generic] {
		let mut config = config("live");
		config["balances"]["balances"] = serde_json::json!([[address, 7_000_000_000_000_u64]]);
		config["staking"]["stakers"] = serde_json::json!([]);
		config["liquidStaking"]["seed"] = serde_json::json!(0);
		sp_io::TestExternalities::default().execute_with(|| {
			genesis_presets::build_state(serde_json::to_vec(&config).unwrap()).unwrap();
			assert_eq!(System::account(&eve).data.free, 7_000_000_000_000);
		});
	}
}

#[test]
fn suspension_should_last_longer_than_a_vote_when_governance_must_resolve_it() {
	use governance::tracks::{Tracks, DEVICE_ADMIN};
	use pallet_referenda::TracksInfo;
	chain("live").execute_with(|| {
		let track = Tracks::info(DEVICE_ADMIN).unwrap();
		let vote = track.prepare_period
			+ track.decision_period
			+ track.confirm_period
			+ track.min_enactment_period;
		let period = <Runtime as pallet_device_registry::Config>::DecisionPeriod::get();
		assert!(vote < period, "{vote} blocks to vote, {period} to decide");
	});
}

#[test]
fn devices_should_have_classes_and_regions_when_a_preset_is_built() {
	chain("live").execute_with(|| {
		let classes = DeviceRegistry::classes(None);
		assert_eq!(classes.len(), 8);
		for (id, class) in classes {
			if let Some(table) = class.region_table {
				assert!(!DeviceRegistry::regions(table).is_empty(), "class {id}");
			}
		}
	});
}
