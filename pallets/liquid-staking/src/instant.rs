//! Instant exits, paid out of the buffer.

use crate::{
	worth, Config, CurrentCycle, CurrentParameters, Error, Event, InstantPreview, Pallet,
	Parameters, Pause, Paused, Pool, PoolAccount, PoolBook, Shares,
};
use cairn_primitives::Balance;
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{
	helpers_128bit::multiply_by_rational_with_rounding, traits::Saturating, Rounding,
};

/// Returns the fee of an instant exit of `value` planck, with `available` planck in the buffer and
/// a target of `target`.
///
/// The fee falls linearly from `highest` with an empty buffer to `lowest` at the target, and
/// applies to each planck as if it left alone. Many small exits cost what one large exit costs,
/// except that the fees of the first stay in the buffer for the others.
pub(crate) fn fee(
	value: Balance,
	available: Balance,
	target: Balance,
	parameters: &Parameters,
) -> Balance {
	let (lowest, highest) = (parameters.lowest_instant_fee, parameters.highest_instant_fee);
	let slope = highest.saturating_sub(lowest);
	// The amount that leaves while the buffer is below the target.
	let (from, to) = (available.min(target), available.saturating_sub(value).min(target));
	let low = from.saturating_sub(to);
	// The mean distance to the target is (2 * target - from - to) / 2.
	let distance = target.saturating_sub(from).saturating_add(target.saturating_sub(to));
	let steep = multiply_by_rational_with_rounding(
		slope.mul_ceil(low),
		distance,
		target.saturating_mul(2).max(1),
		Rounding::Up,
	)
	.unwrap_or(value);
	lowest.mul_ceil(value).saturating_add(steep).min(value)
}

impl Pool {
	/// Returns the liquid planck that tickets do not need.
	pub(crate) fn available(&self) -> Balance {
		let waiting = self.owed().saturating_sub(self.unlocking);
		self.liquid.saturating_sub(waiting.max(self.reserved))
	}
}

impl<T: Config> Pallet<T> {
	/// Returns the payment and the fee of an instant exit now.
	pub(crate) fn instant_terms(shares: Shares) -> Result<InstantPreview, DispatchError> {
		ensure!(
			!matches!(Paused::<T>::get(), Some(Pause::AccountingMismatch)),
			Error::<T>::InstantExitsPaused
		);
		let pool = PoolBook::<T>::get();
		let rate = pool.bid();
		ensure!(rate > 0, Error::<T>::NothingBacksShares);
		let value = worth(shares, rate);
		let available = pool.available();
		ensure!(value <= available, Error::<T>::BufferTooSmall);
		let left = CurrentCycle::<T>::get().map_or(0, |cycle| cycle.early_left);
		ensure!(value <= left, Error::<T>::EarlyShareExhausted);
		let parameters = CurrentParameters::<T>::get();
		let target = parameters.buffer.mul_ceil(pool.backing());
		let fee = fee(value, available, target, &parameters);
		Ok(InstantPreview { value: value.saturating_sub(fee), fee })
	}

	pub(crate) fn do_instant_exit(
		who: T::AccountId,
		shares: Shares,
		min_out: Balance,
		deadline: BlockNumberFor<T>,
	) -> DispatchResult {
		Self::ensure_in_time(deadline)?;
		let InstantPreview { value: paid, fee } = Self::instant_terms(shares)?;
		ensure!(paid >= min_out, Error::<T>::BelowMinimumOut);
		Self::burn_tokens(&who, shares)?;
		ensure!(paid > 0, Error::<T>::TooLittle);
		PoolBook::<T>::try_mutate(|pool| {
			pool.liquid = pool.liquid.checked_sub(paid).ok_or(Error::<T>::BufferTooSmall)?;
			pool.shares = pool.shares.checked_sub(shares).ok_or(Error::<T>::AccountingMismatch)?;
			Ok::<_, DispatchError>(())
		})?;
		CurrentCycle::<T>::mutate_extant(|cycle| {
			cycle.early_left = cycle.early_left.saturating_sub(paid.saturating_add(fee));
		});
		Self::pay_out(PoolAccount::Liquid, &who, paid)?;
		Self::deposit_event(Event::InstantExitPaid { who, shares, paid, fee });
		Ok(())
	}
}
