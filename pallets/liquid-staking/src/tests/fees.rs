use crate::{mock::*, *};
use frame_support::traits::tokens::ConversionToAssetBalance;
use sp_runtime::{DispatchError, Perbill};

fn in_tokens(fee: Balance) -> Result<Balance, DispatchError> {
	ExitRate::<Test>::to_asset_balance(fee, STCRN)
}

#[test]
fn fee_should_be_converted_at_the_bid_rate_and_rounded_up_when_it_is_paid_in_stcrn() {
	alone(|_| {
		assert_eq!(in_tokens(7), Ok(7));
		// 1.5 CRN a share.
		earn(500 * CRN);
		assert_eq!(in_tokens(3 * CRN), Ok(2 * CRN));
		assert_eq!(in_tokens(1), Ok(1));
		assert_eq!(in_tokens(4), Ok(3));
		assert_eq!(in_tokens(0), Ok(0));
		// Rewards that are not swept do not make it cheaper.
		donate(account(PoolAccount::Rewards(0)), 1_500 * CRN);
		assert_eq!(in_tokens(3 * CRN), Ok(2 * CRN));
	});
}

#[test]
fn fee_should_cost_more_tokens_when_a_slash_is_known() {
	alone(|validator| {
		offend(validator, Perbill::from_percent(50));
		assert_eq!(in_tokens(CRN), Ok(2 * CRN));
	});
}

#[test]
fn fee_should_not_be_converted_when_the_asset_is_unknown_or_nothing_backs_shares() {
	alone(|validator| {
		let other = ExitRate::<Test>::to_asset_balance(CRN, STCRN + 1);
		assert_eq!(other, Err(DispatchError::Unavailable));
		offend(validator, Perbill::one());
		assert_eq!(in_tokens(CRN), Err(Error::<Test>::NothingBacksShares.into()));
	});
}
