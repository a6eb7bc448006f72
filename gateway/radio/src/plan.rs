//! The channels, data rates and power limits of each region, from RP002-1.0.4, *LoRaWAN Regional
//! Parameters*.
//!
//! A beacon is [`FRAME_LEN`] bytes long and uses a channel of 125 kHz on which the region's
//! gateways listen.
//!
//! | | EU868 | US915 |
//! |---|---|---|
//! | channels, MHz | 868.1, 868.3, 868.5 | sub-band 2: 903.9 to 905.3, each 0.2 |
//! | spreading factors | 12 to 7 | 9 to 7, because 10 carries only 11 bytes |
//! | maximum radiated power | 16 dBm | 30 dBm |
//! | maximum power into the antenna | 27 dBm | 21 dBm, because fewer than 50 channels are used |
//! | maximum airtime | 1 % of any hour | 400 ms per packet |

use super::airtime::{airtime, DutyCycle};
use cairn_primitives::{coverage::FRAME_LEN, devices::RegionId};
use std::{fmt, ops::RangeInclusive, time::Duration};

/// A data rate of 125 kHz.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
	/// The spreading factor.
	pub spreading_factor: u8,
	/// The maximum application payload, in bytes: N of the region's table without repeaters.
	/// LoRaWAN adds 13 bytes to it, a beacon none.
	pub max_payload: usize,
}

/// The channel plan of a region.
#[derive(Debug, PartialEq, Eq)]
pub struct Plan {
	/// The name of the region.
	pub name: &'static str,
	/// The band in which transmission is allowed, in hertz. The chain allows the same band.
	pub band_hz: RangeInclusive<u32>,
	/// The centre frequencies of the beacon channels, in hertz.
	pub channels_hz: &'static [u32],
	/// The data rates, slowest first.
	pub rates: &'static [Rate],
	/// The maximum radiated power, in hundredths of dBm.
	pub max_eirp_cdbm: i16,
	/// The maximum power into the antenna, in dBm.
	pub max_power_dbm: i8,
	/// The duty cycle; `None` if the region has none.
	pub duty: Option<DutyCycle>,
	/// The maximum airtime of a packet; `None` if the region has none.
	pub max_airtime: Option<Duration>,
}

const fn rate(spreading_factor: u8, max_payload: usize) -> Rate {
	Rate { spreading_factor, max_payload }
}

/// RP002-1.0.4, section 2.4. The duty cycle comes from ERC 70-03, annex 1, band h1.4 (868.0 to
/// 868.6 MHz). No concentrator delivers more than 27 dBm.
static EU868: Plan = Plan {
	name: "EU868",
	band_hz: 863_000_000..=870_000_000,
	channels_hz: &[868_100_000, 868_300_000, 868_500_000],
	rates: &[rate(12, 51), rate(11, 51), rate(10, 51), rate(9, 115), rate(8, 242), rate(7, 242)],
	max_eirp_cdbm: 1_600,
	max_power_dbm: 27,
	duty: Some(DutyCycle { on_air: Duration::from_secs(36), within: Duration::from_secs(3_600) }),
	max_airtime: None,
};

/// RP002-1.0.4, section 2.5. 47 CFR 15.247 allows more than 21 dBm only to systems that hop over 50
/// channels.
static US915: Plan = Plan {
	name: "US915",
	band_hz: 902_000_000..=928_000_000,
	channels_hz: &[
		903_900_000,
		904_100_000,
		904_300_000,
		904_500_000,
		904_700_000,
		904_900_000,
		905_100_000,
		905_300_000,
	],
	rates: &[rate(10, 11), rate(9, 53), rate(8, 125), rate(7, 242)],
	max_eirp_cdbm: 3_000,
	max_power_dbm: 21,
	duty: None,
	max_airtime: Some(Duration::from_millis(400)),
};

/// The transmission parameters of a beacon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
	/// The frequency, in hertz.
	pub frequency_hz: u32,
	/// The spreading factor.
	pub spreading_factor: u8,
	/// The power into the antenna, in dBm.
	pub power_dbm: i8,
}

impl Setting {
	/// Returns the airtime of the beacon.
	pub fn airtime(&self) -> Duration {
		airtime(self.spreading_factor, FRAME_LEN)
	}
}

/// The reason for which a beacon cannot be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanError {
	/// This program has no channel plan for the region.
	NotSupported(RegionId),
	/// With this antenna gain, in hundredths of dBi, even 0 dBm, the lowest power that forwarders
	/// accept, exceeds the maximum radiated power.
	TooMuchGain(i16),
	/// The duty cycle leaves too little airtime, even for the fastest data rate.
	NoAirtime,
}

impl fmt::Display for PlanError {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::NotSupported(region) => {
				write!(
					out,
					"radio region {region} is not supported yet: use 1 (EU868) or 2 (US915)"
				)
			}
			Self::TooMuchGain(cdbi) => write!(
				out,
				"an antenna of {} dBi radiates more than the region allows even at 0 dBm",
				f32::from(*cdbi) / 100.0
			),
			Self::NoAirtime => out.write_str("the duty cycle leaves no airtime for a beacon"),
		}
	}
}

impl std::error::Error for PlanError {}

impl Plan {
	/// Returns the plan of a region, identified by its number in the chain's table of LoRaWAN
	/// regions.
	///
	/// # Errors
	///
	/// [`PlanError::NotSupported`].
	pub fn of(region: RegionId) -> Result<&'static Self, PlanError> {
		match region {
			1 => Ok(&EU868),
			2 => Ok(&US915),
			other => Err(PlanError::NotSupported(other)),
		}
	}

	/// Returns the spreading factors allowed for a beacon. The slowest comes first, because it has
	/// the longest range.
	pub fn beacon_factors(&self) -> impl Iterator<Item = u8> + '_ {
		let fits = |rate: &&Rate| {
			rate.max_payload >= FRAME_LEN
				&& self
					.max_airtime
					.is_none_or(|most| airtime(rate.spreading_factor, FRAME_LEN) <= most)
		};
		self.rates.iter().filter(fits).map(|rate| rate.spreading_factor)
	}

	/// Plans a beacon: on the channel that `entropy` selects, at the slowest data rate that the
	/// remaining airtime allows, and with the highest power that is allowed with this antenna gain.
	///
	/// - `max_eirp_cdbm`: the chain's maximum of radiated power, in hundredths of dBm. The region's
	///   own limit applies too.
	/// - `left`: the result of
	///   [`AirtimeLedger::left`](super::airtime::AirtimeLedger::left), or any duration in regions
	///   without a duty cycle.
	///
	/// ```
	/// use cairn_gateway_radio::plan::{Plan, Setting};
	/// use std::time::Duration;
	///
	/// let setting = Plan::of(1)?.beacon(300, 1_600, Duration::MAX, 7)?;
	/// let expected =
	///     Setting { frequency_hz: 868_300_000, spreading_factor: 12, power_dbm: 13 };
	/// assert_eq!(setting, expected);
	/// # Ok::<(), cairn_gateway_radio::plan::PlanError>(())
	/// ```
	///
	/// # Errors
	///
	/// [`PlanError::TooMuchGain`] and [`PlanError::NoAirtime`].
	pub fn beacon(
		&self,
		gain_cdbi: i16,
		max_eirp_cdbm: i16,
		left: Duration,
		entropy: u64,
	) -> Result<Setting, PlanError> {
		let channels = self.channels_hz.len() as u64;
		let channel = entropy.checked_rem(channels).unwrap_or_default() as usize;
		let frequency_hz = self.channels_hz.get(channel).copied().unwrap_or_default();
		let spreading_factor = self
			.beacon_factors()
			.find(|factor| airtime(*factor, FRAME_LEN) <= left)
			.ok_or(PlanError::NoAirtime)?;
		let room_cdb =
			i32::from(max_eirp_cdbm.min(self.max_eirp_cdbm)).saturating_sub(gain_cdbi.into());
		if room_cdb < 0 {
			return Err(PlanError::TooMuchGain(gain_cdbi));
		}
		// Rounded down, because the limit must not be exceeded at all.
		let power_dbm = i8::try_from(room_cdb.div_euclid(100)).unwrap_or(i8::MAX);
		Ok(Setting { frequency_hz, spreading_factor, power_dbm: power_dbm.min(self.max_power_dbm) })
	}
}
