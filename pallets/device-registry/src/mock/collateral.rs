//! The liquid staking token.

use super::{AccountId, Balance};
use cairn_primitives::collateral::{StakedCollateral, StakedTokens};
use frame_support::{ensure, pallet_prelude::ValueQuery, storage_alias, weights::Weight, Identity};
use sp_runtime::{ArithmeticError, DispatchError, DispatchResult, TokenError};

/// The liquid staking token: a ledger, and a rate that tests set. Both are in storage, so that they
/// are rolled back with everything else.
pub struct Tokens;

#[storage_alias]
type FreeTokens = StorageMap<Tokens, Identity, AccountId, StakedTokens, ValueQuery>;

#[storage_alias]
type HeldTokens = StorageMap<Tokens, Identity, AccountId, StakedTokens, ValueQuery>;

#[storage_alias]
type SlashedTokens = StorageValue<Tokens, StakedTokens, ValueQuery>;

/// In percent of a planck.
#[storage_alias]
type Rate = StorageValue<Tokens, Balance, ValueQuery>;

impl Tokens {
	pub fn set_rate(percent: Balance) {
		Rate::put(percent);
	}

	pub fn give(who: &AccountId, tokens: StakedTokens) {
		FreeTokens::mutate(who, |free| *free += tokens);
	}

	/// Spends all free tokens of an account.
	pub fn spend(who: &AccountId) {
		FreeTokens::remove(who);
	}

	pub fn free(who: &AccountId) -> StakedTokens {
		FreeTokens::get(who)
	}

	pub fn slashed() -> StakedTokens {
		SlashedTokens::get()
	}

	/// Returns the number of all tokens, free, held and slashed.
	pub fn issuance() -> StakedTokens {
		let accounts = FreeTokens::iter_values().chain(HeldTokens::iter_values());
		accounts.sum::<StakedTokens>() + Self::slashed()
	}

	fn unhold(who: &AccountId, tokens: StakedTokens) -> StakedTokens {
		HeldTokens::mutate(who, |held| {
			let taken = tokens.min(*held);
			*held -= taken;
			taken
		})
	}
}

impl StakedCollateral<AccountId> for Tokens {
	fn weight() -> Weight {
		Weight::from_parts(1_000_000, 0)
	}

	fn tokens_for(value: Balance) -> Result<StakedTokens, DispatchError> {
		let rate = Rate::get();
		ensure!(rate > 0 || value == 0, ArithmeticError::DivisionByZero);
		Ok((value * 100).div_ceil(rate.max(1)))
	}

	fn worth(tokens: StakedTokens) -> Balance {
		tokens * Rate::get() / 100
	}

	fn held(who: &AccountId) -> StakedTokens {
		HeldTokens::get(who)
	}

	fn hold(who: &AccountId, tokens: StakedTokens) -> DispatchResult {
		FreeTokens::try_mutate(who, |free| {
			*free = free.checked_sub(tokens).ok_or(TokenError::FundsUnavailable)?;
			HeldTokens::mutate(who, |held| *held += tokens);
			Ok(())
		})
	}

	fn release(who: &AccountId, tokens: StakedTokens) -> StakedTokens {
		let released = Self::unhold(who, tokens);
		Self::give(who, released);
		released
	}

	fn slash(who: &AccountId, tokens: StakedTokens) -> StakedTokens {
		let taken = Self::unhold(who, tokens);
		SlashedTokens::mutate(|slashed| *slashed += taken);
		taken
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn endow(who: &AccountId, value: Balance) {
		Self::set_rate(100);
		Self::give(who, value);
	}
}
