use crate::{mock::*, *};
use cairn_primitives::{
	coverage::CoverageStatement,
	devices::{DeviceHooks, Mode},
};

/// Announces a beacon of device 0 after a change to the device.
fn announced_by(change: impl FnOnce()) -> Result<(), Refusal> {
	announced(change, |_| ())
}

fn announced(
	prepare: impl FnOnce(),
	change: impl FnOnce(&mut Announcement),
) -> Result<(), Refusal> {
	let mut result = Ok(());
	test(|| {
		device(0);
		let index = run_to_challenge_of(0);
		prepare();
		let mut announcement = announcement(index, 0);
		change(&mut announcement);
		result = Coverage::check_announcement(index, 0, 0, &announcement).map(|_| ());
		let expected = result.map_or_else(refused, Ok);
		assert_eq!(apply(announce_call(index, 0, 0, announcement)), expected);
	});
	result
}

#[test]
fn proof_should_be_opened_when_a_beacon_is_announced() {
	test(|| {
		device(0);
		let index = run_to_challenge_of(0);
		let announcement = announcement(index, 0);
		announce(index, 0);
		assert_eq!(
			events(),
			[
				Event::WindowOpened {
					window: index,
					seed: window(index).seed,
					threshold: window(index).threshold,
					announce_by: window(index).announce_by,
					report_by: window(index).report_by,
					reveal_from: window(index).reveal_from,
					reveal_by: window(index).reveal_by,
				},
				Event::BeaconAnnounced { window: index, beaconer: 0, announcement }
			]
		);
		let proof = Coverage::open_proof(index, 0).unwrap();
		assert_eq!(proof, Proof { announcement, reports: Default::default() });
		assert_eq!((OpenProofs::<Test>::get(), window(index).announced), (1, 1));
		let record = DeviceRecords::<Test>::get(0).unwrap();
		assert_eq!(record, DeviceRecord { since: now(), ..Default::default() });
	});
}

#[test]
fn announcement_should_be_refused_when_its_ordinal_is_too_high() {
	test(|| {
		device(0);
		let index = run_to_challenge_of(0);
		let call = |ordinal| announce_call(index, 0, ordinal, announcement(index, 0));
		assert_eq!(apply(call(16)), refused(Refusal::OrdinalTooHigh));
		assert_eq!(apply(call(255)), refused(Refusal::OrdinalTooHigh));
		assert_eq!(apply(call(15)), Ok(()));
	});
}

#[test]
fn announcement_should_be_refused_when_its_window_has_not_begun() {
	test(|| {
		device(0);
		let index = run_to_challenge_of(0);
		for other in [index + 1, index + 1_000, WindowIndex::MAX] {
			let call = announce_call(other, 0, 0, announcement(index, 0));
			assert_eq!(apply(call), refused(Refusal::WindowUnknown));
		}
	});
}

#[test]
fn announcement_should_be_refused_when_the_device_is_not_challenged() {
	test(|| {
		devices(20);
		let index = run_to_next_window();
		for device in 0..20 {
			let answer = apply(announce_call(index, device, 0, announcement(index, device)));
			let is_challenged = Coverage::is_challenged(device, index).unwrap();
			let expected = if is_challenged { Ok(()) } else { refused(Refusal::NotChallenged) };
			assert_eq!(answer, expected, "{device}");
		}
	});
}

#[test]
fn announcement_should_be_refused_when_the_device_has_announced_already() {
	test(|| {
		device(0);
		let index = run_to_challenge_of(0);
		announce(index, 0);
		let proof = Coverage::open_proof(index, 0);
		let other = Announcement { frame: H256::zero(), ..announcement(index, 0) };
		let call = announce_call(index, 0, 1, other);
		assert_eq!(apply(call), refused(Refusal::AlreadyAnnounced));
		assert_eq!(Coverage::open_proof(index, 0), proof);
	});
}

#[test]
fn announcement_should_be_refused_when_too_many_proofs_are_open() {
	test(|| {
		change_parameters(|it| it.max_open_proofs = 100);
		devices(102);
		let index = run_to_challenge_of_all();
		(0..100).for_each(|device| announce(index, device));
		let call = |ordinal| announce_call(index, 100, ordinal, announcement(index, 100));
		assert_eq!(apply(call(0)), refused(Refusal::TooManyOpenProofs));
		change_parameters(|it| it.max_open_proofs = 101);
		assert_eq!(apply(call(1)), Ok(()));

		// A settled proof makes room for another.
		run_to_reveals_of(index);
		let call = announce_call(index + 1, 101, 0, announcement(index + 1, 101));
		assert_eq!(apply(call.clone()), refused(Refusal::TooManyOpenProofs));
		reveal(index, 7);
		assert_eq!(apply(call), Ok(()));
	});
}

#[test]
fn announcement_should_be_refused_when_its_spreading_factor_is_out_of_range() {
	for (factor, is_known) in
		[(None, true), (Some(5), true), (Some(12), true), (Some(4), false), (Some(13), false)]
	{
		let result = announced(|| (), |it| it.spreading_factor = factor);
		assert_eq!(result == Ok(()), is_known, "{factor:?}: {result:?}");
		assert!(is_known || result == Err(Refusal::SpreadingFactorUnknown));
	}
}

#[test]
fn announcement_should_be_refused_when_the_region_does_not_allow_the_transmission() {
	let not_allowed = Err(Refusal::TransmissionNotAllowed);
	// The region allows 19 dBm, and the antenna has a gain of 3 dBi.
	assert_eq!(announced(|| (), |it| it.tx_power_cdbm = 1_600), Ok(()));
	assert_eq!(announced(|| (), |it| it.tx_power_cdbm = 1_601), not_allowed);
	assert_eq!(announced(|| (), |it| it.tx_power_cdbm = i16::MAX), not_allowed);
	assert_eq!(announced(|| (), |it| it.frequency_hz = 870_000_001), not_allowed);
	let better_antenna = || {
		Registry::change(0, |it| it.location.as_mut().unwrap().gain_cdbi = 501);
	};
	assert_eq!(announced_by(better_antenna), not_allowed);
	let elsewhere = || Registry::change(0, |it| it.location.as_mut().unwrap().region = None);
	assert_eq!(announced_by(elsewhere), not_allowed);
}

#[test]
fn announcement_should_be_refused_when_the_device_may_not_take_part() {
	assert_eq!(announced_by(|| ()), Ok(()));
	assert_eq!(announced_by(|| Registry::remove(0)), Err(Refusal::DeviceUnknown));
	assert_eq!(announced_by(|| Registry::suspend(0, true)), Err(Refusal::DeviceSuspended));
	let deactivate = || Registry::change(0, |it| it.is_active = false);
	assert_eq!(announced_by(deactivate), Err(Refusal::DeviceInactive));
	let serve = || Registry::change(0, |it| it.mode = Mode::Serves);
	assert_eq!(announced_by(serve), Err(Refusal::DeviceDoesNotCover));
	let nowhere = || Registry::change(0, |it| it.location = None);
	assert_eq!(announced_by(nowhere), Err(Refusal::DeviceNotLocated));
	assert_eq!(announced_by(|| Coverage::on_moved(0)), Err(Refusal::DeviceChanged));
	assert_eq!(announced_by(|| Coverage::on_refitted(0)), Err(Refusal::DeviceChanged));
	assert_eq!(announced_by(|| Coverage::on_replaced(0)), Err(Refusal::DeviceChanged));
	assert_eq!(announced_by(|| Coverage::on_transferred(0, &9)), Err(Refusal::DeviceChanged));
}

#[test]
fn announcement_should_be_refused_when_the_signature_does_not_match() {
	test(|| {
		devices(2);
		let index = run_to_challenge_of(0);
		let announcement = announcement(index, 0);
		let statement = CoverageStatement::Announce(announcement);
		let other = Announcement { tx_power_cdbm: 1_399, ..announcement };
		let reveal = CoverageStatement::Reveal(announcement.frame.0);
		for (signature, is_right) in [
			(sign(1, index, 0, &statement), false),
			(sign(0, index + 1, 0, &statement), false),
			(sign(0, index, 1, &statement), false),
			(sign(0, index, 0, &CoverageStatement::Announce(other)), false),
			(sign(0, index, 0, &reveal), false),
			(DeviceSignature::from_raw([0; 64]), false),
			(sign(0, index, 0, &statement), true),
		] {
			let call =
				Call::announce { window: index, beaconer: 0, ordinal: 0, announcement, signature };
			let expected = if is_right { Ok(()) } else { refused(Refusal::BadSignature) };
			assert_eq!(apply(call), expected);
		}
	});
}
