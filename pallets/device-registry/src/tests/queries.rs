use crate::{mock::*, *};
use cairn_primitives::devices::{
	CoverageStanding, DeviceDirectory, DeviceProfile, Mode, SuspensionReason,
};
use coverage_math::parent_cell;
use frame_support::assert_ok;

/// Collects all pages of a list.
fn pages<Item: Copy>(page: impl Fn(Option<Item>) -> Vec<Item>) -> Vec<Item> {
	let mut all = Vec::new();
	loop {
		let next = page(all.last().copied());
		assert!(next.len() <= QUERY_PAGE as usize);
		if next.is_empty() {
			return all;
		}
		all.extend(next);
	}
}

#[test]
fn device_info_should_be_complete_when_a_device_is_queried() {
	test(|| {
		let cell = cell(46.2, 6.1);
		let index = located_gateway(1, cell);
		assert_ok!(Registry::record_valid_proof(index));
		assert_ok!(Registry::set_payout_account(
			signed(owner()),
			fleet(&[index]),
			Some(stranger())
		));
		assert_ok!(Registry::offer(signed(owner()), fleet(&[index]), buyer()));
		let info = Registry::device(index).unwrap();
		assert_eq!((info.owner.clone(), info.payee), (owner(), stranger()));
		assert_eq!((info.reward_scale, info.bond, info.nonce), (FULL_SCALE, GATEWAY_BOND, 2));
		assert_eq!(info.interactive_until, Some(System::block_number() + INTERACTIVE_PERIOD));
		assert_eq!(info.offered_to, Some(buyer()));

		assert_ok!(Registry::accept_offer(signed(buyer()), fleet(&[index])));
		let (change, _) = Registry::device(index).unwrap().pending_change.unwrap();
		assert_eq!(change, Change::Transfer { to: buyer(), bond: GATEWAY_BOND });
		assert_ok!(Registry::suspend(
			signed(account(200)),
			fleet(&[index]),
			SuspensionReason::Stolen
		));
		let info = Registry::device(index).unwrap();
		assert_eq!(info.suspension.unwrap().reason, SuspensionReason::Stolen);
		assert_eq!(info.pending_change, None);
		assert_eq!(Registry::device(99), None);

		assert_eq!(
			Registry::profile(index),
			Some(DeviceProfile {
				key: device_key(1),
				owner: owner(),
				class: GATEWAY,
				mode: Mode::Covers,
				is_active: false,
				is_suspended: true,
				location: Some(location(cell)),
			})
		);
		assert_eq!(Registry::index_of(&device_key(1)), Some(index));
	});
}

#[test]
fn devices_of_an_owner_should_be_paginated_when_there_are_many() {
	test(|| {
		let mut devices: Vec<_> = (0..3 * QUERY_PAGE + 1).map(onboard_gateway).collect();
		let mut told = pages(|after| Registry::devices_of(owner(), after));
		devices.sort();
		told.sort();
		assert_eq!(told, devices);
		assert!(Registry::devices_of(buyer(), None).is_empty());
	});
}

#[test]
fn devices_in_a_cell_should_be_listed_when_the_cell_has_any_resolution() {
	test(|| {
		let (here, near, far) = (cell(46.2, 6.1), cell(46.2003, 6.1), cell(-33.9, 151.2));
		let mut all = Vec::new();
		for serial in 0..QUERY_PAGE + 10 {
			all.push((here, located_gateway(serial, here)));
		}
		let near_by = located_gateway(1_000, near);
		let far_off = located_gateway(1_001, far);
		let mut told = pages(|after| Registry::devices_in_cell(here, after));
		told.sort();
		assert_eq!(told, all);

		let coarse = (0..12)
			.rev()
			.filter_map(|resolution| parent_cell(here, resolution))
			.find(|cell| {
				parent_cell(near, coverage_math::cell_resolution(*cell).unwrap()) == Some(*cell)
			})
			.unwrap();
		let mut told = pages(|after| Registry::devices_in_cell(coarse, after));
		told.sort();
		all.push((near, near_by));
		all.sort();
		assert_eq!(told, all);

		assert_eq!(Registry::devices_in_cell(parent_cell(far, 0).unwrap(), None), [(far, far_off)]);
		assert!(Registry::devices_in_cell(cell(0.0, 0.0), None).is_empty());
		assert!(Registry::devices_in_cell(0, None).is_empty());
		let finer = coverage_math::cell_at(coverage_math::cell_centre(here).unwrap(), 13).unwrap();
		assert!(Registry::devices_in_cell(finer, None).is_empty());
	});
}

#[test]
fn makers_classes_and_regions_should_be_listed_when_queried() {
	test(|| {
		for _ in 0..2 * QUERY_PAGE {
			assert_ok!(Registry::admit_maker(
				RuntimeOrigin::root(),
				stranger(),
				name("x"),
				1,
				MakerKeys::default()
			));
		}
		let mut ids = Vec::new();
		loop {
			let page = Registry::makers(ids.last().copied());
			if page.is_empty() {
				break;
			}
			ids.extend(page.into_iter().map(|(id, _)| id));
		}
		assert_eq!(ids, (0..=2 * QUERY_PAGE).collect::<Vec<_>>());
		assert_eq!(Registry::classes(None).len(), 2);
		assert_eq!(Registry::regions(0).len(), 1);
		assert_eq!(Registry::regions(9).len(), 0);
		assert_eq!(Registry::reward_scale(99), None);
	});
}

#[test]
fn profile_should_show_the_suspension_when_the_device_is_suspended() {
	test(|| {
		let index = located_gateway(1, cell(46.2, 6.1));
		assert_ok!(Registry::suspend(
			signed(account(200)),
			fleet(&[index]),
			SuspensionReason::Stolen
		));
		let profile = Registry::profile(index).unwrap();
		assert_eq!((profile.is_active, profile.is_suspended), (false, true));
	});
}

#[test]
fn transmission_should_be_allowed_within_the_region_when_the_class_has_regions() {
	test(|| {
		let may = |frequency_hz, eirp_cdbm| {
			Registry::may_transmit(GATEWAY, Some(EUROPE), frequency_hz, eirp_cdbm)
		};
		assert!(may(863_000_000, 1_600) && may(870_000_000, -100));
		assert!(!may(862_999_999, 1_600) && !may(870_000_001, 1_600));
		assert!(!may(868_100_000, 1_601));
		assert!(!Registry::may_transmit(GATEWAY, None, 868_100_000, 0));
		assert!(!Registry::may_transmit(GATEWAY, Some(EUROPE + 1), 868_100_000, 0));
		assert!(!Registry::may_transmit(9_999, Some(EUROPE), 868_100_000, 0), "no such class");
		// The frequencies of a class without regions are not limited.
		assert!(Registry::may_transmit(STATION, None, 1, i32::MAX));
	});
}
