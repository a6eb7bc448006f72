//! Setting parameters, pausing deposits, and reacting to an accounting mismatch.

use crate::{
	Config, CurrentParameters, Error, Event, ExitQueue, GuardianCooldownUntil, Pallet, Parameters,
	Paused, PoolAccount, PoolBook,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchResult, Get},
	traits::fungible::Inspect,
};
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;
use sp_runtime::traits::Saturating;

/// The reason for a pause of deposits, and its length.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Pause<BlockNumber> {
	/// The guardian paused deposits until a block.
	Guardian {
		/// The first block in which deposits are accepted again.
		until: BlockNumber,
	},
	/// The book does not match the stake or an account: deposits stay paused until governance
	/// resumes them.
	AccountingMismatch,
}

/// The part of the accounting that does not match.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Mismatch {
	/// The stake of a lane differs from the book.
	Stake,
	/// The account of the pool holds less than the book says.
	Liquid,
	/// The account for finalised tickets holds less than the book says.
	SetAside,
}

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

	/// Pauses deposits and instant exits until governance resumes them.
	pub(crate) fn report_mismatch(mismatch: Mismatch) {
		if !matches!(Paused::<T>::get(), Some(Pause::AccountingMismatch)) {
			Paused::<T>::put(Pause::<BlockNumberFor<T>>::AccountingMismatch);
			Self::deposit_event(Event::AccountingMismatchFound { mismatch });
		}
	}

	/// Checks that the accounts hold what the book says.
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
