//! Tests the extensions and the fees of transactions.

use super::chain::*;
use cairn_primitives::{currency::CRN, AssetId, Balance};
use cairn_runtime::*;
use codec::Encode;
use frame_support::traits::fungible::Inspect;
use frame_system::offchain::CreateAuthorizedTransaction;
use sp_keyring::Sr25519Keyring;
use sp_runtime::transaction_validity::{InvalidTransaction, TransactionSource};

/// Creates a transaction of Alice with a fee in CRN or in an asset.
fn signed(call: RuntimeCall, tip: Balance, asset: Option<AssetId>) -> UncheckedExtrinsic {
	transaction(Sr25519Keyring::Alice, call, tip, asset)
}

fn remark() -> RuntimeCall {
	RuntimeCall::System(frame_system::Call::remark { remark: vec![1; 32] })
}

#[test]
fn fee_should_be_burned_and_tip_go_to_the_author_when_a_transaction_is_paid_in_crn() {
	chain("development").execute_with(|| {
		next_block();
		let alice = Sr25519Keyring::Alice.to_account_id();
		let author = Sr25519Keyring::AliceStash.to_account_id();
		let paid_by = Balances::total_balance(&alice);
		let authors = Balances::total_balance(&author);
		let issuance = Balances::total_issuance();
		next_block_with(vec![signed(remark(), 2 * CRN, None)]);
		let fee = paid_by - Balances::total_balance(&alice) - 2 * CRN;
		assert!(fee > CRN / 1_000 && fee < CRN / 100, "{fee}");
		assert_eq!(Balances::total_balance(&author), authors + 2 * CRN);
		assert_eq!(Balances::total_issuance(), issuance - fee);
	});
}

#[test]
fn transaction_should_be_invalid_when_it_offers_an_asset_for_the_fee() {
	chain("development").execute_with(|| {
		next_block();
		let validity = Executive::validate_transaction(
			TransactionSource::External,
			signed(remark(), 0, Some(1)),
			System::parent_hash(),
		);
		assert_eq!(validity, Err(InvalidTransaction::Payment.into()));
	});
}

#[test]
fn fee_should_rise_when_blocks_are_full_and_fall_when_they_are_empty() {
	chain("development").execute_with(|| {
		let multiplier = pallet_transaction_payment::NextFeeMultiplier::<Runtime>::get;
		let start = multiplier();
		next_block();
		let empty = multiplier();
		assert!(empty < start);
		let fill = RuntimeCall::Sudo(pallet_sudo::Call::sudo_unchecked_weight {
			call: Box::new(remark()),
			weight: frame_support::weights::Weight::from_parts(1_000_000_000_000, 0),
		});
		next_block_with(vec![signed(fill, 0, None)]);
		assert!(multiplier() > empty);
	});
}

#[test]
fn authorized_transaction_should_be_general_when_the_chain_creates_it() {
	chain("development").execute_with(|| {
		let extension = <Runtime as CreateAuthorizedTransaction<RuntimeCall>>::create_extension();
		let transaction = UncheckedExtrinsic::new_transaction(remark(), extension);
		// Version 5, and the bits of a general transaction.
		let bytes = transaction.encode();
		assert!(bytes.contains(&0b0100_0101));
	});
}
