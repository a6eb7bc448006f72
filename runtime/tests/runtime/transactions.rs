//! Tests the extensions and the fees of transactions.

use super::chain::*;
use cairn_primitives::{currency::CRN, AssetId, Balance};
use cairn_runtime::{
	configs::{
		fees::{MaximumMultiplier, MinimumMultiplier},
		system::RuntimeBlockWeights,
	},
	*,
};
use codec::Encode;
use frame_support::{
	dispatch::DispatchClass,
	traits::{fungible::Inspect, Hooks},
	weights::Weight,
};
use frame_system::offchain::CreateAuthorizedTransaction;
use pallet_proof_of_coverage::FeelessWeightUsed;
use pallet_transaction_payment::Multiplier;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{
	transaction_validity::{InvalidTransaction, TransactionSource},
	FixedPointNumber,
};

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

/// Ends a block in which ordinary transactions used `weight`, of which `feeless` without a fee.
fn end_block_with(weight: Weight, feeless: Weight) {
	System::set_block_consumed_resources(Weight::zero(), 0);
	System::register_extra_weight_unchecked(weight, DispatchClass::Normal);
	FeelessWeightUsed::<Runtime>::put(feeless);
	TransactionPayment::on_finalize(System::block_number());
	FeelessWeightUsed::<Runtime>::kill();
}

#[test]
fn fees_should_stay_when_devices_fill_their_allowance_for_a_month() {
	chain("live").execute_with(|| {
		next_block();
		let multiplier = pallet_transaction_payment::NextFeeMultiplier::<Runtime>::get;
		let limit = RuntimeBlockWeights::get().get(DispatchClass::Normal).max_total.unwrap();
		let allowance = ProofOfCoverage::allowance();
		let quarter = Weight::from_parts(limit.ref_time() / 4, 0);
		let month = 30 * 14_400;
		let start = multiplier();
		for _ in 0..month {
			end_block_with(allowance.saturating_add(quarter), allowance);
		}
		let drift = if multiplier() > start { multiplier() - start } else { start - multiplier() };
		assert!(drift < Multiplier::saturating_from_rational(1, 1_000), "{:?}", multiplier());

		// Without other transactions, fees fall as they do in empty blocks.
		for _ in 0..month {
			end_block_with(allowance, allowance);
		}
		assert_eq!(multiplier(), MinimumMultiplier::get());
	});
}

#[test]
fn transfer_should_cost_less_than_a_crn_when_blocks_have_been_full_for_a_month() {
	chain("live").execute_with(|| {
		next_block();
		let limit = RuntimeBlockWeights::get().get(DispatchClass::Normal).max_total.unwrap();
		for _ in 0..30 * 14_400 {
			end_block_with(limit, Weight::zero());
		}
		let multiplier = pallet_transaction_payment::NextFeeMultiplier::<Runtime>::get();
		assert_eq!(multiplier, MaximumMultiplier::get());
		let call = RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive {
			dest: Sr25519Keyring::Bob.to_account_id().into(),
			value: CRN,
		});
		let transfer = signed(call, 0, None);
		let fee = TransactionPayment::query_info(transfer.clone(), transfer.encoded_size() as u32)
			.partial_fee;
		assert!(fee > CRN / 20 && fee < CRN, "{fee}");
	});
}
