//! Parameters, pauses, and what happens when the books do not fit.

use crate::{
	Config, CurrentParameters, Error, Event, ExitQueue, GuardianCooldownUntil, Mismatch, Pallet,
	Parameters, Pause, Paused, PoolAccount, PoolBook,
};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchResult, Get},
	traits::fungible::Inspect,
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::Saturating;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_parameters(parameters: Parameters) -> DispatchResult {
		parameters.check(T::MaxValidators::get()).map_err(|_| Error::<T>::BadParameters)?;
		CurrentParameters::<T>::put(parameters);
		Self::deposit_event(Event::ParametersSet { parameters });
		Ok(())
	}

	pub(crate) fn do_pause_deposits(blocks: BlockNumberFor<T>) -> DispatchResult {
		ensure!(blocks <= T::MaxPause::get(), Error::<T>::PauseTooLong);
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(now >= GuardianCooldownUntil::<T>::get(), Error::<T>::GuardianMustWait);
		if matches!(Paused::<T>::get(), Some(Pause::AccountingMismatch)) {
			return Ok(());
		}
		let until = now.saturating_add(blocks);
		let pause = Pause::Guardian { until };
		Paused::<T>::put(pause);
		GuardianCooldownUntil::<T>::put(until.saturating_add(blocks));
		Self::deposit_event(Event::DepositsPaused { pause });
		Ok(())
	}

	pub(crate) fn do_resume_deposits() -> DispatchResult {
		ensure!(Paused::<T>::take().is_some(), Error::<T>::NotPaused);
		Self::deposit_event(Event::DepositsResumed);
		Ok(())
	}

	/// Refuses deposits and instant exits until governance has looked.
	pub(crate) fn report_mismatch(mismatch: Mismatch) {
		if !matches!(Paused::<T>::get(), Some(Pause::AccountingMismatch)) {
			Paused::<T>::put(Pause::<BlockNumberFor<T>>::AccountingMismatch);
			Self::deposit_event(Event::AccountingMismatchFound { mismatch });
		}
	}

	/// Looks whether the accounts hold what the books say.
	pub(crate) fn check_accounts() {
		let least = T::Currency::minimum_balance();
		let holds = |account, amount| {
			T::Currency::balance(&Self::account(account)) >= least.saturating_add(amount)
		};
		if !holds(PoolAccount::Liquid, PoolBook::<T>::get().liquid) {
			Self::report_mismatch(Mismatch::Liquid);
		}
		if !holds(PoolAccount::SetAside, ExitQueue::<T>::get().set_aside) {
			Self::report_mismatch(Mismatch::SetAside);
		}
	}
}
