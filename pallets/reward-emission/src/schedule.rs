//! The emission schedule: how much has been emitted after a given time.
//!
//! It is a pure function of time, so the parts of any partition of time add up to the whole, to the
//! last planck.

use cairn_primitives::{time::YEAR_MS, Balance, Moment};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::U256;

/// The greatest [`Schedule::cap`]. Up to this amount, no product in this pallet overflows.
pub const MAX_CAP: Balance = 1 << 87;

/// After this many halvings, less than a planck remains to be emitted.
const MAX_HALVINGS: u64 = 100;

/// The parameters of the emission schedule, set at genesis and never changed.
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
	/// The yearly emission before the first halving, in planck.
	pub first_year: Balance,
	/// The time between two halvings, in milliseconds.
	pub halving_period_ms: Moment,
	/// The maximum total issuance at any time, in planck.
	pub cap: Balance,
	/// The maximum amount of burned tokens that is emitted again per year, in planck. The idea is
	/// *net emissions*, HIP-20.
	pub reemission_per_year: Balance,
}

/// The reason a schedule is invalid.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ScheduleError {
	/// The halving period is zero: emission would halve without end.
	HalvingPeriodZero,
	/// The cap exceeds [`MAX_CAP`].
	CapTooHigh,
	/// A year's emission or re-emission exceeds the cap.
	YearlyEmissionAboveCap,
}

impl Schedule {
	/// Checks that the values fit each other.
	pub fn check(&self) -> Result<(), ScheduleError> {
		if self.halving_period_ms == 0 {
			return Err(ScheduleError::HalvingPeriodZero);
		}
		if self.cap > MAX_CAP {
			return Err(ScheduleError::CapTooHigh);
		}
		if self.first_year > self.cap || self.reemission_per_year > self.cap {
			return Err(ScheduleError::YearlyEmissionAboveCap);
		}
		Ok(())
	}

	/// Returns the total emitted after `elapsed_ms` from genesis, in planck.
	///
	/// With `A` the first year's emission, `H` the halving period and `k = ⌊t / H⌋`:
	/// `⌊A / year · (2H · (1 − 2^−k) + (t mod H) · 2^−k)⌋`, and never more than the cap.
	pub fn emitted_after(&self, elapsed_ms: Moment) -> Balance {
		self.integral(elapsed_ms).unwrap_or(self.cap).min(self.cap)
	}

	/// Returns the amount emitted between two times, in planck.
	pub fn emitted_between(&self, from_ms: Moment, to_ms: Moment) -> Balance {
		self.emitted_after(to_ms).saturating_sub(self.emitted_after(from_ms))
	}

	/// Returns the yearly emission at a time, in planck.
	pub fn yearly_after(&self, elapsed_ms: Moment) -> Balance {
		let halvings = elapsed_ms.checked_div(self.halving_period_ms).unwrap_or(Moment::MAX);
		u32::try_from(halvings)
			.ok()
			.and_then(|halvings| self.first_year.checked_shr(halvings))
			.unwrap_or_default()
	}

	/// Returns the time of the next halving, in milliseconds from genesis.
	pub fn next_halving_after(&self, elapsed_ms: Moment) -> Moment {
		elapsed_ms
			.checked_div(self.halving_period_ms)
			.and_then(|halvings| halvings.checked_add(1)?.checked_mul(self.halving_period_ms))
			.unwrap_or(Moment::MAX)
	}

	/// Returns the maximum amount of burned tokens that is emitted again between two times, in
	/// planck.
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

	/// Integrates the emission over time, without the cap. Returns `None` only if the schedule has
	/// not been checked.
	fn integral(&self, elapsed_ms: Moment) -> Option<Balance> {
		let year = U256::from(YEAR_MS);
		let period = U256::from(self.halving_period_ms);
		let halvings = elapsed_ms.checked_div(self.halving_period_ms)?;
		let twice = period.checked_mul(2.into())?;
		let yearly = U256::from(self.first_year);
		if halvings >= MAX_HALVINGS {
			return yearly.checked_mul(twice)?.checked_div(year)?.try_into().ok();
		}
		// Multiplying by 2^k keeps all terms integers until the single division.
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
