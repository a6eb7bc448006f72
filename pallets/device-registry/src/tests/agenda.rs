use crate::{mock::*, *};
use cairn_primitives::devices::CoverageStanding;
use frame_support::{
	assert_noop, assert_ok,
	traits::Hooks,
	weights::{Weight, WeightMeter},
	BoundedVec,
};

/// Retires this number of devices at once, so that as many tasks fall due in one bucket.
fn retire(devices: u32) -> Vec<DeviceIndex> {
	let devices: Vec<_> = (0..devices).map(onboard_gateway).collect();
	for some in devices.chunks(100) {
		assert_ok!(Registry::retire(signed(owner()), fleet(some)));
	}
	devices
}

fn left(devices: &[DeviceIndex]) -> usize {
	devices.iter().filter(|index| Devices::<Test>::contains_key(index)).count()
}

/// Runs to a block without idle time.
fn busy_to(block: u32) {
	System::set_block_number(block);
	Registry::on_idle(block, Weight::zero());
}

#[test]
fn tasks_should_be_spread_over_blocks_when_many_fall_due_at_once() {
	test(|| {
		let devices = retire(3 * AGENDA_PAGE);
		let due = (System::block_number() + UNBONDING_PERIOD).div_ceil(BUCKET) * BUCKET;
		// No task is due before, so the agenda has caught up.
		run_to(due - 1);
		assert_eq!(left(&devices), devices.len());
		let mut before = devices.len();
		while before > 0 {
			run(1);
			let now = left(&devices);
			assert!(before - now <= TasksPerBlock::get() as usize);
			assert!(now < before);
			before = now;
		}
		assert!(System::block_number() >= due + 3);
	});
}

#[test]
fn tasks_should_wait_when_blocks_are_full() {
	test(|| {
		let devices = retire(10);
		busy_to(10_000);
		assert_eq!(left(&devices), 10);
		// The block has idle time for a page and two tasks.
		let task = <() as WeightInfo>::look_at_task()
			+ <() as WeightInfo>::settle_bond()
			+ Tokens::weight();
		let weight = <() as WeightInfo>::turn_page() + task * 2;
		AgendaPosition::<Test>::put(AgendaCursor {
			bucket: (1 + UNBONDING_PERIOD).div_ceil(BUCKET),
			page: 0,
		});
		assert_eq!(Registry::on_idle(10_000, weight), weight);
		assert_eq!(left(&devices), 8);
	});
}

#[test]
fn anyone_should_service_the_agenda_for_free_when_a_task_is_due() {
	test(|| {
		let devices = retire(10);
		run(BUCKET);
		assert_noop!(Registry::service_agenda(signed(stranger()), 100), Error::<Test>::NothingDue);
		busy_to(10_000);
		let done = Registry::service_agenda(signed(stranger()), 1_000).unwrap();
		assert_eq!(done.pays_fee, frame_support::dispatch::Pays::No);
		assert!(done.actual_weight.unwrap().all_lte(Pallet::<Test>::weight_of_servicing(1_000)));
		assert_eq!(left(&devices), 0);
	});
}

#[test]
fn service_agenda_should_advance_when_only_empty_buckets_are_due() {
	test(|| {
		busy_to(10_000);
		let before = AgendaPosition::<Test>::get().bucket;
		assert_ok!(Registry::service_agenda(signed(stranger()), 1));
		assert_eq!(AgendaPosition::<Test>::get().bucket, before + 1);
		assert_ok!(Registry::service_agenda(signed(stranger()), 2_000));
		assert_noop!(Registry::service_agenda(signed(stranger()), 1), Error::<Test>::NothingDue);
	});
}

#[test]
fn service_agenda_should_execute_one_task_when_the_limit_is_one() {
	test(|| {
		let devices = retire(3);
		busy_to(10_000);
		AgendaPosition::<Test>::put(AgendaCursor {
			bucket: (1 + UNBONDING_PERIOD).div_ceil(BUCKET),
			page: 0,
		});
		assert_ok!(Registry::service_agenda(signed(stranger()), 1));
		assert_eq!(left(&devices), 2);
	});
}

#[test]
fn agenda_should_be_empty_when_all_tasks_are_executed() {
	test(|| {
		retire(AGENDA_PAGE + 1);
		run(UNBONDING_PERIOD + 2 * BUCKET);
		assert_eq!(Agenda::<Test>::iter().count(), 0);
		assert_eq!(AgendaPages::<Test>::iter().count(), 0);
	});
}

#[test]
fn task_should_be_executed_when_it_is_filed_in_a_bucket_that_is_being_serviced() {
	test(|| {
		// The agenda is a hundred blocks behind.
		let devices = retire(AGENDA_PAGE);
		busy_to(UNBONDING_PERIOD + 100);
		AgendaPosition::<Test>::put(AgendaCursor {
			bucket: (1 + UNBONDING_PERIOD).div_ceil(BUCKET),
			page: 0,
		});
		assert!(Registry::service_agenda_up_to(AGENDA_PAGE, &mut WeightMeter::new()));
		assert_eq!(left(&devices), 0);
		// The position is behind the bucket's only page.
		let at = AgendaPosition::<Test>::get();
		assert_eq!(at.page, 1);
		let late = onboard_gateway(AGENDA_PAGE + 1);
		assert_ok!(Registry::schedule(late, Task::ReleaseBond, 1));
		assert!(Registry::service_agenda_up_to(10, &mut WeightMeter::new()));
	});
}

#[test]
fn device_should_lapse_once_when_it_has_proved_itself_several_times() {
	test(|| {
		let index = located_gateway(1, cell(46.2, 6.1));
		for _ in 0..5 {
			assert_ok!(Registry::record_valid_proof(index));
			run(INTERACTIVE_PERIOD / 2);
		}
		let until = device(index).interactive.unwrap().until;
		events();
		run_to(until - 1);
		assert_eq!(events(), []);
		assert_eq!(Agenda::<Test>::iter().count(), 1);
		run(1 + BUCKET);
		assert_eq!(events(), [Event::DeviceLapsed { device: index }]);
		assert_eq!(Agenda::<Test>::iter().count(), 0);
	});
}

#[test]
fn old_task_should_do_nothing_when_the_device_has_been_reactivated_since() {
	test(|| {
		let index = located_gateway(1, cell(46.2, 6.1));
		assert_ok!(Registry::record_valid_proof(index));
		// Each interactive period that ends early leaves a task behind.
		for _ in 0..4 {
			assert_ok!(Registry::deactivate(signed(owner()), fleet(&[index])));
			run(SETTLEMENT_DELAY + BUCKET);
			assert_ok!(Registry::reactivate(signed(owner()), fleet(&[index])));
			assert_ok!(Registry::record_valid_proof(index));
		}
		let until = device(index).interactive.unwrap().until;
		run_to(until - 1);
		assert!(device(index).interactive.is_some());
		// The tasks left behind were executed and not filed again.
		assert_eq!(Agenda::<Test>::iter_values().flatten().count(), 1);
		run(1 + BUCKET);
		assert!(device(index).interactive.is_none());
	});
}

#[test]
fn task_should_be_refused_when_its_bucket_has_no_page_left() {
	test(|| {
		let index = located_gateway(1, cell(46.2, 6.1));
		let bucket = (System::block_number() + INTERACTIVE_PERIOD).div_ceil(BUCKET);
		let full = BoundedVec::truncate_from(vec![(index, Task::CheckLapse); AGENDA_PAGE as usize]);
		AgendaPages::<Test>::insert(bucket, u32::MAX);
		Agenda::<Test>::insert(bucket, u32::MAX - 1, full);
		assert_noop!(Registry::record_valid_proof(index), Error::<Test>::AgendaFull);
	});
}
