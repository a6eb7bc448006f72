//! General transactions: version 5, with extensions but without a signature.
//!
//! `subxt` creates them only for a signing account, and a device's statement has none. This module
//! therefore encodes the few bytes around the call, in the order in which the runtime's metadata
//! lists its extensions. Runtime upgrades may add and remove extensions that carry no data.

use crate::error::Error;
use codec::{Compact, Encode};
use subxt::{
	ext::scale_decode::visitor::{decode_with_visitor, IgnoreVisitor},
	Metadata,
};

/// The first byte of a general transaction of version 5.
const GENERAL_V5: u8 = 0b0100_0000 | 5;

/// The version of the extension list in use.
const EXTENSION_VERSION: u8 = 0;

/// Encodes a general transaction with `call`.
///
/// # Errors
/// [`Error::Metadata`] if the runtime has an unknown extension that carries data.
pub(crate) fn general_transaction(metadata: &Metadata, call: &[u8]) -> Result<Vec<u8>, Error> {
	let mut content = vec![GENERAL_V5, EXTENSION_VERSION];
	let extensions = metadata.extrinsic().transaction_extensions_by_version(EXTENSION_VERSION);
	let extensions = extensions.ok_or_else(|| {
		Error::Metadata(format!("no version {EXTENSION_VERSION} of transaction extensions"))
	})?;
	for extension in extensions {
		let name = extension.identifier();
		if let Some(data) = empty_extension(name) {
			content.extend(data);
		} else if !is_empty(extension.extra_ty(), metadata) {
			return Err(Error::Metadata(format!("transaction extension {name}")));
		}
	}
	content.extend(call);
	let mut transaction = Compact(u32::try_from(content.len()).unwrap_or(u32::MAX)).encode();
	transaction.extend(content);
	Ok(transaction)
}

/// Returns the data of an extension for a transaction without signer and fee.
fn empty_extension(extension: &str) -> Option<&'static [u8]> {
	match extension {
		// Immortal, because the call has its own deadlines.
		"CheckMortality" => Some(&[0]),
		// Nonce 0, because there is no signer.
		"CheckNonce" => Some(&[0]),
		// No tip, in no asset.
		"ChargeAssetTxPayment" => Some(&[0, 0]),
		// No metadata hash.
		"CheckMetadataHash" => Some(&[0]),
		_ => None,
	}
}

/// Returns whether values of a type are encoded in zero bytes.
fn is_empty(type_id: u32, metadata: &Metadata) -> bool {
	decode_with_visitor(&mut &[][..], type_id, metadata.types(), IgnoreVisitor::new()).is_ok()
}
