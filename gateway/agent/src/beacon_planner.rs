//! Chooses the parameters of beacons within the limits of region, chain, hardware and duty cycle.

use cairn_gateway_agent_core::beacon::{Beacon, BeaconPlanner};
use cairn_gateway_chain::registry::Region;
use cairn_gateway_radio::{
	airtime::AirtimeLedger,
	plan::{Plan, Setting},
	Eui,
};
use cairn_primitives::devices::Location;
use std::{
	sync::{Arc, Mutex},
	time::{Duration, Instant},
};

/// The number of the chain's table of LoRaWAN regions.
pub const LORAWAN: u16 = 1;

/// Chooses channels and power for this gateway's devices.
#[derive(Clone)]
pub struct Planner {
	/// The limits of the chain, and the recent transmissions. Every planned beacon counts as sent.
	state: Arc<Mutex<PlannerState>>,
	max_power_dbm: Option<i8>,
}

struct PlannerState {
	limits: Vec<Region>,
	sent: AirtimeLedger,
}

impl Planner {
	/// - `limits`: the power limits of the chain's regions.
	/// - `max_power_dbm`: the limit of the hardware, if any.
	pub fn new(limits: Vec<Region>, max_power_dbm: Option<i8>) -> Self {
		let state = PlannerState { limits, sent: AirtimeLedger::default() };
		Self { state: Arc::new(Mutex::new(state)), max_power_dbm }
	}

	/// Replaces the limits of the chain.
	pub fn set_limits(&self, limits: Vec<Region>) {
		if let Ok(mut state) = self.state.lock() {
			state.limits = limits;
		}
	}

	/// Returns the planner for the agent.
	pub fn for_agent(&self) -> BeaconPlanner {
		let planner = self.clone();
		Arc::new(move |radio, location, random| {
			let planned = planner.plan_beacon(radio, location, random, Instant::now());
			planned
				.map_err(|reason| tracing::warn!("radio {radio} cannot send its beacon: {reason}"))
				.ok()
		})
	}

	fn plan_beacon(
		&self,
		radio: Eui,
		location: &Location,
		random: u32,
		now: Instant,
	) -> Result<Beacon, String> {
		let region = location
			.region
			.ok_or("no radio region was asserted: assert the location again with a region")?;
		let plan = Plan::of(region).map_err(|error| error.to_string())?;
		let mut state = self
			.state
			.lock()
			.map_err(|_| "the record of transmissions is lost: restart the agent")?;
		let limit = state.limits.iter().find(|limit| limit.id == region);
		let max_eirp_cdbm = limit.map_or(i16::MAX, |limit| limit.max_eirp_cdbm);
		let left = plan.duty.map_or(Duration::MAX, |duty| state.sent.left(radio, duty, now));
		let setting = plan
			.beacon(location.gain_cdbi, max_eirp_cdbm, left, random.into())
			.map_err(|error| error.to_string())?;
		if let Some(duty) = plan.duty {
			state.sent.record(radio, duty, now, setting.airtime());
		}
		let Setting { frequency_hz, spreading_factor, power_dbm } = setting;
		let power_dbm = self.max_power_dbm.map_or(power_dbm, |most| most.min(power_dbm));
		Ok(Beacon { frequency_hz, spreading_factor, power_dbm })
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const RADIO: Eui = Eui([1; 8]);

	fn location(region: Option<u16>) -> Location {
		Location { cell: 1, elevation_m: 0, gain_cdbi: 300, region }
	}

	fn region(id: u16, max_eirp_cdbm: i16) -> Region {
		Region { id, name: String::new(), max_eirp_cdbm }
	}

	#[test]
	fn power_should_be_the_lowest_limit_when_a_beacon_is_planned() {
		let now = Instant::now();
		let power = |limits: Vec<Region>, most| {
			let planned = Planner::new(limits, most).plan_beacon(RADIO, &location(Some(1)), 0, now);
			planned.unwrap().power_dbm
		};
		// EU868 allows 16 dBm, of which 3 dB are antenna gain.
		assert_eq!(power(vec![], None), 13);
		assert_eq!(power(vec![region(1, 1_400), region(2, 0)], None), 11);
		assert_eq!(power(vec![region(1, 1_400)], Some(5)), 5);
		assert_eq!(power(vec![region(1, 1_400)], Some(20)), 11);
	}

	#[test]
	fn power_should_follow_the_chain_when_its_limits_change() {
		let planner = Planner::new(vec![region(1, 1_400)], None);
		let beacons = planner.for_agent();
		planner.set_limits(vec![region(1, 1_000)]);
		assert_eq!(beacons(RADIO, &location(Some(1)), 0).unwrap().power_dbm, 7);
	}

	#[test]
	fn beacons_should_become_faster_and_then_stop_when_the_duty_cycle_is_used_up() {
		let (planner, now) = (Planner::new(vec![], None), Instant::now());
		let factors: Vec<_> = std::iter::from_fn(|| {
			planner
				.plan_beacon(RADIO, &location(Some(1)), 0, now)
				.ok()
				.map(|one| one.spreading_factor)
		})
		.take(200)
		.collect();
		assert_eq!(factors.first(), Some(&12));
		assert!(factors.is_sorted_by(|before, after| before >= after), "{factors:?}");
		assert!(factors.len() < 200, "the duty cycle allows 36 seconds per hour");
		let error = planner.plan_beacon(RADIO, &location(Some(1)), 0, now).unwrap_err();
		assert!(error.contains("duty cycle"), "{error}");
		// Another radio has its own airtime, and an hour later the first has airtime again.
		assert!(planner.plan_beacon(Eui([2; 8]), &location(Some(1)), 0, now).is_ok());
		let later = now + Duration::from_secs(3_700);
		let again = planner.plan_beacon(RADIO, &location(Some(1)), 0, later).unwrap();
		assert_eq!(again.spreading_factor, 12);
	}

	#[test]
	fn beacon_should_not_be_sent_when_its_region_has_no_plan() {
		let planner = Planner::new(vec![], None);
		for (region, named) in [(None, "no radio region"), (Some(9), "region 9")] {
			let error =
				planner.plan_beacon(RADIO, &location(region), 0, Instant::now()).unwrap_err();
			assert!(error.contains(named), "{error}");
		}
		assert_eq!((planner.for_agent())(RADIO, &location(None), 0), None);
	}
}
