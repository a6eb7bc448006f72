//! stCRN, the token of a share. Here shares become tokens and tokens become shares, one to one.

use crate::{Config, CurrentParameters, Error, Pallet, Shares};
use cairn_primitives::Balance;
use frame_support::{
	ensure,
	pallet_prelude::{DispatchResult, Get},
	traits::{
		fungibles::{Inspect as _, Mutate as _},
		tokens::{Fortitude, Precision, Preservation},
	},
};

impl Shares {
	/// Returns the shares that an amount of stCRN stands for.
	pub const fn of_tokens(tokens: Balance) -> Self {
		Self(tokens)
	}

	/// Returns the amount of stCRN that stands for the shares.
	pub const fn tokens(self) -> Balance {
		self.0
	}
}

impl<T: Config> Pallet<T> {
	/// Returns the shares that exist as stCRN.
	pub(crate) fn tokens_issued() -> Shares {
		Shares::of_tokens(T::Assets::total_issuance(T::AssetId::get()))
	}

	/// Mints the stCRN of shares.
	pub(crate) fn mint_tokens(who: &T::AccountId, shares: Shares) -> DispatchResult {
		T::Assets::mint_into(T::AssetId::get(), who, shares.tokens())?;
		Ok(())
	}

	/// Burns stCRN: everything that the account has, or at least the minimum exit.
	pub(crate) fn burn_tokens(who: &T::AccountId, shares: Shares) -> DispatchResult {
		let id = T::AssetId::get();
		let has = Shares::of_tokens(T::Assets::reducible_balance(
			id,
			who,
			Preservation::Expendable,
			Fortitude::Polite,
		));
		ensure!(shares <= has && !shares.is_zero(), Error::<T>::NotEnoughShares);
		ensure!(
			shares >= CurrentParameters::<T>::get().minimum_exit || shares == has,
			Error::<T>::ExitTooSmall
		);
		// A remainder below the minimum balance of stCRN would be burned but remain counted.
		let least = Shares::of_tokens(T::Assets::minimum_balance(id));
		let all = Shares::of_tokens(T::Assets::total_balance(id, who));
		let left = all.saturating_sub(shares);
		ensure!(left.is_zero() || left >= least, Error::<T>::ExitTooSmall);
		T::Assets::burn_from(
			id,
			who,
			shares.tokens(),
			Preservation::Expendable,
			Precision::Exact,
			Fortitude::Polite,
		)?;
		Ok(())
	}
}
