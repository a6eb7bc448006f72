use crate::{mock::*, *};
use cairn_primitives::coverage::{CoverageStatement, Reception};
use frame_support::dispatch::{GetDispatchInfo, Pays};

const RELAYER: AccountId = 5;

fn announced(index: WindowIndex, beaconer: DeviceIndex) -> RelayedItem {
	relayed(index, beaconer, 0, DeviceAction::Announce(announcement(index, beaconer)))
}

fn reported(index: WindowIndex, beaconer: DeviceIndex, witness: DeviceIndex) -> RelayedItem {
	let Reception { commitment, measurement, .. } = reception(index, beaconer, witness);
	let action = DeviceAction::Report { witness, commitment, measurement };
	relayed(index, beaconer, free_ordinal(index, witness), action)
}

fn revealed(index: WindowIndex, beaconer: DeviceIndex) -> RelayedItem {
	relayed(index, beaconer, 0, DeviceAction::Reveal(secret(beaconer)))
}

fn proof(window: WindowIndex, beaconer: DeviceIndex, items: Vec<RelayedItem>) -> RelayedProof {
	RelayedProof { window, beaconer, items: items.try_into().unwrap() }
}

/// Relays items, and returns the actual weight, which is at most the declared weight. The relayer pays
/// for all of it, and the allowance of devices is left as it was.
fn relay(proofs: Vec<RelayedProof>) -> Weight {
	let proofs: RelayedProofs = proofs.try_into().unwrap();
	let declared = Call::<Test>::relay { proofs: proofs.clone() }.get_dispatch_info().call_weight;
	let before = (FeelessWeightUsed::<Test>::get(), System::block_weight().total());
	let post = Coverage::relay(RuntimeOrigin::signed(RELAYER), proofs).unwrap();
	assert_eq!((FeelessWeightUsed::<Test>::get(), System::block_weight().total()), before);
	assert_eq!(post.pays_fee, Pays::Yes);
	let actual = post.actual_weight.unwrap();
	assert!(actual.all_lte(declared));
	actual
}

fn skipped() -> Vec<(DeviceIndex, u32, Refusal)> {
	let skipped = |event| match event {
		Event::RelayedItemSkipped { device, item, refusal, .. } => Some((device, item, refusal)),
		_ => None,
	};
	events().into_iter().filter_map(skipped).collect()
}

fn announcing() -> Weight {
	<() as WeightInfo>::authorize_announce() + <() as WeightInfo>::announce()
}

fn reporting() -> Weight {
	<() as WeightInfo>::authorize_report(1) + <() as WeightInfo>::report(1)
}

fn nothing() -> Weight {
	<() as WeightInfo>::relay()
}

#[test]
fn relayer_should_pay_for_all_work_when_every_item_counts() {
	test(|| {
		devices(5);
		let index = run_to_challenge_of_all();
		let mut items = vec![announced(index, 0)];
		items.extend((1..5).map(|witness| reported(index, 0, witness)));
		let actual = relay(vec![proof(index, 0, items)]);
		assert_eq!(actual, nothing() + announcing() + reporting() * 4);
		assert_eq!(kept_witnesses(index, 0).len(), 4);
		run_to_reveals_of(index);
		let actual = relay(vec![proof(index, 0, vec![revealed(index, 0)])]);
		assert!(actual.all_gt(nothing() + <() as WeightInfo>::authorize_reveal()));
		assert_eq!((credits_of(0), credits_of(4)), (10_000, 10_000));
		assert!(skipped().is_empty());
	});
}

#[test]
fn relayer_should_pay_for_the_call_when_nothing_is_relayed() {
	test(|| {
		assert_eq!(relay(vec![]), nothing());
		assert_eq!(relay(vec![proof(0, 0, vec![])]), nothing());
	});
}

#[test]
fn other_items_should_count_when_an_item_is_skipped() {
	test(|| {
		devices(4);
		let index = run_to_challenge_of_all();
		let mut forged = reported(index, 0, 2);
		forged.signature = DeviceSignature::from_raw([1; 64]);
		let items = vec![
			reported(index, 0, 1),
			announced(index, 0),
			reported(index, 0, 1),
			forged,
			revealed(index, 0),
			reported(index, 0, 3),
		];
		let actual = relay(vec![proof(index, 0, items)]);
		assert_eq!(
			skipped(),
			[
				(1, 0, Refusal::NotAnnounced),
				(2, 3, Refusal::BadSignature),
				(0, 4, Refusal::RevealedTooEarly)
			]
		);
		let mut witnesses = kept_witnesses(index, 0);
		witnesses.sort_unstable();
		assert_eq!(witnesses, [1, 3]);
		// The relayer pays for verifying the skipped items too.
		let checked =
			<() as WeightInfo>::authorize_report(1) * 2 + <() as WeightInfo>::authorize_reveal();
		assert_eq!(actual, nothing() + announcing() + reporting() * 2 + checked);
	});
}

#[test]
fn item_should_count_once_when_it_is_relayed_twice() {
	test(|| {
		devices(2);
		let index = run_to_challenge_of_all();
		let (announcement, report) = (announced(index, 0), reported(index, 0, 1));
		let both = vec![announcement.clone(), announcement, report.clone(), report.clone()];
		relay(vec![proof(index, 0, both), proof(index, 0, vec![report])]);
		assert_eq!(
			skipped(),
			[
				(0, 1, Refusal::AlreadyAnnounced),
				(1, 3, Refusal::OrdinalUsed),
				(1, 0, Refusal::OrdinalUsed)
			]
		);
		run_to_reveals_of(index);
		let secret = revealed(index, 0);
		relay(vec![proof(index, 0, vec![secret.clone(), secret])]);
		assert_eq!(skipped(), [(0, 1, Refusal::NotAnnounced)]);
		assert_eq!((credits_of(0), credits_of(1)), (2_500, 10_000));
	});
}

#[test]
fn item_should_be_skipped_when_the_device_has_submitted_it_itself() {
	test(|| {
		devices(2);
		let index = run_to_challenge_of_all();
		announce(index, 0);
		let item = reported(index, 0, 1);
		report(index, 0, 1);
		relay(vec![proof(index, 0, vec![announced(index, 0), item])]);
		assert_eq!(skipped(), [(0, 0, Refusal::AlreadyAnnounced), (1, 1, Refusal::OrdinalUsed)]);
	});
}

#[test]
fn items_of_several_windows_should_count_when_one_call_relays_them() {
	test(|| {
		devices(3);
		let index = run_to_challenge_of_all();
		announce(index, 0);
		report(index, 0, 1);
		let next = run_to_next_window();
		relay(vec![
			proof(next, 1, vec![announced(next, 1), reported(next, 1, 0)]),
			proof(index, 0, vec![revealed(index, 0)]),
			proof(next, 2, vec![announced(next, 2), reported(next, 2, 1)]),
			proof(next + 1, 2, vec![]),
		]);
		assert_eq!(skipped(), vec![]);
		assert_eq!((kept_witnesses(next, 1), kept_witnesses(next, 2)), (vec![0], vec![1]));
		assert_eq!(verdict_of(&settled().1, 1), Verdict::Valid);
	});
}

#[test]
fn items_should_not_count_when_they_are_relayed_for_another_proof() {
	test(|| {
		devices(3);
		let index = run_to_challenge_of_all();
		announce(index, 0);
		announce(index, 1);
		let items = vec![reported(index, 0, 2)];
		// The items are signed for the beacon of device 0 in this window.
		relay(vec![proof(index, 1, items.clone()), proof(index + 1, 0, items)]);
		assert_eq!(skipped(), [(2, 0, Refusal::BadSignature), (2, 0, Refusal::WindowUnknown)]);
		let statement =
			CoverageStatement::Report(vec![reception(index, 0, 2), reception(index, 1, 2)]);
		let one_of_two =
			RelayedItem { signature: sign(2, index, 0, &statement), ..reported(index, 0, 2) };
		System::reset_events();
		relay(vec![proof(index, 0, vec![one_of_two])]);
		assert_eq!(skipped(), [(2, 0, Refusal::BadSignature)]);
	});
}

#[test]
fn relay_should_succeed_when_the_allowance_is_used_up() {
	test(|| {
		devices(4);
		let index = run_to_challenge_of_all();
		FeelessWeightUsed::<Test>::put(Coverage::allowance());
		let by_itself = announce_call(index, 0, 0, announcement(index, 0));
		assert!(authorize(by_itself).is_err());
		let mut items = vec![announced(index, 0)];
		items.extend((1..4).map(|witness| reported(index, 0, witness)));
		relay(vec![proof(index, 0, items)]);
		assert_eq!(kept_witnesses(index, 0).len(), 3);
	});
}

#[test]
fn relay_should_apply_every_item_when_the_call_is_full() {
	test(|| {
		devices(49);
		let index = run_to_challenge_of_all();
		// Sixteen proofs, one of them with 33 items.
		let full = (0..16).map(|beaconer| {
			let mut items = vec![announced(index, beaconer)];
			let last = if beaconer == 3 { 48 } else { 18 };
			items.extend((16..last).map(|witness| {
				let Reception { commitment, measurement, .. } = reception(index, beaconer, witness);
				let action = DeviceAction::Report { witness, commitment, measurement };
				relayed(index, beaconer, beaconer as u8, action)
			}));
			proof(index, beaconer, items)
		});
		relay(full.collect());
		assert_eq!(skipped(), vec![]);
		assert_eq!((kept_witnesses(index, 3).len(), kept_witnesses(index, 15).len()), (32, 2));
	});
}
