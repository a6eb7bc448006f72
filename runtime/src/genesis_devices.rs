//! The device classes and the radio regions with which every network starts. Governance can add more.

use alloc::{vec, vec::Vec};
use cairn_primitives::{
	currency::{CRN, MILLI_CRN},
	devices::{ClassId, Mode, RegionId, RegionTableId},
	Balance,
};
use pallet_device_registry::{Class, Name, Region, Regions};

/// The regions of LoRaWAN.
pub const LORAWAN: RegionTableId = 1;
/// The bands that small cells share without the licence of an operator.
pub const SHARED_CELLULAR: RegionTableId = 2;

/// LoRa gateways, the class that proof of coverage challenges first.
pub const LORA_GATEWAY: ClassId = 1;

fn name(text: &str) -> Name {
	Name::truncate_from(text.as_bytes().to_vec())
}

fn region(
	id: RegionId,
	called: &str,
	(lowest_khz, highest_khz): (u64, u64),
	max_eirp_cdbm: i16,
) -> Region {
	Region {
		id,
		name: name(called),
		lowest_hz: lowest_khz.saturating_mul(1_000),
		highest_hz: highest_khz.saturating_mul(1_000),
		max_eirp_cdbm,
	}
}

/// Returns the tables of regions.
///
/// The bands and maximum powers of LoRaWAN are those of RP002-1.0.4, *LoRaWAN Regional Parameters*;
/// CBRS is 47 CFR 96 (category A: 30 dBm in 10 MHz).
pub fn region_tables() -> Vec<(RegionTableId, Regions)> {
	let lorawan = vec![
		region(1, "EU868", (863_000, 870_000), 1_600),
		region(2, "US915", (902_000, 928_000), 3_000),
		region(3, "CN779", (779_500, 786_500), 1_215),
		region(4, "EU433", (433_050, 434_790), 1_215),
		region(5, "AU915", (915_000, 928_000), 3_000),
		region(6, "CN470", (470_000, 510_000), 1_915),
		region(7, "AS923-1", (915_000, 928_000), 1_600),
		region(8, "AS923-2", (920_000, 923_000), 1_600),
		region(9, "AS923-3", (915_000, 921_000), 1_600),
		region(10, "AS923-4", (917_000, 920_000), 1_600),
		region(11, "KR920", (920_900, 923_300), 1_400),
		region(12, "IN865", (865_000, 867_000), 3_000),
		region(13, "RU864", (864_000, 870_000), 1_600),
	];
	let cellular = vec![region(1, "CBRS", (3_550_000, 3_700_000), 3_000)];
	vec![
		(LORAWAN, Regions::truncate_from(lorawan)),
		(SHARED_CELLULAR, Regions::truncate_from(cellular)),
	]
}

/// Returns the classes. A bond is a small part of the price of a device. Fees are low; the frequency
/// of location assertions is limited in time rather than by price (HIP-69).
pub fn classes() -> Vec<(ClassId, Class<Balance>)> {
	use Mode::{Covers, Serves};
	[
		(LORA_GATEWAY, "LoRa gateway", Covers, Some(LORAWAN), 20 * CRN),
		(2, "small cell", Covers, Some(SHARED_CELLULAR), 100 * CRN),
		(3, "GNSS reference station", Serves, None, 20 * CRN),
		(4, "weather station", Serves, None, 10 * CRN),
		(5, "energy meter", Serves, None, 5 * CRN),
		(6, "charger", Serves, None, 50 * CRN),
		(7, "vehicle", Serves, None, 20 * CRN),
		(8, "compute or storage server", Serves, None, 100 * CRN),
	]
	.into_iter()
	.map(|(id, called, mode, region_table, bond)| {
		let class = Class {
			name: name(called),
			mode,
			region_table,
			bond,
			onboarding_fee: CRN,
			location_fee: 100 * MILLI_CRN,
		};
		(id, class)
	})
	.collect()
}
