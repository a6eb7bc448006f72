use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError::BadOrigin;

#[test]
fn refusal_codes_should_match_the_documentation_when_counted() {
	use Refusal::*;
	let all = [
		(1, WindowUnknown),
		(2, AnnouncedTooLate),
		(3, ReportedTooLate),
		(4, RevealedTooEarly),
		(5, RevealedTooLate),
		(6, OrdinalTooHigh),
		(7, OrdinalUsed),
		(8, NotChallenged),
		(9, AlreadyAnnounced),
		(10, NotAnnounced),
		(11, TooManyOpenProofs),
		(12, SpreadingFactorUnknown),
		(13, TransmissionNotAllowed),
		(14, DeviceUnknown),
		(15, DeviceInactive),
		(16, DeviceSuspended),
		(17, DeviceDoesNotCover),
		(18, DeviceNotLocated),
		(19, DeviceChanged),
		(20, NothingReported),
		(21, OwnBeacon),
		(22, AlreadyReported),
		(23, Outranked),
		(24, WrongSecret),
		(25, BadSignature),
	];
	for (code, refusal) in all {
		assert_eq!(refusal.code(), code);
	}
}

/// The dispatch checks a call again, although authorisation has refused it.
#[test]
fn call_should_fail_when_it_is_dispatched_although_it_does_not_count() {
	test(|| {
		devices(2);
		let index = run_to_challenge_of(0);
		let refused = |refusal| Error::<Test>::Refused(refusal);
		let announcement_call = announce_call(index, 0, 0, announcement(index, 0));
		let report_call = report_call(index, 1, 0, vec![reception(index, 0, 1)]);
		let reveal_call = reveal_call(index, 0, 0, secret(0));
		assert_noop!(dispatch(report_call.clone()), refused(Refusal::NotAnnounced));
		assert_noop!(dispatch(reveal_call.clone()), refused(Refusal::RevealedTooEarly));
		assert_ok!(dispatch(announcement_call.clone()));
		assert_noop!(dispatch(announcement_call.clone()), refused(Refusal::AlreadyAnnounced));
		assert_ok!(dispatch(report_call.clone()));
		assert_noop!(dispatch(report_call), refused(Refusal::OrdinalUsed));
		run_to_reveals_of(index);
		assert_noop!(dispatch(announcement_call), refused(Refusal::AnnouncedTooLate));
		assert_ok!(dispatch(reveal_call.clone()));
		assert_noop!(dispatch(reveal_call), refused(Refusal::NotAnnounced));
	});
}

#[test]
fn device_calls_should_fail_when_an_account_signs_them() {
	test(|| {
		devices(2);
		let index = run_to_challenge_of(0);
		let announcement = announcement(index, 0);
		let signature = DeviceSignature::from_raw([0; 64]);
		let receptions: Receptions = vec![reception(index, 0, 1)].try_into().unwrap();
		for origin in [RuntimeOrigin::signed(1_000), RuntimeOrigin::none(), RuntimeOrigin::root()] {
			let from = || origin.clone();
			assert_noop!(
				Coverage::announce(from(), index, 0, 0, announcement, signature),
				BadOrigin
			);
			let reported = Coverage::report(from(), index, 1, 0, receptions.clone(), signature);
			assert_noop!(reported, BadOrigin);
			assert_noop!(Coverage::reveal(from(), index, 0, 0, secret(0), signature), BadOrigin);
		}
	});
}

#[test]
fn account_calls_should_fail_when_no_account_signs_them() {
	test(|| {
		run_until_closed(0);
		let authorized = || frame_system::RawOrigin::Authorized.into();
		for origin in [RuntimeOrigin::none(), authorized(), RuntimeOrigin::root()] {
			let relayed = Coverage::relay(origin.clone(), Default::default());
			assert_eq!(relayed.map_err(|it| it.error), Err(BadOrigin));
			assert_eq!(Coverage::close_windows(origin, 1).map_err(|it| it.error), Err(BadOrigin));
		}
		for origin in [RuntimeOrigin::none(), authorized(), RuntimeOrigin::signed(1)] {
			assert_noop!(Coverage::set_parameters(origin, parameters()), BadOrigin);
		}
	});
}

#[test]
fn reveal_should_be_refused_when_it_would_not_settle_the_proof() {
	test(|| {
		devices(3);
		let index = run_to_challenge_of_all();
		announce(index, 0);
		announce(index, 1);
		let call = |ordinal| reveal_call(index, 0, ordinal, secret(0));
		assert_eq!(apply(call(0)), refused(Refusal::RevealedTooEarly));
		run_to_reveals_of(index);
		assert_eq!(apply(call(16)), refused(Refusal::OrdinalTooHigh));
		let unknown = reveal_call(index + 9, 0, 0, secret(0));
		assert_eq!(apply(unknown), refused(Refusal::WindowUnknown));
		let silent = reveal_call(index, 2, 0, secret(2));
		assert_eq!(apply(silent), refused(Refusal::NotAnnounced));
		let wrong = reveal_call(index, 0, 0, secret(1));
		assert_eq!(apply(wrong), refused(Refusal::WrongSecret));
		let Call::reveal { signature: others, .. } = reveal_call(index, 1, 0, secret(0)) else {
			panic!("only device calls are refused")
		};
		let forged = Call::reveal {
			window: index,
			beaconer: 0,
			ordinal: 0,
			secret: secret(0),
			signature: others,
		};
		assert_eq!(apply(forged), refused(Refusal::BadSignature));
		Registry::remove(1);
		assert_eq!(apply(reveal_call(index, 1, 0, secret(1))), refused(Refusal::DeviceUnknown));
		device(1);
		assert_eq!(apply(call(0)), Ok(()));
		assert_eq!(apply(call(1)), refused(Refusal::NotAnnounced), "the proof is settled");
		run_to(window(index).reveal_by + 1);
		assert_eq!(apply(reveal_call(index, 1, 0, secret(1))), refused(Refusal::RevealedTooLate));
	});
}
