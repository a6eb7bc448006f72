//! The schedule: how much has been emitted after how long. A pure function of time, so that the
//! parts of any partition of time add up to the whole, to the last planck.

use cairn_primitives::{time::YEAR_MS, Balance, Moment};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::U256;

/// The greatest [`Schedule::cap`]: up to here no product in this pallet overflows.
pub const GREATEST_CAP: Balance = 1 << 87;

/// After so many halvings what is still to come is less than a planck.
const HALVINGS: u64 = 100;

/// How much is emitted, and when. Set at genesis and never changed.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Deserialize,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Schedule {
	/// What a year's emission is before the first halving, in planck.
	pub first_year: Balance,
	/// After how long emission halves, and halves again, in milliseconds.
	pub halving_period_ms: Moment,
	/// The most CRN there may ever be at a time, in planck.
	pub cap: Balance,
	/// What of burned tokens may be emitted again in a year, in planck. The idea is that of *net
	/// emissions*, HIP-20.
	pub reemission_per_year: Balance,
}

/// Why a schedule cannot work.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ScheduleFault {
	/// A period of no length halves without end.
	HalvingPeriodZero,
	/// The cap is more than [`GREATEST_CAP`].
	CapTooHigh,
	/// A year's emission is more than the cap.
	YearlyEmissionAboveCap,
}

impl Schedule {
	/// Whether the values make sense.
	pub fn check(&self) -> Result<(), ScheduleFault> {
		if self.halving_period_ms == 0 {
			return Err(ScheduleFault::HalvingPeriodZero);
		}
		if self.cap > GREATEST_CAP {
			return Err(ScheduleFault::CapTooHigh);
		}
		if self.first_year > self.cap || self.reemission_per_year > self.cap {
			return Err(ScheduleFault::YearlyEmissionAboveCap);
		}
		Ok(())
	}

	/// What has been emitted in all after `elapsed_ms` from genesis, in planck.
	///
	/// With `A` a year's first emission, `H` the halving period and `k = ⌊t / H⌋`:
	/// `⌊A / year · (2H · (1 − 2^−k) + (t mod H) · 2^−k)⌋`, and never more than the cap.
	pub fn emitted_after(&self, elapsed_ms: Moment) -> Balance {
		self.integral(elapsed_ms).unwrap_or(self.cap).min(self.cap)
	}

	/// What is emitted between two times, in planck.
	pub fn emitted_between(&self, from_ms: Moment, to_ms: Moment) -> Balance {
		self.emitted_after(to_ms).saturating_sub(self.emitted_after(from_ms))
	}

	/// What a year's emission is at this time, in planck.
	pub fn yearly_after(&self, elapsed_ms: Moment) -> Balance {
		let halvings = elapsed_ms.checked_div(self.halving_period_ms).unwrap_or(Moment::MAX);
		u32::try_from(halvings)
			.ok()
			.and_then(|halvings| self.first_year.checked_shr(halvings))
			.unwrap_or_default()
	}

	/// When the next halving comes, in milliseconds from genesis.
	pub fn next_halving_after(&self, elapsed_ms: Moment) -> Moment {
		elapsed_ms
			.checked_div(self.halving_period_ms)
			.and_then(|halvings| halvings.checked_add(1)?.checked_mul(self.halving_period_ms))
			.unwrap_or(Moment::MAX)
	}

	/// What of burned tokens may be emitted again between two times, in planck.
	pub fn reemittable_between(&self, from_ms: Moment, to_ms: Moment) -> Balance {
		let until = |elapsed_ms: Moment| {
			U256::from(self.reemission_per_year)
				.checked_mul(elapsed_ms.into())
				.and_then(|product| product.checked_div(YEAR_MS.into()))
				.and_then(|planck| planck.try_into().ok())
				.unwrap_or(Balance::MAX)
		};
		until(to_ms).saturating_sub(until(from_ms))
	}

	/// `None` only if the schedule has not been checked.
	fn integral(&self, elapsed_ms: Moment) -> Option<Balance> {
		let year = U256::from(YEAR_MS);
		let period = U256::from(self.halving_period_ms);
		let halvings = elapsed_ms.checked_div(self.halving_period_ms)?;
		let twice = period.checked_mul(2.into())?;
		let yearly = U256::from(self.first_year);
		if halvings >= HALVINGS {
			return yearly.checked_mul(twice)?.checked_div(year)?.try_into().ok();
		}
		// Everything is multiplied by 2^k, so that it stays whole until the one division.
		let scale = U256::from(2).checked_pow(halvings.into())?;
		let whole = scale.checked_sub(U256::one())?.checked_mul(twice)?;
		let begun = elapsed_ms.checked_rem(self.halving_period_ms)?;
		yearly
			.checked_mul(whole.checked_add(begun.into())?)?
			.checked_div(year.checked_mul(scale)?)?
			.try_into()
			.ok()
	}
}
