//! Deposits, the queue of deposits, and the reserve.

use crate::{
	shares_for, Config, CurrentCycle, CurrentParameters, Error, Event, Pallet, Paused, Pool,
	PoolAccount, PoolBook, QueuedDeposits, Shares, Skipped, Stage, WaitingDeposits,
};
use cairn_primitives::Balance;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult, Get},
	storage::with_storage_layer,
};
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;
use sp_runtime::Rounding;

use crate::staking::LaneStaking as _;

/// The number of a queued deposit.
pub type DepositId = u64;

/// A deposit that is queued until the rewards of the last era are known.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct QueuedDeposit<AccountId, BlockNumber> {
	/// The depositor, who receives the shares.
	pub who: AccountId,
	/// The deposit, in planck.
	pub amount: Balance,
	/// The minimum number of shares. If fewer are due, the deposit is returned.
	pub min_out: Shares,
	/// The last block in which shares may be minted. After it the deposit is returned.
	pub deadline: BlockNumber,
}

/// The numbers, the count and the sum of the queued deposits.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Waiting {
	/// The number of the oldest deposit.
	pub first: DepositId,
	/// The number of the next deposit.
	pub next: DepositId,
	/// The number of queued deposits.
	pub count: u32,
	/// The planck kept for them.
	pub amount: Balance,
}

impl<T: Config> Pallet<T> {
	/// Returns whether rewards of ended eras are not all claimed. Until they are, the price of a
	/// share is unknown.
	pub(crate) fn is_settling() -> bool {
		CurrentCycle::<T>::get().is_none_or(|cycle| {
			cycle.era != T::Staking::active_era() || matches!(cycle.stage, Stage::Claim { .. })
		})
	}

	pub(crate) fn ensure_in_time(deadline: BlockNumberFor<T>) -> DispatchResult {
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(now <= deadline, Error::<T>::DeadlinePassed);
		Ok(())
	}

	/// Ensures that the pool accepts a deposit of this amount.
	fn ensure_welcome(amount: Balance) -> DispatchResult {
		ensure!(CurrentCycle::<T>::exists(), Error::<T>::NoPool);
		ensure!(!Self::are_deposits_paused(), Error::<T>::DepositsPaused);
		let parameters = CurrentParameters::<T>::get();
		ensure!(amount >= parameters.minimum_deposit, Error::<T>::DepositTooSmall);
		let worth = PoolBook::<T>::get()
			.backing()
			.saturating_add(WaitingDeposits::<T>::get().amount)
			.saturating_add(amount);
		ensure!(worth <= parameters.deposit_cap, Error::<T>::DepositCapReached);
		Ok(())
	}

	pub(crate) fn do_deposit(
		who: T::AccountId,
		amount: Balance,
		min_out: Shares,
		deadline: BlockNumberFor<T>,
	) -> DispatchResult {
		Self::ensure_in_time(deadline)?;
		Self::ensure_welcome(amount)?;
		if Self::is_settling() {
			return Self::queue_deposit(who, amount, min_out, deadline);
		}
		let shares = Self::shares_bought_for(amount, min_out)?;
		Self::pay_in(&who, PoolAccount::Liquid, amount)?;
		Self::mint(who, amount, shares)
	}

	/// Returns the shares that `amount` planck buy.
	pub(crate) fn shares_bought(amount: Balance) -> Result<Shares, DispatchError> {
		let shares = shares_for(amount, PoolBook::<T>::get().ask(), Rounding::Down)
			.ok_or(Error::<T>::NothingBacksShares)?;
		ensure!(!shares.is_zero(), Error::<T>::TooLittle);
		Ok(shares)
	}

	/// Returns the shares that `amount` planck buy, which must be at least `min_out`.
	fn shares_bought_for(amount: Balance, min_out: Shares) -> Result<Shares, DispatchError> {
		let shares = Self::shares_bought(amount)?;
		ensure!(shares >= min_out, Error::<T>::BelowMinimumOut);
		Ok(shares)
	}

	/// Books planck that are liquid already, and the shares for them.
	fn book(pool: &mut Pool, amount: Balance, shares: Shares) -> DispatchResult {
		pool.liquid = pool.liquid.checked_add(amount).ok_or(Error::<T>::Overflow)?;
		pool.shares = pool.shares.checked_add(shares).ok_or(Error::<T>::Overflow)?;
		Ok(())
	}

	/// Books a deposit that is liquid already, and mints its shares.
	fn mint(who: T::AccountId, amount: Balance, shares: Shares) -> DispatchResult {
		PoolBook::<T>::try_mutate(|pool| Self::book(pool, amount, shares))?;
		Self::mint_tokens(&who, shares)?;
		Self::deposit_event(Event::Deposited { who, amount, shares });
		Ok(())
	}

	fn queue_deposit(
		who: T::AccountId,
		amount: Balance,
		min_out: Shares,
		deadline: BlockNumberFor<T>,
	) -> DispatchResult {
		let id = WaitingDeposits::<T>::try_mutate(|waiting| {
			ensure!(waiting.count < T::MaxQueuedDeposits::get(), Error::<T>::TooManyQueuedDeposits);
			let id = waiting.next;
			waiting.next = id.saturating_add(1);
			waiting.count = waiting.count.saturating_add(1);
			waiting.amount = waiting.amount.saturating_add(amount);
			Ok::<_, DispatchError>(id)
		})?;
		Self::pay_in(&who, PoolAccount::Waiting, amount)?;
		QueuedDeposits::<T>::insert(
			id,
			QueuedDeposit { who: who.clone(), amount, min_out, deadline },
		);
		Self::deposit_event(Event::DepositQueued { id, who, amount });
		Ok(())
	}

	fn forget_queued(
		id: DepositId,
	) -> Result<QueuedDeposit<T::AccountId, BlockNumberFor<T>>, DispatchError> {
		let deposit = QueuedDeposits::<T>::take(id).ok_or(Error::<T>::NoSuchDeposit)?;
		WaitingDeposits::<T>::mutate(|waiting| {
			waiting.count = waiting.count.saturating_sub(1);
			waiting.amount = waiting.amount.saturating_sub(deposit.amount);
		});
		Ok(deposit)
	}

	fn give_back(id: DepositId) -> DispatchResult {
		let QueuedDeposit { who, amount, .. } = Self::forget_queued(id)?;
		Self::pay_out(PoolAccount::Waiting, &who, amount)?;
		Self::deposit_event(Event::DepositReturned { id, who, amount });
		Ok(())
	}

	pub(crate) fn do_cancel_queued_deposit(who: T::AccountId, id: DepositId) -> DispatchResult {
		let deposit = QueuedDeposits::<T>::get(id).ok_or(Error::<T>::NoSuchDeposit)?;
		ensure!(deposit.who == who, Error::<T>::NotDepositOwner);
		Self::give_back(id)
	}

	/// Mints the shares of the oldest queued deposit, or returns the deposit. Returns whether there
	/// was one.
	pub(crate) fn mint_next_queued() -> bool {
		let waiting = WaitingDeposits::<T>::get();
		if waiting.first >= waiting.next {
			return false;
		}
		let id = waiting.first;
		WaitingDeposits::<T>::mutate(|waiting| waiting.first = id.saturating_add(1));
		if !QueuedDeposits::<T>::contains_key(id) {
			return true;
		}
		if with_storage_layer(|| Self::mint_queued(id)).is_err() {
			if let Err(error) = with_storage_layer(|| Self::give_back(id)) {
				Self::deposit_event(Event::StepSkipped { step: Skipped::Deposit(id), error });
			}
		}
		true
	}

	fn mint_queued(id: DepositId) -> DispatchResult {
		ensure!(!Self::are_deposits_paused(), Error::<T>::DepositsPaused);
		let QueuedDeposit { who, amount, min_out, deadline } = Self::forget_queued(id)?;
		Self::ensure_in_time(deadline)?;
		let shares = Self::shares_bought_for(amount, min_out)?;
		Self::transfer_between(PoolAccount::Waiting, PoolAccount::Liquid, amount)?;
		Self::mint(who, amount, shares)
	}

	pub(crate) fn do_fund_reserve(who: T::AccountId, amount: Balance) -> DispatchResult {
		Self::ensure_welcome(amount)?;
		ensure!(!Self::is_settling(), Error::<T>::EraIsSettling);
		let shares = Self::shares_bought(amount)?;
		Self::pay_in(&who, PoolAccount::Liquid, amount)?;
		PoolBook::<T>::try_mutate(|pool| {
			Self::book(pool, amount, shares)?;
			pool.protocol_shares = pool.protocol_shares.saturating_add(shares);
			Ok::<_, DispatchError>(())
		})?;
		Self::deposit_event(Event::ReserveFunded { who, amount, shares });
		Ok(())
	}

	pub(crate) fn do_withdraw_reserve(shares: Shares, to: T::AccountId) -> DispatchResult {
		PoolBook::<T>::try_mutate(|pool| {
			let first_loss = CurrentParameters::<T>::get().first_loss;
			let kept = pool.shares.part_ceil(first_loss).saturating_add(T::Seed::get());
			let left = pool
				.protocol_shares
				.checked_sub(shares)
				.filter(|left| *left >= kept)
				.ok_or(Error::<T>::ReserveTooSmall)?;
			pool.protocol_shares = left;
			Ok::<_, DispatchError>(())
		})?;
		Self::mint_tokens(&to, shares)?;
		Self::deposit_event(Event::ReserveWithdrawn { to, shares });
		Ok(())
	}

	/// Returns whether deposits are paused now. A pause that has ended does not count.
	pub(crate) fn are_deposits_paused() -> bool {
		use crate::Pause::*;
		match Paused::<T>::get() {
			None => false,
			Some(AccountingMismatch) => true,
			Some(Guardian { until }) => frame_system::Pallet::<T>::block_number() < until,
		}
	}
}
