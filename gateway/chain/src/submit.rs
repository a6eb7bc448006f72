//! Submits transactions: devices' statements without a fee, and calls signed by accounts.

use crate::{
	account::Account,
	calls::device_call,
	client::{with_timeout, Client, Connection},
	error::{Error, SubmitError},
	general::general_transaction,
	network::Network,
	trail::{block_id, Header},
};
use cairn_gateway_types::{block::BlockId, signed::SignedStatement};
use cairn_primitives::{Balance, BlockNumber};
use serde::Deserialize;
use sp_core::{Blake2Hasher, Hasher, H256};
use std::{fmt, time::Duration};
use subxt::{
	config::substrate::SubstrateExtrinsicParamsBuilder,
	error::DispatchError,
	events::Phase,
	ext::scale_value::Composite,
	rpcs::{client::rpc_params, methods::legacy::TransactionStatus},
	tx::{Payload, Signer},
};

/// The number of blocks for which a signed transaction is valid.
const MORTALITY: u64 = 64;

/// The maximum lag of finality, in blocks. With a greater lag, too little of the mortal era of a
/// transaction that starts at the latest final block is left. The node would then reject the
/// transaction with an unhelpful error about its signature.
const MAX_FINALITY_LAG: BlockNumber = 32;

/// The time to wait for a transaction: its mortal era and the lag of finality.
const INCLUSION_TIMEOUT: Duration = Duration::from_secs(8 * 60);

/// The asset identifier of stCRN.
const STCRN: u32 = 1;

/// The asset that pays a fee.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FeeIn {
	/// CRN.
	#[default]
	Crn,
	/// stCRN, the token of liquid staking.
	Stcrn,
}

/// The event that ends the wait for a transaction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wait {
	/// The transaction is in a block of the best chain, which may still be retracted.
	Block,
	/// That block is final.
	#[default]
	Final,
}

/// The terms of a signed transaction: fee, tip and wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terms {
	/// The asset that pays the fee.
	pub fee_in: FeeIn,
	/// The tip for the block's author on top of the fee, in planck.
	pub tip: Balance,
	/// The event to wait for.
	pub wait: Wait,
}

/// The receipt of a successful transaction.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
	/// The hash of the transaction.
	pub transaction: H256,
	/// The block that contains the transaction.
	pub block: BlockId,
	/// The events of the transaction.
	pub events: Vec<ChainEvent>,
}

/// An event of any pallet.
#[derive(Clone, Debug, PartialEq)]
pub struct ChainEvent {
	/// The name of the pallet.
	pub pallet: String,
	/// The name of the event.
	pub name: String,
	/// The fields of the event.
	pub fields: Composite<()>,
}

impl fmt::Display for ChainEvent {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(out, "{}.{} ", self.pallet, self.name)?;
		subxt::dynamic::Value { value: self.fields.clone().into(), context: () }.fmt(out)
	}
}

/// The answer to `chain_getBlock`.
#[derive(Deserialize)]
struct BlockDetails {
	block: Block,
}

#[derive(Deserialize)]
struct Block {
	header: Header,
	extrinsics: Vec<Extrinsic>,
}

/// A transaction in a block. The JSON form differs between releases of the SDK.
#[derive(Deserialize)]
#[serde(untagged)]
enum Extrinsic {
	Bytes(Vec<u8>),
	Hexadecimal(String),
}

impl Extrinsic {
	fn matches(&self, transaction: &[u8]) -> bool {
		match self {
			Self::Bytes(bytes) => bytes == transaction,
			Self::Hexadecimal(text) => {
				text.strip_prefix("0x").and_then(|text| hex::decode(text).ok()).as_deref()
					== Some(transaction)
			}
		}
	}
}

impl Client {
	/// Submits a device's statement to the node's pool. Only its event shows whether it was
	/// included in a block.
	///
	/// # Errors
	/// [`SubmitError::Refused`] with the runtime's reason; [`SubmitError::Banned`] if the runtime
	/// has refused the same bytes before; [`SubmitError::Chain`] if the node does not answer.
	pub async fn submit(&self, signed: &SignedStatement) -> Result<(), SubmitError> {
		let connection = self.connection();
		let at = connection.at(connection.best().await?).await?;
		let call = at.tx().call_data(&device_call(signed)).map_err(Error::from)?;
		let transaction = general_transaction(at.metadata_ref(), &call)?;
		with_timeout(connection.rpc.author_submit_extrinsic(&transaction)).await??;
		Ok(())
	}

	/// Signs a call, submits it, and waits as `terms` require.
	///
	/// - `call`: [`subxt::tx::dynamic`], or any other payload.
	///
	/// # Errors
	/// [`SubmitError::Invalid`] if the fee cannot be paid or the like; [`SubmitError::Failed`] with
	/// the pallet's error; [`SubmitError::Dropped`] or [`SubmitError::TimedOut`] if it was not
	/// included; [`SubmitError::FinalityLags`] if it would not be final in time.
	pub async fn submit_signed(
		&self,
		call: &impl Payload,
		account: &Account,
		terms: Terms,
	) -> Result<Receipt, SubmitError> {
		let connection = self.connection();
		let transaction = connection.sign(call, account, terms).await?;
		let hash = connection.wait_for_inclusion(&transaction, terms.wait);
		let hash = tokio::time::timeout(INCLUSION_TIMEOUT, hash).await;
		let hash = hash.map_err(|_| SubmitError::TimedOut)??;
		connection.receipt(&transaction, hash).await
	}
}

impl Connection {
	async fn sign(
		&self,
		call: &impl Payload,
		account: &Account,
		terms: Terms,
	) -> Result<Vec<u8>, SubmitError> {
		// The nonce includes the transactions in the pool.
		let signer = account.account_id();
		let nonce = with_timeout(self.rpc.system_account_next_index(&signer)).await?;
		let nonce = nonce.map_err(Error::from)?;
		let best = self.best().await?;
		let start = self.mortality_start(best, terms.wait).await?;
		let start_hash = subxt::utils::H256(start.hash.0);
		let parameters = SubstrateExtrinsicParamsBuilder::<Network>::new()
			.nonce(nonce)
			.mortal_from_unchecked(MORTALITY, start.number.into(), start_hash);
		let parameters = match terms.fee_in {
			FeeIn::Crn => parameters.tip(terms.tip),
			FeeIn::Stcrn => parameters.tip_of(terms.tip, STCRN),
		};
		let at = self.at(best).await?;
		let signable = at.tx().create_signable_offline(call, parameters.build());
		let mut signable = signable.map_err(Error::from)?;
		Ok(signable.sign(account).map_err(Error::from)?.into_encoded())
	}

	/// Returns the block at which a transaction's mortal era starts: one that will not be
	/// retracted.
	async fn mortality_start(&self, best: BlockId, wait: Wait) -> Result<BlockId, SubmitError> {
		let last_final = self.last_final().await?;
		match mortality_start(best.number, last_final.number, wait)? {
			number if number > last_final.number => {
				let found = self.block_at(number).await?;
				Ok(found.ok_or(Error::BlockGone(best.hash))?)
			}
			_ => Ok(last_final),
		}
	}

	/// Submits a transaction and waits. Returns the hash of the block that contains it.
	async fn wait_for_inclusion(
		&self,
		transaction: &[u8],
		wait: Wait,
	) -> Result<H256, SubmitError> {
		let watched = self.rpc.author_submit_and_watch_extrinsic(transaction);
		let mut watched = with_timeout(watched).await??;
		while let Some(status) = watched.next().await {
			match status.map_err(Error::from)? {
				TransactionStatus::InBlock(hash) if wait == Wait::Block => return Ok(H256(hash.0)),
				TransactionStatus::Finalized(hash) => return Ok(H256(hash.0)),
				TransactionStatus::FinalityTimeout(_) => return Err(SubmitError::TimedOut),
				TransactionStatus::Usurped(_) => {
					return Err(SubmitError::Dropped(
						"another transaction with the same nonce replaced it".into(),
					))
				}
				TransactionStatus::Dropped => {
					return Err(SubmitError::Dropped("the pool is full".into()))
				}
				TransactionStatus::Invalid => {
					return Err(SubmitError::Dropped("it became invalid".into()))
				}
				_ => {}
			}
		}
		Err(Error::Connection("the connection is closed".into()).into())
	}

	/// Returns the content of a block. `subxt` reads only one of the JSON forms of [`Extrinsic`].
	async fn block(&self, hash: H256) -> Result<Block, Error> {
		let block = self.raw.request("chain_getBlock", rpc_params![hash]);
		let block: Option<BlockDetails> = with_timeout(block).await??;
		Ok(block.ok_or(Error::BlockGone(hash))?.block)
	}

	/// Returns the receipt of a transaction in a block.
	async fn receipt(&self, transaction: &[u8], hash: H256) -> Result<Receipt, SubmitError> {
		let block = self.block(hash).await?;
		let id = block_id(&block.header);
		let place = block.extrinsics.iter().position(|found| found.matches(transaction));
		let place = place.and_then(|place| u32::try_from(place).ok());
		let phase = Phase::ApplyExtrinsic(place.ok_or(Error::BlockGone(hash))?);
		let runtime = self.runtime_of(id, H256(block.header.parent_hash.0)).await?;
		let found = self.events(id, &runtime).await?;
		let mut events = Vec::new();
		for event in found.iter() {
			let event = event.map_err(Error::from)?;
			if event.phase() != phase {
				continue;
			}
			let (pallet, name) = (event.pallet_name().to_owned(), event.event_name().to_owned());
			if (pallet.as_str(), name.as_str()) == ("System", "ExtrinsicFailed") {
				let error = DispatchError::decode_from(event.field_bytes(), runtime.metadata());
				let error = error.map_err(|error| Error::Metadata(error.to_string()))?;
				return Err(dispatch_failure(&error));
			}
			let fields = event.decode_fields_unchecked_as().map_err(Error::from)?;
			events.push(ChainEvent { pallet, name, fields });
		}
		let transaction = Blake2Hasher::hash(transaction);
		Ok(Receipt { transaction, block: id, events })
	}
}

/// Returns the number of the block at which a transaction's mortal era starts. This is the latest
/// final block. If finality lags far behind, it is a block so deep that it will not be retracted.
fn mortality_start(
	best: BlockNumber,
	last_final: BlockNumber,
	wait: Wait,
) -> Result<BlockNumber, SubmitError> {
	let lag = best.saturating_sub(last_final);
	match wait {
		Wait::Final if lag > MAX_FINALITY_LAG => Err(SubmitError::FinalityLags(lag)),
		_ => Ok(last_final.max(best.saturating_sub(MAX_FINALITY_LAG))),
	}
}

/// Converts the dispatch error of a call.
fn dispatch_failure(error: &DispatchError) -> SubmitError {
	if let DispatchError::Module(error) = error {
		if let Ok(details) = error.details() {
			return SubmitError::Failed {
				pallet: Some(details.pallet.name().into()),
				error: details.variant.name.clone(),
				meaning: details.variant.docs.join(" ").trim().into(),
			};
		}
	}
	SubmitError::Failed { pallet: None, error: error.to_string(), meaning: String::new() }
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn mortality_should_start_at_the_latest_final_block_when_that_is_near() {
		for wait in [Wait::Final, Wait::Block] {
			assert_eq!(mortality_start(132, 100, wait), Ok(100));
			assert_eq!(mortality_start(100, 100, wait), Ok(100));
			// The two queries may see different states.
			assert_eq!(mortality_start(100, 101, wait), Ok(101));
		}
	}

	#[test]
	fn transaction_should_not_be_signed_when_finality_lags_and_it_must_become_final() {
		let refused = mortality_start(133, 100, Wait::Final).unwrap_err();
		assert_eq!(refused, SubmitError::FinalityLags(33));
	}

	#[test]
	fn transaction_should_have_half_its_mortal_era_left_when_finality_lags_and_a_block_is_enough() {
		assert_eq!(mortality_start(1_000, 100, Wait::Block), Ok(968));
	}
}
