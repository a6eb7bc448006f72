//! How beacons are sent: what the region allows, the chain allows, the hardware can, and the duty
//! cycle leaves.

use cairn_gateway_agent_core::settings::{self, Beacon};
use cairn_gateway_chain::registry::Region;
use cairn_gateway_radio::{
	airtime::Ledger,
	plan::{Plan, Setting},
	Eui,
};
use cairn_primitives::devices::Location;
use std::{
	sync::{Arc, Mutex},
	time::{Duration, Instant},
};

/// The chain's table of LoRaWAN regions.
pub const LORAWAN: u16 = 1;

/// The channels of this gateway's devices.
#[derive(Clone)]
pub struct Channels {
	/// What the chain allows, and what was planned of late, and so counts as sent.
	known: Arc<Mutex<Known>>,
	max_power_dbm: Option<i8>,
}

struct Known {
	limits: Vec<Region>,
	sent: Ledger,
}

impl Channels {
	/// - `limits`: what the chain allows.
	/// - `max_power_dbm`: what the hardware can, if that is less.
	pub fn new(limits: Vec<Region>, max_power_dbm: Option<i8>) -> Self {
		let known = Known { limits, sent: Ledger::default() };
		Self { known: Arc::new(Mutex::new(known)), max_power_dbm }
	}

	/// The chain allows something else from now on.
	pub fn allow(&self, limits: Vec<Region>) {
		if let Ok(mut known) = self.known.lock() {
			known.limits = limits;
		}
	}

	/// As the agent asks for it.
	pub fn plan(&self) -> settings::Plan {
		let channels = self.clone();
		Arc::new(move |radio, location, random| {
			let planned = channels.beacon(radio, location, random, Instant::now());
			planned.map_err(|why| tracing::warn!("{radio} cannot send its beacon: {why}")).ok()
		})
	}

	fn beacon(
		&self,
		radio: Eui,
		location: &Location,
		random: u32,
		now: Instant,
	) -> Result<Beacon, String> {
		let region = location.region.ok_or("no radio region was asserted")?;
		let plan = Plan::of(region).map_err(|error| error.to_string())?;
		let mut known = self.known.lock().map_err(|_| "what was sent is not known any more")?;
		let limit = known.limits.iter().find(|limit| limit.id == region);
		let max_eirp_cdbm = limit.map_or(i16::MAX, |limit| limit.max_eirp_cdbm);
		let left = plan.duty.map_or(Duration::MAX, |duty| known.sent.left(radio, duty, now));
		let setting = plan
			.beacon(location.gain_cdbi, max_eirp_cdbm, left, random.into())
			.map_err(|error| error.to_string())?;
		if let Some(duty) = plan.duty {
			known.sent.book(radio, duty, now, setting.airtime());
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

	fn place(region: Option<u16>) -> Location {
		Location { cell: 1, elevation_m: 0, gain_cdbi: 300, region }
	}

	fn region(id: u16, max_eirp_cdbm: i16) -> Region {
		Region { id, name: String::new(), max_eirp_cdbm }
	}

	#[test]
	fn power_should_be_the_least_of_all_limits_when_a_beacon_is_planned() {
		let now = Instant::now();
		let power = |limits: Vec<Region>, most| {
			let planned = Channels::new(limits, most).beacon(RADIO, &place(Some(1)), 0, now);
			planned.unwrap().power_dbm
		};
		// EU868 allows 16 dBm, of which the antenna makes 3.
		assert_eq!(power(vec![], None), 13);
		assert_eq!(power(vec![region(1, 1_400), region(2, 0)], None), 11);
		assert_eq!(power(vec![region(1, 1_400)], Some(5)), 5);
		assert_eq!(power(vec![region(1, 1_400)], Some(20)), 11);
	}

	#[test]
	fn power_should_follow_the_chain_when_it_allows_something_else() {
		let channels = Channels::new(vec![region(1, 1_400)], None);
		let plan = channels.plan();
		channels.allow(vec![region(1, 1_000)]);
		assert_eq!(plan(RADIO, &place(Some(1)), 0).unwrap().power_dbm, 7);
	}

	#[test]
	fn beacons_should_get_faster_and_then_end_when_the_duty_cycle_is_used_up() {
		let (channels, now) = (Channels::new(vec![], None), Instant::now());
		let factors: Vec<_> = std::iter::from_fn(|| {
			channels.beacon(RADIO, &place(Some(1)), 0, now).ok().map(|one| one.spreading_factor)
		})
		.take(200)
		.collect();
		assert_eq!(factors.first(), Some(&12));
		assert!(factors.is_sorted_by(|before, after| before >= after), "{factors:?}");
		assert!(factors.len() < 200, "an hour has 36 seconds on air");
		let told = channels.beacon(RADIO, &place(Some(1)), 0, now).unwrap_err();
		assert!(told.contains("duty cycle"), "{told}");
		// Another radio beside it, and an hour later, there is time.
		assert!(channels.beacon(Eui([2; 8]), &place(Some(1)), 0, now).is_ok());
		let later = now + Duration::from_secs(3_700);
		let again = channels.beacon(RADIO, &place(Some(1)), 0, later).unwrap();
		assert_eq!(again.spreading_factor, 12);
	}

	#[test]
	fn beacon_should_not_be_sent_when_its_region_has_no_plan() {
		let channels = Channels::new(vec![], None);
		for (region, named) in [(None, "no radio region"), (Some(9), "region 9")] {
			let told = channels.beacon(RADIO, &place(region), 0, Instant::now()).unwrap_err();
			assert!(told.contains(named), "{told}");
		}
		assert_eq!((channels.plan())(RADIO, &place(None), 0), None);
	}
}
