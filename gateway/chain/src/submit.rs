//! Transactions: those of devices, for which nobody pays, and those of accounts.

use crate::{
	account::Account,
	calls::device_call,
	client::{in_time, Client, Connection},
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

/// How long a signed transaction is valid, in blocks.
const MORTALITY: u64 = 64;

/// How far finality may lag behind the best block before a transaction that is born in the last final
/// one has too little of its life left: it would be refused for its signature, which says nothing.
const MOST_LAG: BlockNumber = 32;

/// How long it is waited for: its life, and what finality may lag.
const INCLUSION_TIMEOUT: Duration = Duration::from_secs(8 * 60);

/// The asset that is stCRN.
const STCRN: u32 = 1;

/// What a fee is paid in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FeeIn {
	/// CRN.
	#[default]
	Crn,
	/// stCRN, the token of liquid staking.
	Stcrn,
}

/// How long to wait for a transaction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wait {
	/// Until it is in a block of the best chain, which may still be retracted.
	Block,
	/// Until that block is final.
	#[default]
	Final,
}

/// How a signed transaction is paid and waited for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terms {
	/// What the fee is paid in.
	pub fee_in: FeeIn,
	/// What is given to the block's author beside the fee, in planck.
	pub tip: Balance,
	/// How long to wait.
	pub wait: Wait,
}

/// A transaction that has done what it should.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
	/// Its hash.
	pub transaction: H256,
	/// The block that it is in.
	pub block: BlockId,
	/// What it has brought about.
	pub events: Vec<ChainEvent>,
}

/// An event of any pallet.
#[derive(Clone, Debug, PartialEq)]
pub struct ChainEvent {
	/// The name of the pallet.
	pub pallet: String,
	/// Its name.
	pub name: String,
	/// What it says.
	pub fields: Composite<()>,
}

impl fmt::Display for ChainEvent {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(out, "{}.{} ", self.pallet, self.name)?;
		subxt::dynamic::Value { value: self.fields.clone().into(), context: () }.fmt(out)
	}
}

/// What `chain_getBlock` answers.
#[derive(Deserialize)]
struct BlockDetails {
	block: Block,
}

#[derive(Deserialize)]
struct Block {
	header: Header,
	extrinsics: Vec<Extrinsic>,
}

/// A transaction in a block. Releases of the SDK differ in how they write it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Extrinsic {
	Bytes(Vec<u8>),
	Hexadecimal(String),
}

impl Extrinsic {
	fn is(&self, transaction: &[u8]) -> bool {
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
	/// Submits what a device has signed. It is in the pool then; whether it gets into a block, only
	/// its event tells.
	///
	/// # Errors
	/// [`SubmitError::Refused`] with what the runtime says, [`SubmitError::Banned`] if it has said so
	/// to the same bytes before; [`SubmitError::Chain`] if the node does not answer.
	pub async fn submit(&self, signed: &SignedStatement) -> Result<(), SubmitError> {
		let connection = self.connection();
		let at = connection.at(connection.best().await?).await?;
		let call = at.tx().call_data(&device_call(signed)).map_err(Error::from)?;
		let transaction = general_transaction(at.metadata_ref(), &call)?;
		in_time(connection.rpc.author_submit_extrinsic(&transaction)).await??;
		Ok(())
	}

	/// Signs a call, submits it, and waits until it is in a block.
	///
	/// - `call`: [`subxt::tx::dynamic`], or any other payload.
	///
	/// # Errors
	/// [`SubmitError::Invalid`] if it cannot be paid or the like, [`SubmitError::Failed`] with the
	/// pallet's error, [`SubmitError::Dropped`] and [`SubmitError::TimedOut`] if it is in no block,
	/// [`SubmitError::FinalityLags`] if it would not be final in time.
	pub async fn submit_signed(
		&self,
		call: &impl Payload,
		account: &Account,
		terms: Terms,
	) -> Result<Receipt, SubmitError> {
		let connection = self.connection();
		let transaction = connection.sign(call, account, terms).await?;
		let hash = connection.included(&transaction, terms.wait);
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
		// The nonce counts what waits in the pool too.
		let signer = account.account_id();
		let nonce = in_time(self.rpc.system_account_next_index(&signer)).await?;
		let nonce = nonce.map_err(Error::from)?;
		let best = self.best().await?;
		let birth = self.birth(best, terms.wait).await?;
		let born = subxt::utils::H256(birth.hash.0);
		let parameters = SubstrateExtrinsicParamsBuilder::<Network>::new()
			.nonce(nonce)
			.mortal_from_unchecked(MORTALITY, birth.number.into(), born);
		let parameters = match terms.fee_in {
			FeeIn::Crn => parameters.tip(terms.tip),
			FeeIn::Stcrn => parameters.tip_of(terms.tip, STCRN),
		};
		let at = self.at(best).await?;
		let signable = at.tx().create_signable_offline(call, parameters.build());
		let mut signable = signable.map_err(Error::from)?;
		Ok(signable.sign(account).map_err(Error::from)?.into_encoded())
	}

	/// The block that a transaction's life begins with: one that stays.
	async fn birth(&self, best: BlockId, wait: Wait) -> Result<BlockId, SubmitError> {
		let last_final = self.last_final().await?;
		match birth(best.number, last_final.number, wait)? {
			number if number > last_final.number => {
				let found = self.numbered(number).await?;
				Ok(found.ok_or(Error::BlockGone(best.hash))?)
			}
			_ => Ok(last_final),
		}
	}

	/// Submits a transaction and waits. Answers the hash of the block that it is in.
	async fn included(&self, transaction: &[u8], wait: Wait) -> Result<H256, SubmitError> {
		let watched = self.rpc.author_submit_and_watch_extrinsic(transaction);
		let mut watched = in_time(watched).await??;
		while let Some(status) = watched.next().await {
			match status.map_err(Error::from)? {
				TransactionStatus::InBlock(hash) if wait == Wait::Block => return Ok(H256(hash.0)),
				TransactionStatus::Finalized(hash) => return Ok(H256(hash.0)),
				TransactionStatus::FinalityTimeout(_) => return Err(SubmitError::TimedOut),
				TransactionStatus::Usurped(_) => {
					return Err(SubmitError::Dropped("another with its nonce came".into()))
				}
				TransactionStatus::Dropped => {
					return Err(SubmitError::Dropped("the pool is full".into()))
				}
				TransactionStatus::Invalid => {
					return Err(SubmitError::Dropped("it has become invalid".into()))
				}
				_ => {}
			}
		}
		Err(Error::Connection("the connection is closed".into()).into())
	}

	/// A block's content. `subxt` reads only one of the ways in which [`Extrinsic`]s are written.
	async fn block(&self, hash: H256) -> Result<Block, Error> {
		let block = self.raw.request("chain_getBlock", rpc_params![hash]);
		let block: Option<BlockDetails> = in_time(block).await??;
		Ok(block.ok_or(Error::BlockGone(hash))?.block)
	}

	/// What a transaction has brought about in a block.
	async fn receipt(&self, transaction: &[u8], hash: H256) -> Result<Receipt, SubmitError> {
		let block = self.block(hash).await?;
		let id = block_id(&block.header);
		let place = block.extrinsics.iter().position(|found| found.is(transaction));
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
				return Err(failure(&error));
			}
			let fields = event.decode_fields_unchecked_as().map_err(Error::from)?;
			events.push(ChainEvent { pallet, name, fields });
		}
		let transaction = Blake2Hasher::hash(transaction);
		Ok(Receipt { transaction, block: id, events })
	}
}

/// The number of the block that a transaction's life begins with: the last final one, or where finality
/// lags far behind one so deep that it stays all the same.
fn birth(
	best: BlockNumber,
	last_final: BlockNumber,
	wait: Wait,
) -> Result<BlockNumber, SubmitError> {
	let lag = best.saturating_sub(last_final);
	match wait {
		Wait::Final if lag > MOST_LAG => Err(SubmitError::FinalityLags(lag)),
		_ => Ok(last_final.max(best.saturating_sub(MOST_LAG))),
	}
}

/// Names the error that a call has failed with.
fn failure(error: &DispatchError) -> SubmitError {
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
	fn transaction_should_be_born_in_the_last_final_block_when_that_is_near() {
		for wait in [Wait::Final, Wait::Block] {
			assert_eq!(birth(132, 100, wait), Ok(100));
			assert_eq!(birth(100, 100, wait), Ok(100));
			// The two were asked for one after the other.
			assert_eq!(birth(100, 101, wait), Ok(101));
		}
	}

	#[test]
	fn transaction_should_not_be_signed_when_finality_lags_and_it_is_to_be_final() {
		let refused = birth(133, 100, Wait::Final).unwrap_err();
		assert_eq!(refused, SubmitError::FinalityLags(33));
	}

	#[test]
	fn transaction_should_have_half_its_life_left_when_finality_lags_and_a_block_is_enough() {
		assert_eq!(birth(1_000, 100, Wait::Block), Ok(968));
	}
}
