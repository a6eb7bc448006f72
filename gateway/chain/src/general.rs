//! General transactions: version 5, with extensions and without a signature.
//!
//! `subxt` makes them only with an account's signature in hand, which here nobody has; so the few
//! bytes around the call are put together here, in the order in which the runtime's metadata lists
//! its extensions. Extensions that carry nothing may come and go with upgrades.

use crate::error::Error;
use codec::{Compact, Encode};
use subxt::{
	ext::scale_decode::visitor::{decode_with_visitor, IgnoreVisitor},
	Metadata,
};

/// What the first byte of a general transaction of version 5 is.
const GENERAL_V5: u8 = 0b0100_0000 | 5;

/// The version of the list of extensions that is used.
const EXTENSIONS: u8 = 0;

/// The bytes of a general transaction that brings `call`.
///
/// # Errors
/// [`Error::Metadata`] if the runtime has an extension that must say something and is not known here.
pub(crate) fn general_transaction(metadata: &Metadata, call: &[u8]) -> Result<Vec<u8>, Error> {
	let mut content = vec![GENERAL_V5, EXTENSIONS];
	let extensions = metadata.extrinsic().transaction_extensions_by_version(EXTENSIONS);
	let extensions = extensions.ok_or_else(|| {
		Error::Metadata(format!("no version {EXTENSIONS} of transaction extensions"))
	})?;
	for extension in extensions {
		let name = extension.identifier();
		if let Some(nothing) = empty_extension(name) {
			content.extend(nothing);
		} else if !is_empty(extension.extra_ty(), metadata) {
			return Err(Error::Metadata(format!("transaction extension {name}")));
		}
	}
	content.extend(call);
	let mut transaction = Compact(u32::try_from(content.len()).unwrap_or(u32::MAX)).encode();
	transaction.extend(content);
	Ok(transaction)
}

/// What an extension carries when nobody signs and nobody pays.
fn empty_extension(extension: &str) -> Option<&'static [u8]> {
	match extension {
		// Immortal: the call has deadlines of its own.
		"CheckMortality" => Some(&[0]),
		// Nobody's nonce.
		"CheckNonce" => Some(&[0]),
		// No tip, in no asset.
		"ChargeAssetTxPayment" => Some(&[0, 0]),
		// No metadata hash.
		"CheckMetadataHash" => Some(&[0]),
		_ => None,
	}
}

/// Whether values of a type have no bytes: one can be read out of none.
fn is_empty(type_id: u32, metadata: &Metadata) -> bool {
	decode_with_visitor(&mut &[][..], type_id, metadata.types(), IgnoreVisitor::new()).is_ok()
}
