//! Tests of channel plans, airtime and the airtime ledger.

// A test that panics fails, as intended.
#![allow(
	clippy::arithmetic_side_effects,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

use cairn_gateway_radio::{
	airtime::{airtime, AirtimeLedger, DutyCycle},
	plan::{Plan, PlanError},
	Eui,
};
use cairn_primitives::coverage::FRAME_LEN;
use proptest::prelude::*;
use std::{
	collections::BTreeSet,
	time::{Duration, Instant},
};

const EUI: Eui = Eui([1; 8]);

/// The chain's limits of EU868 and US915: the band and the maximum radiated power.
const CHAIN: [(u16, u32, u32, i16); 2] =
	[(1, 863_000_000, 870_000_000, 1_600), (2, 902_000_000, 928_000_000, 3_000)];

/// The expected values come from Semtech's calculator: 8 preamble symbols, explicit header,
/// checksum and coding rate 4/5.
#[test]
fn airtime_should_match_the_calculator_when_the_packet_is_known() {
	for (factor, bytes, micros) in [
		(7, 10, 41_216),
		(8, 10, 72_192),
		(9, 10, 144_384),
		(10, 10, 288_768),
		(11, 10, 577_536),
		(12, 10, 991_232),
		(7, 255, 399_616),
		(9, 41, 287_744),
		(12, 41, 2_138_112),
		(12, 0, 663_552),
	] {
		assert_eq!(airtime(factor, bytes), Duration::from_micros(micros), "SF{factor}, {bytes}");
	}
}

#[test]
fn plan_should_be_rejected_when_the_region_is_not_supported() {
	for region in (0..=100).filter(|region| !(1..=2).contains(region)) {
		assert_eq!(Plan::of(region), Err(PlanError::NotSupported(region)));
	}
	assert!(PlanError::NotSupported(5).to_string().contains("region 5 is not supported yet"));
}

#[test]
fn beacon_should_fit_the_limits_when_it_uses_the_slowest_planned_rate() {
	let factors = |region| Plan::of(region).unwrap().beacon_factors().collect::<Vec<_>>();
	assert_eq!(factors(1), [12, 11, 10, 9, 8, 7]);
	// In US915, SF10 carries only 11 bytes, and a beacon would take 535 ms instead of at most 400
	// ms.
	assert_eq!(factors(2), [9, 8, 7]);
	for region in [1, 2] {
		let plan = Plan::of(region).unwrap();
		for factor in plan.beacon_factors() {
			let rate = plan.rates.iter().find(|rate| rate.spreading_factor == factor).unwrap();
			assert!(rate.max_payload >= FRAME_LEN);
			assert!(plan.max_airtime.is_none_or(|most| airtime(factor, FRAME_LEN) <= most));
		}
	}
}

#[test]
fn channels_should_all_be_used_when_entropy_varies() {
	for region in [1, 2] {
		let plan = Plan::of(region).unwrap();
		let chosen: BTreeSet<u32> = (0..16)
			.map(|entropy| plan.beacon(300, 3_000, Duration::MAX, entropy).unwrap().frequency_hz)
			.collect();
		assert_eq!(chosen, plan.channels_hz.iter().copied().collect());
	}
	assert_eq!(Plan::of(1).unwrap().channels_hz, [868_100_000, 868_300_000, 868_500_000]);
	assert_eq!(Plan::of(2).unwrap().channels_hz.first(), Some(&903_900_000));
	assert_eq!(Plan::of(2).unwrap().channels_hz.last(), Some(&905_300_000));
}

#[test]
fn power_should_be_reduced_by_the_gain_when_the_antenna_has_gain() {
	let power = |region, gain_cdbi, limit| {
		let plan = Plan::of(region).unwrap();
		plan.beacon(gain_cdbi, limit, Duration::MAX, 0).map(|setting| setting.power_dbm)
	};
	assert_eq!(power(1, 300, 1_600), Ok(13));
	assert_eq!(power(1, 301, 1_600), Ok(12));
	assert_eq!(power(1, -200, 1_600), Ok(18));
	assert_eq!(power(1, 1_600, 1_600), Ok(0));
	assert_eq!(power(1, 1_601, 1_600), Err(PlanError::TooMuchGain(1_601)));
	// The lower of the limits of governance and region applies.
	assert_eq!(power(1, 300, 3_000), Ok(13));
	assert_eq!(power(1, 300, 1_400), Ok(11));
	// US915 with only eight channels allows at most 21 dBm.
	assert_eq!(power(2, 300, 3_000), Ok(21));
	assert_eq!(power(2, 1_200, 3_000), Ok(18));
	assert_eq!(power(1, i16::MAX, i16::MIN), Err(PlanError::TooMuchGain(i16::MAX)));
	assert_eq!(power(1, i16::MIN, i16::MAX), Ok(27));
}

#[test]
fn beacon_should_be_faster_when_little_airtime_is_left() {
	let plan = Plan::of(1).unwrap();
	let factor = |left| plan.beacon(0, 1_600, left, 0).map(|setting| setting.spreading_factor);
	assert_eq!(factor(airtime(12, FRAME_LEN)), Ok(12));
	assert_eq!(factor(airtime(12, FRAME_LEN) - Duration::from_nanos(1)), Ok(11));
	assert_eq!(factor(airtime(7, FRAME_LEN)), Ok(7));
	assert_eq!(factor(airtime(7, FRAME_LEN) - Duration::from_nanos(1)), Err(PlanError::NoAirtime));
}

proptest! {
	#[test]
	fn chain_should_allow_the_beacon_when_it_is_sent_as_planned(
		gain_cdbi: i16,
		entropy: u64,
		millis in 0u64..40_000,
	) {
		for (region, lowest_hz, highest_hz, max_eirp_cdbm) in CHAIN {
			let plan = Plan::of(region).unwrap();
			let left = Duration::from_millis(millis);
			let Ok(setting) = plan.beacon(gain_cdbi, max_eirp_cdbm, left, entropy) else { continue };
			prop_assert!((lowest_hz..=highest_hz).contains(&setting.frequency_hz));
			let radiated = i32::from(setting.power_dbm) * 100 + i32::from(gain_cdbi);
			prop_assert!(radiated <= max_eirp_cdbm.into());
			prop_assert!(setting.power_dbm >= 0);
			prop_assert!(setting.airtime() <= left);
			prop_assert_eq!(plan.beacon(gain_cdbi, max_eirp_cdbm, left, entropy), Ok(setting));
		}
	}
}

const DUTY: DutyCycle =
	DutyCycle { on_air: Duration::from_secs(36), within: Duration::from_secs(3_600) };

#[test]
fn ledger_should_return_the_next_start_when_the_duty_cycle_is_used_up() {
	let (start, packet) = (Instant::now(), Duration::from_secs(10));
	let after = |seconds| start + Duration::from_secs(seconds);
	let mut ledger = AirtimeLedger::default();
	for begins in [0, 100, 200] {
		assert_eq!(ledger.earliest_start(EUI, DUTY, after(begins), packet), Some(after(begins)));
		ledger.record(EUI, DUTY, after(begins), packet);
	}
	assert_eq!(ledger.left(EUI, DUTY, after(300)), Duration::from_secs(6));
	assert_eq!(
		ledger.earliest_start(EUI, DUTY, after(300), Duration::from_secs(6)),
		Some(after(300))
	);
	// One hour after the end of the first packet, and of the second.
	assert_eq!(ledger.earliest_start(EUI, DUTY, after(300), packet), Some(after(3_610)));
	assert_eq!(ledger.earliest_start(EUI, DUTY, after(300), 2 * packet), Some(after(3_710)));
	assert_eq!(ledger.earliest_start(EUI, DUTY, after(300), 4 * packet), None);
	// Each forwarder has its own airtime.
	assert_eq!(ledger.left(Eui([2; 8]), DUTY, after(300)), Duration::from_secs(36));
}

proptest! {
	#[test]
	fn airtime_should_respect_the_duty_cycle_when_the_ledger_schedules_packets(
		packets in proptest::collection::vec((0u64..2_000, 100u64..3_000), 1..80),
	) {
		let start = Instant::now();
		let mut ledger = AirtimeLedger::default();
		let mut sent: Vec<(Instant, Duration)> = Vec::new();
		let mut now = start;
		for (pause_s, millis) in packets {
			let length = Duration::from_millis(millis);
			now = ledger.earliest_start(EUI, DUTY, now + Duration::from_secs(pause_s), length).unwrap();
			ledger.record(EUI, DUTY, now, length);
			sent.push((now, length));
			now += length;
			// The airtime in the hour that ends now, including parts of packets.
			let hour_ago = now - DUTY.within;
			let on_air: Duration = sent
				.iter()
				.map(|(begins, length)| (*begins + *length).saturating_duration_since(hour_ago).min(*length))
				.sum();
			prop_assert!(on_air <= DUTY.on_air, "{:?}", on_air);
		}
	}
}
