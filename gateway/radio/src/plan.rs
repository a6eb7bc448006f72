//! Where, how slowly and how loudly a beacon may be sent: the channels and limits of a region, from
//! RP002-1.0.4, *LoRaWAN Regional Parameters*.
//!
//! A beacon is as long as [`FRAME_LEN`], on a channel of 125 kHz that gateways of the region listen
//! on.
//!
//! | | EU868 | US915 |
//! |---|---|---|
//! | channels, MHz | 868.1, 868.3, 868.5 | sub-band 2: 903.9 to 905.3, each 0.2 |
//! | spreading factors | 12 to 7 | 9 to 7: 10 carries 11 bytes |
//! | radiated at most | 16 dBm | 30 dBm |
//! | into the antenna at most | 27 dBm | 21 dBm, as fewer than 50 channels are used |
//! | on air at most | 1 % of any hour | 400 ms each |

use super::airtime::{airtime, DutyCycle};
use cairn_primitives::{coverage::FRAME_LEN, devices::RegionId};
use std::{fmt, ops::RangeInclusive, time::Duration};

/// A data rate of 125 kHz.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
	/// The spreading factor.
	pub spreading_factor: u8,
	/// The most bytes of an application that a packet may carry: N of the region's table, where
	/// nothing repeats it. LoRaWAN adds 13 bytes, a beacon none.
	pub max_payload: usize,
}

/// What a region allows.
#[derive(Debug, PartialEq, Eq)]
pub struct Plan {
	/// Its name.
	pub name: &'static str,
	/// Where anything may be sent at all, in hertz: what the chain allows too.
	pub band_hz: RangeInclusive<u32>,
	/// The centres of the channels that beacons are sent on, in hertz.
	pub channels_hz: &'static [u32],
	/// The data rates, the slowest first.
	pub rates: &'static [Rate],
	/// The most power that may be radiated, in hundredths of dBm.
	pub max_eirp_cdbm: i16,
	/// The most power that may go into the antenna, in dBm.
	pub max_power_dbm: i8,
	/// How long a radio may be on air altogether.
	pub duty: Option<DutyCycle>,
	/// How long a packet may be on air.
	pub max_airtime: Option<Duration>,
}

const fn rate(spreading_factor: u8, max_payload: usize) -> Rate {
	Rate { spreading_factor, max_payload }
}

/// RP002-1.0.4, section 2.4; the duty cycle is that of ERC 70-03, annex 1, band h1.4 (868.0 to
/// 868.6 MHz). More than 27 dBm no concentrator gives.
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

/// RP002-1.0.4, section 2.5. 47 CFR 15.247 allows more than 21 dBm to those alone who hop over 50
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

/// How a beacon is to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
	/// The frequency, in hertz.
	pub frequency_hz: u32,
	/// The spreading factor.
	pub spreading_factor: u8,
	/// The power that goes into the antenna, in dBm.
	pub power_dbm: i8,
}

impl Setting {
	/// How long the beacon is on air.
	pub fn airtime(&self) -> Duration {
		airtime(self.spreading_factor, FRAME_LEN)
	}
}

/// Why a beacon cannot be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanError {
	/// Nobody has written down yet how beacons are sent in this region.
	NotSupported(RegionId),
	/// The antenna alone makes more of 0 dBm, the least that forwarders take, than may be radiated.
	/// Its gain in hundredths of dBi.
	TooMuchGain(i16),
	/// The duty cycle leaves too little time, even for the fastest data rate.
	NoAirtime,
}

impl fmt::Display for PlanError {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::NotSupported(region) => {
				write!(
					out,
					"radio region {region} is not supported yet: only 1, EU868, and 2, US915"
				)
			}
			Self::TooMuchGain(cdbi) => write!(
				out,
				"an antenna of {} dBi radiates more than the region allows even at 0 dBm",
				f32::from(*cdbi) / 100.0
			),
			Self::NoAirtime => out.write_str("the duty cycle leaves no time for a beacon"),
		}
	}
}

impl std::error::Error for PlanError {}

impl Plan {
	/// The plan of a region, by its number in the chain's table of LoRaWAN regions.
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

	/// The spreading factors that a beacon may be sent with, the slowest, which is heard furthest,
	/// first.
	pub fn beacon_factors(&self) -> impl Iterator<Item = u8> + '_ {
		let fits = |rate: &&Rate| {
			rate.max_payload >= FRAME_LEN
				&& self
					.max_airtime
					.is_none_or(|most| airtime(rate.spreading_factor, FRAME_LEN) <= most)
		};
		self.rates.iter().filter(fits).map(|rate| rate.spreading_factor)
	}

	/// How a beacon is to be sent: on the channel that the entropy chooses, as slowly as the
	/// airtime that is left allows, and as loudly as is allowed with an antenna of this gain.
	///
	/// `max_eirp_cdbm` is the most power that may be radiated as the chain has it, in hundredths of
	/// dBm; the region's own limit holds too. `left` is what
	/// [`Ledger::left`](super::airtime::Ledger::left) says, or anything where there is no duty
	/// cycle.
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
		// Rounded down: a hundredth too much is too much.
		let power_dbm = i8::try_from(room_cdb.div_euclid(100)).unwrap_or(i8::MAX);
		Ok(Setting { frequency_hz, spreading_factor, power_dbm: power_dbm.min(self.max_power_dbm) })
	}
}
