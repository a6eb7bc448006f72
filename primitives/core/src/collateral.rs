//! Collateral: what accounts put up in the liquid staking token, so that it keeps earning.

use crate::Balance;
use sp_runtime::{DispatchError, DispatchResult, Weight};

/// An amount of the liquid staking token, stCRN, in its smallest unit. What it is worth changes.
pub type StakedTokens = u128;

/// Holds, frees and takes the liquid staking token, and says what it is worth. Implemented by liquid
/// staking, used by whoever asks for collateral.
///
/// The rate is that of redeeming, not a market's. It holds for all tokens alike, rises as they earn,
/// and falls only when validators are slashed.
///
/// `()` stands for a chain without the token, and refuses.
///
/// ```
/// use cairn_primitives::{
///     collateral::{StakedCollateral, StakedTokens},
///     currency::CRN,
///     Balance,
/// };
/// use sp_runtime::DispatchError;
///
/// /// Holds what is worth an amount now; it may be worth less tomorrow.
/// fn pledge<Collateral: StakedCollateral<AccountId>, AccountId>(
///     who: &AccountId,
///     value: Balance,
/// ) -> Result<StakedTokens, DispatchError> {
///     let tokens = Collateral::tokens_for(value)?;
///     Collateral::hold(who, tokens)?;
///     Ok(tokens)
/// }
///
/// assert_eq!(pledge::<(), u64>(&1, 20 * CRN), Err(DispatchError::Unavailable));
/// ```
pub trait StakedCollateral<AccountId> {
	/// What holding, freeing or taking tokens costs at most, with what is reckoned for it.
	fn weight() -> Weight;

	/// The fewest tokens that are worth at least `value` planck. An error if no amount of them is.
	fn tokens_for(value: Balance) -> Result<StakedTokens, DispatchError>;

	/// What tokens are worth in planck, rounded down.
	fn worth(tokens: StakedTokens) -> Balance;

	/// What is held on an account.
	fn held(who: &AccountId) -> StakedTokens;

	/// Holds tokens that the account has and is free to spend, all of them or none.
	fn hold(who: &AccountId, tokens: StakedTokens) -> DispatchResult;

	/// Gives tokens that are held back to their account; returns how many, fewer only if fewer were
	/// held.
	fn release(who: &AccountId, tokens: StakedTokens) -> StakedTokens;

	/// Takes tokens that are held away from their account, without changing what others are worth;
	/// returns how many, fewer only if fewer were held.
	fn slash(who: &AccountId, tokens: StakedTokens) -> StakedTokens;

	/// Gives an account tokens that are worth at least `value` planck.
	#[cfg(feature = "runtime-benchmarks")]
	fn endow(who: &AccountId, value: Balance);
}

impl<AccountId> StakedCollateral<AccountId> for () {
	fn weight() -> Weight {
		Weight::zero()
	}

	fn tokens_for(_: Balance) -> Result<StakedTokens, DispatchError> {
		Err(DispatchError::Unavailable)
	}

	fn worth(_: StakedTokens) -> Balance {
		0
	}

	fn held(_: &AccountId) -> StakedTokens {
		0
	}

	fn hold(_: &AccountId, _: StakedTokens) -> DispatchResult {
		Err(DispatchError::Unavailable)
	}

	fn release(_: &AccountId, _: StakedTokens) -> StakedTokens {
		0
	}

	fn slash(_: &AccountId, _: StakedTokens) -> StakedTokens {
		0
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn endow(_: &AccountId, _: Balance) {}
}
