//! Collateral in the liquid staking token, which keeps earning while it is held.

use crate::Balance;
use sp_runtime::{DispatchError, DispatchResult, Weight};

/// An amount of the liquid staking token, stCRN, in its smallest unit. Its value in CRN changes.
pub type StakedTokens = u128;

/// Holds, releases and slashes the liquid staking token, and converts it to its value. Implemented
/// by liquid staking, used by pallets that require collateral.
///
/// The rate is the one for redeeming, not a market price. It is the same for all tokens, rises as
/// they earn, and falls only when validators are slashed.
///
/// `()` implements the trait for a chain without the token: conversions and holds fail.
///
/// ```
/// use cairn_primitives::{
///     collateral::{StakedCollateral, StakedTokens},
///     currency::CRN,
///     Balance,
/// };
/// use sp_runtime::DispatchError;
///
/// /// Holds tokens that are worth `value` now. They may be worth less later.
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
	/// Returns the maximum weight of holding, releasing or slashing tokens, conversions included.
	fn weight() -> Weight;

	/// Returns the smallest amount of tokens that is worth at least `value` planck. Fails if no
	/// amount is.
	fn tokens_for(value: Balance) -> Result<StakedTokens, DispatchError>;

	/// Returns the value of `tokens` in planck, rounded down.
	fn worth(tokens: StakedTokens) -> Balance;

	/// Returns the tokens held on an account.
	fn held(who: &AccountId) -> StakedTokens;

	/// Holds tokens from the account's free balance. Fails without effect if they are not all free.
	fn hold(who: &AccountId, tokens: StakedTokens) -> DispatchResult;

	/// Releases held tokens to their account. Returns the amount released, which is lower only if
	/// fewer tokens were held.
	fn release(who: &AccountId, tokens: StakedTokens) -> StakedTokens;

	/// Takes held tokens from their account without changing the value of other tokens. Returns the
	/// amount taken, which is lower only if fewer tokens were held.
	fn slash(who: &AccountId, tokens: StakedTokens) -> StakedTokens;

	/// Mints tokens that are worth at least `value` planck to an account.
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
