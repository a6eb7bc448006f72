use crate::{mock::*, *};
use cairn_primitives::devices::CoverageStanding;
use frame_support::{dispatch::DispatchClass, traits::Authorize};
use sp_runtime::{transaction_validity::InvalidTransaction, Perbill};

/// Leaves this much of the allowance of the block.
fn leave(weight: Weight) {
	FeelessWeightUsed::<Test>::put(Coverage::allowance() - weight);
}

const LITTLE: Weight = Weight::from_parts(1, 0);

#[test]
fn allowance_should_be_three_fifths_of_the_normal_weight_when_computed() {
	test(|| {
		let normal = BlockWeights::get().get(DispatchClass::Normal).max_total.unwrap();
		let share = Perbill::from_percent(60);
		let expected = Weight::from_parts(
			share.mul_floor(normal.ref_time()),
			share.mul_floor(normal.proof_size()),
		);
		assert_eq!(Coverage::allowance(), expected);
	});
}

#[test]
fn calls_should_wait_for_the_next_block_when_the_allowance_is_used_up() {
	test(|| {
		devices(4);
		let index = run_to_challenge_of_all();
		announce(index, 0);
		let next = run_to_next_window();
		announce(next, 1);
		let calls = [
			(announce_call(next, 2, 0, announcement(next, 2)), Coverage::weight_of_announce()),
			(report_call(next, 3, 0, vec![reception(next, 1, 3)]), Coverage::weight_of_report(1)),
			(reveal_call(index, 0, 0, secret(0)), Coverage::weight_of_reveal()),
		];
		for (call, weight) in &calls {
			leave(*weight - LITTLE);
			let exhausted = InvalidTransaction::ExhaustsResources.into();
			assert_eq!(apply(call.clone()), Err(exhausted));
			leave(*weight);
			assert!(authorize(call.clone()).is_ok());
		}
		leave(Weight::zero());
		next_block();
		for (call, _) in calls {
			assert_eq!(apply(call), Ok(()));
		}
	});
}

#[test]
fn allowance_should_decrease_by_the_weight_of_a_call_when_it_is_dispatched() {
	use frame_support::dispatch::GetDispatchInfo;
	test(|| {
		devices(4);
		let base = BlockWeights::get().get(DispatchClass::Normal).base_extrinsic;
		let spent_by = |call: Call<Test>| {
			let before = FeelessWeightUsed::<Test>::get();
			let runtime_call = RuntimeCall::from(call.clone());
			let declared = runtime_call.get_dispatch_info().call_weight
				+ runtime_call.weight_of_authorize()
				+ base;
			assert_eq!(apply(call), Ok(()));
			(FeelessWeightUsed::<Test>::get() - before, declared)
		};
		let index = run_to_challenge_of_all();
		let (spent, declared) = spent_by(announce_call(index, 0, 0, announcement(index, 0)));
		assert_eq!(spent, declared);
		announce(index, 1);
		let receptions = vec![reception(index, 0, 2), reception(index, 1, 2)];
		let (spent, declared) = spent_by(report_call(index, 2, 0, receptions));
		assert_eq!(spent, declared);
		run_to_reveals_of(index);
		let (spent, declared) = spent_by(reveal_call(index, 0, 0, secret(0)));
		let joining = <Test as Config>::Standing::weight_of_joining();
		let settled = <() as WeightInfo>::reveal(1, 0) + joining * 2;
		assert_eq!(spent, settled + <() as WeightInfo>::authorize_reveal() + base);
		assert!(spent.ref_time() < declared.ref_time());
	});
}

#[test]
fn allowance_should_not_decrease_when_a_call_is_only_authorised_or_fails() {
	test(|| {
		devices(2);
		let index = run_to_challenge_of(0);
		let call = announce_call(index, 0, 0, announcement(index, 0));
		assert!(authorize(call.clone()).is_ok());
		assert_eq!(FeelessWeightUsed::<Test>::get(), Weight::zero());
		announce(index, 0);
		let spent = FeelessWeightUsed::<Test>::get();
		assert!(dispatch(call).is_err());
		assert_eq!(FeelessWeightUsed::<Test>::get(), spent);
	});
}

#[test]
fn block_should_include_the_calls_that_fit_when_devices_send_more() {
	test(|| {
		devices(31);
		let index = run_to_challenge_of_all();
		leave(Coverage::weight_of_announce() * 10 + LITTLE);
		let taken = (0..30)
			.filter(|device| {
				apply(announce_call(index, *device, 0, announcement(index, *device))).is_ok()
			})
			.count();
		assert_eq!(taken, 10);
		next_block();
		(10..30).for_each(|device| announce(index, device));
	});
}
