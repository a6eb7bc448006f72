//! Tests of the core against a model of the chain.

#![allow(clippy::arithmetic_side_effects)] // a test that overflows fails

mod chain_model;
mod devices;
mod pause;
mod view;
mod world;

use super::*;
use crate::{
	journal::{Entry, Record},
	note::{DeviceEvent, Ineligible, Miss},
};
use cairn_gateway_types::{
	block::BlockId,
	coverage::{CoverageEvent, Update, Window},
	device::{RegisteredDevice, Status},
	refusal::Refusal,
};
use cairn_primitives::{
	coverage::{Announcement, Frame, WindowIndex},
	devices::DeviceIndex,
};
use chain_model::{LIVE, LOCAL, SHORT};
use devices::{finalised, heard, registered, DEVICES, SLOT};
use proptest::prelude::*;
use rand::{rngs::StdRng, SeedableRng};
use sp_core::H256;
use std::collections::BTreeMap;
use world::{FaultRates, World};

/// Returns for each proof that ended whether it was settled.
fn ends(world: &World) -> BTreeMap<(WindowIndex, DeviceIndex), bool> {
	let mut ends = BTreeMap::new();
	for event in world.ledger.blocks.iter().flat_map(|block| &block.events) {
		match event {
			CoverageEvent::ProofSettled { window, beaconer, .. } => {
				ends.insert((*window, *beaconer), true);
			}
			CoverageEvent::ProofExpired { window, beaconer } => {
				ends.insert((*window, *beaconer), false);
			}
			_ => {}
		}
	}
	ends
}

/// Returns all windows that began, each with its challenged devices.
fn challenges(world: &World) -> Vec<(Window, DeviceIndex)> {
	let mut found = Vec::new();
	for event in world.ledger.blocks.iter().flat_map(|block| &block.events) {
		if let CoverageEvent::WindowOpened(window) = event {
			let challenged = |device: &DeviceIndex| {
				cairn_primitives::coverage::is_challenged(&window.seed, *device, window.threshold)
			};
			found.extend((1..=DEVICES).filter(challenged).map(|device| (*window, device)));
		}
	}
	found
}

fn verdicts(world: &World) -> Vec<String> {
	let events = world.ledger.blocks.iter().flat_map(|block| &block.events);
	let judgements = events.filter_map(|event| match event {
		CoverageEvent::ProofSettled { judgements, .. } => Some(judgements),
		_ => None,
	});
	judgements.flatten().map(|judgement| judgement.verdict.clone()).collect()
}

/// Checks the safety properties, which hold under any faults.
fn check_safety(world: &World) {
	assert!(world.sent.values().all(|times| *times == 1), "a beacon was sent twice");
	assert!(verdicts(world).iter().all(|verdict| verdict == "Valid"), "a report was false");
	for refusal in &world.refusals {
		let is_mistake = matches!(
			refusal,
			Refusal::NotChallenged
				| Refusal::OrdinalTooHigh
				| Refusal::NothingReported
				| Refusal::OwnBeacon
				| Refusal::WrongSecret
				| Refusal::BadSignature
				| Refusal::AnnouncedTooLate
				| Refusal::ReportedTooLate
				| Refusal::RevealedTooLate
		);
		assert!(!is_mistake, "{refusal}");
	}
}

/// Checks that every challenge of a closed window was settled.
fn check_settled(world: &World) {
	let (ends, best) = (ends(world), world.ledger.best().id.number);
	let over = challenges(world).into_iter().filter(|(window, _)| window.reveal_by < best);
	let mut count = 0;
	for (window, device) in over {
		assert_eq!(ends.get(&(window.index, device)), Some(&true), "{window:?} of {device}");
		count += 1;
	}
	assert!(count > 0);
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(48))]

	#[test]
	fn agent_should_do_nothing_twice_when_faults_are_frequent(
		seed in any::<u64>(),
		lengths in prop::sample::select(&[LIVE, LOCAL, SHORT][..]),
	) {
		let fault_rates = FaultRates {
			lost: 20, killed: 10, silent: 30, retracted: 20, repeated: 30, late: 30, lag: 6,
		};
		let mut world = World::new(seed, lengths, fault_rates);
		(0..160).for_each(|_| world.advance_one_block());
		check_safety(&world);
		prop_assert!(world.kills > 10);
		// No secret is lost: proofs that are open when the faults stop are revealed.
		world.fault_rates = FaultRates { killed: 10, lag: 1, ..FaultRates::default() };
		let now = world.ledger.best().id.number;
		let open = world.ledger.open();
		(0..lengths.window + lengths.reveal).for_each(|_| world.advance_one_block());
		check_safety(&world);
		let ends = ends(&world);
		for (window, device) in open.into_iter().filter(|(window, _)| window.reveal_by > now + 4) {
			prop_assert_eq!(ends.get(&(window.index, device)), Some(&true));
		}
	}

	#[test]
	fn every_challenge_should_settle_when_windows_are_long_and_calls_get_lost(seed: u64) {
		let fault_rates =
			FaultRates { lost: 15, killed: 10, repeated: 30, late: 30, lag: 3, ..FaultRates::default() };
		let mut world = World::new(seed, LIVE, fault_rates);
		(0..140).for_each(|_| world.advance_one_block());
		check_safety(&world);
		check_settled(&world);
	}

	#[test]
	fn every_challenge_should_settle_when_windows_are_short_and_the_agent_is_killed(seed: u64) {
		let fault_rates = FaultRates { killed: 5, repeated: 30, late: 30, lag: 1, ..FaultRates::default() };
		let mut world = World::new(seed, SHORT, fault_rates);
		(0..100).for_each(|_| world.advance_one_block());
		check_safety(&world);
		check_settled(&world);
	}
}

#[test]
fn beacons_should_be_witnessed_by_all_others_when_nothing_goes_wrong() {
	let mut world = World::new(1, SHORT, FaultRates::default());
	(0..100).for_each(|_| world.advance_one_block());
	check_safety(&world);
	check_settled(&world);
	// The last two devices have the same owner and do not report each other.
	let events = world.ledger.blocks.iter().flat_map(|block| &block.events);
	for event in events {
		if let CoverageEvent::ProofSettled { beaconer, judgements, .. } = event {
			let witnesses: Vec<_> = judgements.iter().map(|one| one.witness).collect();
			let have_same_owner = |other: &DeviceIndex| *beaconer >= 3 && *other >= 3;
			let others: Vec<_> = (1..=DEVICES)
				.filter(|other| other != beaconer && !have_same_owner(other))
				.collect();
			assert_eq!(witnesses, others);
		}
	}
	world.check_signatures();
	// No call was refused.
	assert_eq!(world.refusals, []);
}

#[test]
fn challenge_should_not_be_answered_when_its_seed_is_not_final() {
	let mut world = World::new(3, LIVE, FaultRates { lag: 0, ..FaultRates::default() });
	world.fault_rates.lag = 0;
	world.ledger.last_final = 0;
	// Finality stops at genesis: nothing may be announced.
	let mut core = devices::core(Default::default(), false);
	let mut random = StdRng::seed_from_u64(1);
	(0..30).for_each(|_| world.ledger.grow(|| false));
	let genesis = world.ledger.blocks[0].id;
	core.step(Input::Chain(Update::Started { at: genesis, windows: Vec::new() }), &mut random);
	for device in 1..=DEVICES {
		core.step(Input::Device { device, found: Some(registered(device)) }, &mut random);
	}
	for block in &world.ledger.blocks[1..=12] {
		let best = Input::Chain(Update::BestBlock {
			block: block.id,
			events: block.events.clone(),
			is_head: true,
		});
		let step = core.step(best, &mut random);
		assert_eq!(step.records, []);
		assert!(!step.effects.iter().any(|effect| matches!(effect, Effect::Submit(_))));
	}
	let step = core.step(finalised(1), &mut random);
	let missed = |effect: &&Effect| match effect {
		Effect::Note(note) => note.event == DeviceEvent::Missed(Miss::TooLate),
		_ => false,
	};
	let challenged = challenges(&world).iter().filter(|(window, _)| window.index == 0).count();
	assert!(challenged > 0);
	assert_eq!(step.effects.iter().filter(missed).count(), challenged);
}

#[test]
fn operator_should_be_notified_once_when_a_device_becomes_ineligible() {
	let mut core = devices::core(Default::default(), false);
	let mut random = StdRng::seed_from_u64(1);
	let mut notified = |found| {
		let step = core.step(Input::Device { device: 1, found }, &mut random);
		let notes = step.effects.into_iter().filter_map(|effect| match effect {
			Effect::Note(note) => Some(note.event),
			_ => None,
		});
		notes.collect::<Vec<_>>()
	};
	let device = registered(1);
	let with = |status| Some(RegisteredDevice { status, ..device.clone() });
	assert_eq!(notified(None), [DeviceEvent::Ineligible(Ineligible::Unknown)]);
	assert_eq!(notified(None), []);
	assert_eq!(notified(with(Status::Suspended)), [DeviceEvent::Ineligible(Ineligible::Suspended)]);
	assert_eq!(notified(with(Status::Inactive)), [DeviceEvent::Ineligible(Ineligible::Inactive)]);
	let unlocated = RegisteredDevice { location: None, ..device.clone() };
	assert_eq!(notified(Some(unlocated)), [DeviceEvent::Ineligible(Ineligible::NotLocated)]);
	let replaced = RegisteredDevice { key: registered(2).key, ..device.clone() };
	assert_eq!(notified(Some(replaced)), [DeviceEvent::Ineligible(Ineligible::OtherKey)]);
	assert_eq!(notified(Some(device.clone())), [DeviceEvent::Eligible]);
	assert_eq!(notified(Some(device)), []);
}

/// Runs a window that begins in block 1 with this seed, in which the first device receives the
/// announced beacon of a stranger. Returns the ordinals of the device's reports.
fn witness_a_stranger(core: &mut Core, seed: u8, random: &mut StdRng) -> Vec<u8> {
	const STRANGER: DeviceIndex = 77;
	let seed = H256::repeat_byte(seed);
	let window = Window {
		index: 0,
		seed,
		threshold: u64::MAX,
		begins_at: 1,
		announce_by: 12,
		report_by: 19,
		reveal_from: 21,
		reveal_by: 60,
	};
	let frame = Frame::new(0, STRANGER, &seed, &[1; 32]);
	let announcement = Announcement {
		frame: frame.hash(),
		tx_power_cdbm: 1_400,
		frequency_hz: 868_100_000,
		spreading_factor: Some(9),
	};
	let announced = CoverageEvent::BeaconAnnounced { window: 0, beaconer: STRANGER, announcement };
	let mut ordinals = Vec::new();
	for number in 1..=3 {
		let block = BlockId { number, hash: seed };
		let events = match number {
			1 => vec![CoverageEvent::WindowOpened(window)],
			2 => vec![announced.clone()],
			_ => Vec::new(),
		};
		let mut step =
			core.step(Input::Chain(Update::BestBlock { block, events, is_head: true }), random);
		if number == 2 {
			let found = Some(registered(1));
			core.step(Input::Device { device: 1, found }, random);
			let heard = heard(1, frame.as_bytes().to_vec());
			step = core.step(Input::Heard(heard.clone()), random);
			assert!(matches!(&step.records[..], [Record { entry: Entry::Heard { .. }, .. }]));
			assert_eq!(
				core.step(Input::Heard(heard), random),
				Step::default(),
				"it was received before"
			);
		}
		ordinals.extend(step.effects.into_iter().filter_map(|effect| match effect {
			Effect::Submit(signed) => Some(signed.ordinal),
			_ => None,
		}));
	}
	ordinals
}

#[test]
fn ordinals_should_stay_used_when_a_window_begins_anew_on_another_branch() {
	let mut core = devices::core(Default::default(), false);
	let mut random = StdRng::seed_from_u64(1);
	let genesis = BlockId { number: 0, hash: H256::zero() };
	core.step(Input::Chain(Update::Started { at: genesis, windows: Vec::new() }), &mut random);
	assert_eq!(witness_a_stranger(&mut core, 1, &mut random), [0]);
	core.step(Input::Chain(Update::Retracted { from: 1 }), &mut random);
	assert_eq!(witness_a_stranger(&mut core, 2, &mut random), [1]);
}
