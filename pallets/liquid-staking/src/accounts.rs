//! The pool's accounts. Nobody has their keys.

use crate::{Config, CurrentCycle, Cycle, LaneIndex, Pallet, Pool, PoolBook, Stage};
use alloc::vec::Vec;
use cairn_primitives::Balance;
use frame_support::{
	pallet_prelude::{DispatchResult, Get},
	traits::{
		fungible::{Inspect, Mutate},
		fungibles::Inspect as _,
		tokens::Preservation,
	},
};
use sp_runtime::traits::AccountIdConversion;

/// One of the pool's accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolAccount {
	/// What is liquid. It is the token's admin.
	Liquid,
	/// What is kept for deposits that wait.
	Waiting,
	/// What is set apart for finalised tickets.
	SetAside,
	/// What a lane has staked.
	Stash(LaneIndex),
	/// What a lane has earned and was not swept.
	Rewards(LaneIndex),
}

impl<T: Config> Pallet<T> {
	/// The account itself.
	pub fn account(account: PoolAccount) -> T::AccountId {
		let id = T::PalletId::get();
		// Short, so that accounts of 16 bytes still differ.
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

	/// All of the pool's accounts, each of which genesis must give the existential deposit.
	pub fn accounts() -> Vec<T::AccountId> {
		let lanes = (0..T::MaxLanes::get())
			.flat_map(|lane| [PoolAccount::Stash(lane), PoolAccount::Rewards(lane)]);
		[PoolAccount::Liquid, PoolAccount::Waiting, PoolAccount::SetAside]
			.into_iter()
			.chain(lanes)
			.map(Self::account)
			.collect()
	}

	/// The stashes of all lanes there are.
	pub(crate) fn stashes() -> Vec<T::AccountId> {
		(0..crate::LaneCount::<T>::get())
			.map(|lane| Self::account(PoolAccount::Stash(lane)))
			.collect()
	}

	/// Moves planck between the pool's accounts.
	pub(crate) fn transfer_between(
		from: PoolAccount,
		to: PoolAccount,
		amount: Balance,
	) -> DispatchResult {
		Self::pay_out(from, &Self::account(to), amount)
	}

	/// Pays planck out of one of the pool's accounts.
	pub(crate) fn pay_out(from: PoolAccount, to: &T::AccountId, amount: Balance) -> DispatchResult {
		if amount == 0 {
			return Ok(());
		}
		T::Currency::transfer(&Self::account(from), to, amount, Preservation::Preserve).map(|_| ())
	}

	/// Takes planck of somebody's into one of the pool's accounts.
	pub(crate) fn pay_in(from: &T::AccountId, to: PoolAccount, amount: Balance) -> DispatchResult {
		T::Currency::transfer(from, &Self::account(to), amount, Preservation::Preserve).map(|_| ())
	}

	/// Begins a pool with the protocol's seed. Only genesis may fail.
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
		// The seed backs the tokens that genesis has made, the rest is the protocol's.
		let tokens = T::Assets::total_issuance(T::AssetId::get());
		let protocol_shares = seed.saturating_sub(tokens);
		assert!(protocol_shares >= T::Seed::get(), "the seed is less than what may never leave");
		PoolBook::<T>::put(Pool {
			shares: seed,
			protocol_shares,
			liquid: seed,
			..Default::default()
		});
		CurrentCycle::<T>::put(Cycle { era: 0, stage: Stage::Idle, early_left: 0 });
	}
}
