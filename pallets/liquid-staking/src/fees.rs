//! Transaction fees in stCRN: conversion of a fee into shares, and so into tokens.

use crate::{shares_for, Config, Error, PoolBook};
use cairn_primitives::{AssetId, Balance};
use core::marker::PhantomData;
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, Get},
	traits::tokens::ConversionToAssetBalance,
};
use sp_runtime::Rounding;

/// Converts CRN to stCRN at the bid rate, rounded up. It accepts no other asset.
pub struct ExitRate<T>(PhantomData<T>);

impl<T: Config> ConversionToAssetBalance<Balance, AssetId, Balance> for ExitRate<T> {
	type Error = DispatchError;

	fn to_asset_balance(balance: Balance, asset: AssetId) -> Result<Balance, DispatchError> {
		ensure!(asset == T::AssetId::get(), DispatchError::Unavailable);
		let shares = shares_for(balance, PoolBook::<T>::get().bid(), Rounding::Up)
			.ok_or(Error::<T>::NothingBacksShares)?;
		Ok(shares.tokens())
	}
}
