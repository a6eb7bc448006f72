//! A model: an indexer that reads only events agrees with the chain after random operations.

use crate::{mock::*, *};
use cairn_primitives::{coverage::Reception, devices::DeviceHooks};
use frame_support::traits::Hooks;
use proptest::prelude::*;
use std::collections::BTreeMap;

const DEVICES: DeviceIndex = 40;

#[derive(Clone, Debug)]
enum Operation {
	Announce(DeviceIndex),
	AnnounceAll,
	Report {
		beaconer: DeviceIndex,
		witness: DeviceIndex,
		ordinal: u8,
		is_false: bool,
	},
	ReportAll {
		beaconer: DeviceIndex,
		from: DeviceIndex,
		is_false: bool,
	},
	Relay {
		beaconer: DeviceIndex,
		witness: DeviceIndex,
	},
	Reveal {
		device: DeviceIndex,
		back: u32,
	},
	RevealMost {
		back: u32,
		but: u32,
	},
	Change {
		device: DeviceIndex,
		how: u8,
	},
	Suspend {
		device: DeviceIndex,
		is_suspended: bool,
	},
	CloseWindows(u32),
	SetParameters {
		challenges_per_day: u32,
		window_blocks: u32,
		reveal_blocks: u32,
		grace_blocks: u32,
	},
	EndBlock {
		steps: u64,
	},
}

fn operation() -> impl Strategy<Value = Operation> {
	let device = || 0..DEVICES;
	let back = || prop_oneof![6 => Just(1), 1 => 0..4u32];
	let is_false = || prop::bool::weighted(0.2);
	let challenges_per_day = prop_oneof![1..1_600u32, Just(1_600)];
	let grace = prop_oneof![Just(0), Just(50), Just(5_000)];
	prop_oneof![
		4 => device().prop_map(Operation::Announce),
		2 => Just(Operation::AnnounceAll),
		4 => (device(), device(), 0..18u8, is_false()).prop_map(
			|(beaconer, witness, ordinal, is_false)| Operation::Report { beaconer, witness, ordinal, is_false }
		),
		3 => (device(), device(), is_false())
			.prop_map(|(beaconer, from, is_false)| Operation::ReportAll { beaconer, from, is_false }),
		1 => (device(), device()).prop_map(|(beaconer, witness)| Operation::Relay { beaconer, witness }),
		2 => (device(), back()).prop_map(|(device, back)| Operation::Reveal { device, back }),
		3 => (back(), 0..4u32).prop_map(|(back, but)| Operation::RevealMost { back, but }),
		1 => (device(), 0..5u8).prop_map(|(device, how)| Operation::Change { device, how }),
		1 => (device(), is_false())
			.prop_map(|(device, is_suspended)| Operation::Suspend { device, is_suspended }),
		1 => (0..20u32).prop_map(Operation::CloseWindows),
		1 => (challenges_per_day, 6..10u32, 4..20u32, grace).prop_map(
			|(challenges_per_day, window_blocks, reveal_blocks, grace_blocks)| {
				Operation::SetParameters { challenges_per_day, window_blocks, reveal_blocks, grace_blocks }
			}
		),
		12 => prop_oneof![Just(u64::MAX), 0..4u64].prop_map(|steps| Operation::EndBlock { steps }),
	]
}

/// The state that events alone reveal.
#[derive(Default)]
struct Indexer {
	/// The open proofs, each with its witnesses.
	open: BTreeMap<(WindowIndex, DeviceIndex), Vec<DeviceIndex>>,
	credits: Units,
	strikes: BTreeMap<DeviceIndex, u8>,
	closed: WindowIndex,
}

impl Indexer {
	fn read(&mut self, event: Event<Test>) {
		match event {
			Event::BeaconAnnounced { window, beaconer, .. } => {
				assert_eq!(self.open.insert((window, beaconer), vec![]), None);
			}
			Event::BeaconReported { window, beaconer, witness, evicted, .. } => {
				let witnesses = self.open.get_mut(&(window, beaconer)).unwrap();
				assert!(!witnesses.contains(&witness));
				witnesses.retain(|it| Some(*it) != evicted);
				witnesses.push(witness);
			}
			Event::ProofSettled { window, beaconer, units, judgements, scale, .. } => {
				let mut reported = self.open.remove(&(window, beaconer)).unwrap();
				let mut judged: Vec<_> = judgements.iter().map(|it| it.witness).collect();
				reported.sort_unstable();
				judged.sort_unstable();
				assert_eq!(reported, judged);
				let valid = judgements.iter().filter(|it| it.verdict == Verdict::Valid).count();
				assert!(valid <= 14);
				let parameters = Coverage::parameters();
				let each = parameters.units_of_witness(valid as u32, scale);
				for Judgement { verdict, units, .. } in &judgements {
					assert_eq!(*units, if *verdict == Verdict::Valid { each } else { 0 });
				}
				assert!(units == 0 || units == parameters.units_of_beacon(valid as u32, scale));
				self.credits += units + each * valid as u64;
			}
			Event::ProofExpired { window, beaconer, reports, .. } => {
				let reported = self.open.remove(&(window, beaconer)).unwrap();
				assert_eq!(reported.len() as u32, reports);
			}
			Event::DeviceStruck { device, .. } => *self.strikes.entry(device).or_default() += 1,
			Event::WindowClosed { window, .. } => {
				assert_eq!(window, self.closed);
				self.closed += 1;
				assert!(self.open.keys().all(|(of, _)| *of > window));
			}
			_ => (),
		}
	}

	fn assert_agreement(&self) {
		let mut open = 0;
		for (index, beaconer, _) in Proofs::<Test>::iter() {
			let mut witnesses = kept_witnesses(index, beaconer);
			let mut expected = self.open[&(index, beaconer)].clone();
			witnesses.sort_unstable();
			expected.sort_unstable();
			assert_eq!(witnesses, expected);
			open += 1;
		}
		assert_eq!(self.open.len(), open);
		assert_eq!(Registry::all_credits(), self.credits);
		assert_eq!(OldestWindow::<Test>::get(), self.closed);
		for device in 0..DEVICES {
			let strikes = self.strikes.get(&device).copied().unwrap_or_default();
			assert_eq!(Registry::strikes_of(device), strikes);
		}
	}
}

fn unsigned() -> DeviceSignature {
	DeviceSignature::from_raw([0; 64])
}

fn announce_one(window: WindowIndex, beaconer: DeviceIndex) {
	let announcement = announcement(window, beaconer);
	let signature = unsigned();
	let _ = dispatch(Call::announce { window, beaconer, ordinal: 0, announcement, signature });
}

fn reveal_one(window: WindowIndex, beaconer: DeviceIndex) {
	let (secret, signature) = (secret(beaconer), unsigned());
	let _ = dispatch(Call::reveal { window, beaconer, ordinal: 0, secret, signature });
}

fn report_one(
	window: WindowIndex,
	beaconer: DeviceIndex,
	witness: DeviceIndex,
	ordinal: u8,
	is_false: bool,
) {
	let mut reception = reception(window, beaconer, witness);
	if is_false {
		reception.commitment = H256::zero();
	}
	let (receptions, signature) = (vec![reception].try_into().unwrap(), unsigned());
	let _ = dispatch(Call::report { window, witness, ordinal, receptions, signature });
}

fn apply_operation(operation: Operation, indexer: &mut Indexer) {
	let index = current_window().0;
	match operation {
		Operation::Announce(device) => announce_one(index, device),
		Operation::AnnounceAll => (0..DEVICES).for_each(|device| announce_one(index, device)),
		Operation::Report { beaconer, witness, ordinal, is_false } => {
			report_one(index, beaconer, witness, ordinal, is_false)
		}
		Operation::ReportAll { beaconer, from, is_false } => (from..DEVICES).for_each(|witness| {
			report_one(index, beaconer, witness, (beaconer % 16) as u8, is_false);
		}),
		Operation::Relay { beaconer, witness } => {
			let Reception { commitment, measurement, .. } = reception(index, beaconer, witness);
			let items = vec![
				relayed(index, beaconer, 1, DeviceAction::Announce(announcement(index, beaconer))),
				relayed(
					index,
					beaconer,
					2,
					DeviceAction::Report { witness, commitment, measurement },
				),
			];
			let proof = RelayedProof { window: index, beaconer, items: items.try_into().unwrap() };
			let proofs = vec![proof].try_into().unwrap();
			frame_support::assert_ok!(Coverage::relay(RuntimeOrigin::signed(1), proofs));
		}
		Operation::Reveal { device, back } => reveal_one(index.saturating_sub(back), device),
		Operation::RevealMost { back, but } => (0..DEVICES)
			.filter(|device| device % 4 != but)
			.for_each(|device| reveal_one(index.saturating_sub(back), device)),
		Operation::Change { device, how } => match how {
			0 => Coverage::on_transferred(device, &1),
			1 => Coverage::on_replaced(device),
			3 => Coverage::on_refitted(device),
			2 => {
				Registry::change(device, |it| it.is_active = false);
				Coverage::on_retired(device, &1);
			}
			_ => Coverage::on_moved(device),
		},
		Operation::Suspend { device, is_suspended } => Registry::suspend(device, is_suspended),
		Operation::CloseWindows(limit) => {
			let _ = Coverage::close_windows(RuntimeOrigin::signed(1), limit);
		}
		Operation::SetParameters {
			challenges_per_day,
			window_blocks,
			reveal_blocks,
			grace_blocks,
		} => change_parameters(|it| {
			(it.challenges_per_day, it.window_blocks) = (challenges_per_day, window_blocks);
			(it.reveal_blocks, it.grace_blocks) = (reveal_blocks, grace_blocks);
			(it.announce_blocks, it.reciprocity_blocks) = (4, 14_400);
			it.strikes_to_suspend = 2;
		}),
		Operation::EndBlock { steps } => {
			let remaining = Coverage::weight_of_step().saturating_mul(steps);
			let consumed = Coverage::on_idle(now(), remaining);
			assert!(consumed.all_lte(remaining));
			Coverage::on_finalize(now());
			assert_eq!(Coverage::check_invariants(), Ok(()));
			events().into_iter().for_each(|event| indexer.read(event));
			indexer.assert_agreement();
			System::reset_events();
			System::set_block_number(now() + 1);
			Coverage::on_initialize(now());
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(16))]

	#[test]
	fn indexer_should_agree_with_the_chain_when_anything_happens(
		operations in prop::collection::vec(operation(), 250),
	) {
		externalities().execute_with(|| {
			devices(DEVICES);
			let mut indexer = Indexer::default();
			for operation in operations {
				apply_operation(operation, &mut indexer);
			}
			// Storage is empty after all activity has ended.
			for _ in 0..60 {
				apply_operation(Operation::EndBlock { steps: u64::MAX }, &mut indexer);
			}
			assert!(indexer.open.is_empty());
			assert_eq!((storage_entries("Proofs"), storage_entries("FalseReports")), (0, 0));
		});
	}
}
