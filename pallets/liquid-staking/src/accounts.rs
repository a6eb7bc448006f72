//! The accounts of the pool. They have no keys.

use crate::{
	rate::first_shares, Config, CurrentCycle, Cycle, LaneIndex, Pallet, Pool, PoolBook, Stage,
};
use alloc::vec::Vec;
use cairn_primitives::Balance;
use frame_support::{
	pallet_prelude::{DispatchResult, Get},
	traits::{
		fungible::{Inspect, Mutate},
		tokens::Preservation,
	},
};
use sp_runtime::traits::AccountIdConversion;

/// An account of the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolAccount {
	/// The liquid part of the pool. The account is the admin of stCRN.
	Liquid,
	/// The planck of queued deposits.
	Waiting,
	/// The planck set aside for finalised tickets (Invariant 6).
	SetAside,
	/// The stake of a lane.
	Stash(LaneIndex),
	/// The rewards of a lane that are not swept yet.
	Rewards(LaneIndex),
}

impl<T: Config> Pallet<T> {
	/// Returns the account.
	pub fn account(account: PoolAccount) -> T::AccountId {
		let id = T::PalletId::get();
		// The seed is short, so that accounts of 16 bytes still differ.
		let sub = |kind: u8, lane: LaneIndex| {
			id.into_sub_account_truncating((kind, u16::try_from(lane).unwrap_or(u16::MAX)))
		};
		match account {
			PoolAccount::Liquid => id.into_account_truncating(),
			PoolAccount::Waiting => sub(1, 0),
			PoolAccount::SetAside => sub(2, 0),
			PoolAccount::Stash(lane) => sub(3, lane),
			PoolAccount::Rewards(lane) => sub(4, lane),
		}
	}

	/// Returns all accounts of the pool. Genesis must give each the existential deposit.
	pub fn accounts() -> Vec<T::AccountId> {
		let lanes = (0..T::MaxLanes::get())
			.flat_map(|lane| [PoolAccount::Stash(lane), PoolAccount::Rewards(lane)]);
		[PoolAccount::Liquid, PoolAccount::Waiting, PoolAccount::SetAside]
			.into_iter()
			.chain(lanes)
			.map(Self::account)
			.collect()
	}

	/// Returns the stashes of all lanes.
	pub(crate) fn stashes() -> Vec<T::AccountId> {
		(0..crate::LaneCount::<T>::get())
			.map(|lane| Self::account(PoolAccount::Stash(lane)))
			.collect()
	}

	/// Transfers planck between accounts of the pool.
	pub(crate) fn transfer_between(
		from: PoolAccount,
		to: PoolAccount,
		amount: Balance,
	) -> DispatchResult {
		Self::pay_out(from, &Self::account(to), amount)
	}

	/// Transfers planck out of an account of the pool.
	pub(crate) fn pay_out(from: PoolAccount, to: &T::AccountId, amount: Balance) -> DispatchResult {
		if amount == 0 {
			return Ok(());
		}
		T::Currency::transfer(&Self::account(from), to, amount, Preservation::Preserve).map(|_| ())
	}

	/// Transfers planck into an account of the pool.
	pub(crate) fn pay_in(from: &T::AccountId, to: PoolAccount, amount: Balance) -> DispatchResult {
		T::Currency::transfer(from, &Self::account(to), amount, Preservation::Preserve).map(|_| ())
	}

	/// Creates the pool with the seed of the protocol. Only genesis calls this function, and it may
	/// panic.
	pub(crate) fn initialise(seed: Balance) {
		let least = T::Currency::minimum_balance();
		for account in Self::accounts() {
			assert!(
				T::Currency::balance(&account) >= least,
				"an account of the liquid staking pool lacks the existential deposit"
			);
		}
		assert!(
			T::Currency::balance(&Self::account(PoolAccount::Liquid)) >= seed.saturating_add(least),
			"the liquid staking pool's account lacks its seed"
		);
		// The seed backs the stCRN of genesis; the rest belongs to the protocol.
		let shares = first_shares(seed);
		let protocol_shares = shares.saturating_sub(Self::tokens_issued());
		assert!(protocol_shares >= T::Seed::get(), "the seed is less than what may never leave");
		PoolBook::<T>::put(Pool { shares, protocol_shares, liquid: seed, ..Default::default() });
		CurrentCycle::<T>::put(Cycle { era: 0, stage: Stage::Idle, early_left: 0 });
	}
}
