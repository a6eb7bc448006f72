//! The errors of the methods, each with a stable code. docs/rpc.md explains the codes.

use cairn_primitives::{coverage::WindowIndex, BlockNumber, Hash};
use jsonrpsee::types::{ErrorObject, ErrorObjectOwned};
use std::fmt;

/// The codes of the errors. They start with 9285, the prefix of Cairn's addresses, which is far from
/// the codes of other methods of a Substrate node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum Code {
	/// A hash or a key is not `0x` and 64 hexadecimal digits.
	BadHex = 92_851,
	/// A text is not an address, or is an address of another network.
	BadAddress = 92_852,
	/// A text is not an H3 cell, or is a cell finer than those in which devices are located.
	BadCell = 92_853,
	/// An amount is not a whole number.
	BadAmount = 92_854,
	/// A cursor is not one that a page returned.
	BadCursor = 92_855,
	/// A page size is 0 or above the maximum.
	BadPageSize = 92_856,
	/// The node does not know the block.
	UnknownBlock = 92_861,
	/// The node has discarded the state after the block.
	DiscardedBlock = 92_862,
	/// The call to the runtime failed.
	RuntimeFailed = 92_863,
	/// The device does not exist at the block.
	UnknownDevice = 92_871,
	/// The window has not begun at the block, or is closed.
	UnknownWindow = 92_872,
	/// A subscriber read its notifications too slowly.
	TooSlow = 92_881,
	/// The state of final blocks was discarded before the node read it for subscriptions.
	BlocksMissed = 92_882,
	/// This version of the node cannot decode the events of a block.
	NodeOutdated = 92_883,
}

/// An error, with the values for its message.
#[derive(Clone, Debug)]
pub enum Error {
	/// See [`Code::BadHex`].
	BadHex {
		/// The expected kind of value.
		wanted: &'static str,
		/// The value that was passed.
		given: String,
	},
	/// See [`Code::BadAddress`].
	BadAddress {
		/// The value that was passed.
		given: String,
		/// The reason why it is not a valid address.
		reason: String,
	},
	/// See [`Code::BadCell`].
	BadCell {
		/// The value that was passed.
		given: String,
		/// The reason why it is not a valid cell.
		reason: &'static str,
	},
	/// See [`Code::BadAmount`].
	BadAmount {
		/// The value that was passed.
		given: String,
	},
	/// See [`Code::BadCursor`].
	BadCursor {
		/// The value that was passed.
		given: String,
	},
	/// See [`Code::BadPageSize`].
	BadPageSize {
		/// The requested page size.
		asked: u32,
		/// The largest page size.
		max: u32,
	},
	/// See [`Code::UnknownBlock`].
	UnknownBlock {
		/// The hash of the block.
		hash: Hash,
		/// The number of the best block.
		best: BlockNumber,
	},
	/// See [`Code::DiscardedBlock`].
	DiscardedBlock {
		/// The hash of the block.
		hash: Hash,
	},
	/// See [`Code::RuntimeFailed`].
	RuntimeFailed {
		/// The hash of the block whose runtime was called.
		hash: Hash,
		/// The error of the runtime.
		reason: String,
	},
	/// See [`Code::UnknownDevice`].
	UnknownDevice {
		/// The number or the key of the device.
		device: String,
	},
	/// See [`Code::UnknownWindow`].
	UnknownWindow {
		/// The number of the window; `None` if no window has begun.
		window: Option<WindowIndex>,
	},
	/// See [`Code::TooSlow`].
	TooSlow,
	/// See [`Code::BlocksMissed`].
	BlocksMissed {
		/// The first of these blocks.
		first: Hash,
	},
	/// See [`Code::NodeOutdated`].
	NodeOutdated {
		/// The hash of the block.
		hash: Hash,
	},
}

impl Error {
	/// Returns the code of the error.
	pub fn code(&self) -> Code {
		match self {
			Self::BadHex { .. } => Code::BadHex,
			Self::BadAddress { .. } => Code::BadAddress,
			Self::BadCell { .. } => Code::BadCell,
			Self::BadAmount { .. } => Code::BadAmount,
			Self::BadCursor { .. } => Code::BadCursor,
			Self::BadPageSize { .. } => Code::BadPageSize,
			Self::UnknownBlock { .. } => Code::UnknownBlock,
			Self::DiscardedBlock { .. } => Code::DiscardedBlock,
			Self::RuntimeFailed { .. } => Code::RuntimeFailed,
			Self::UnknownDevice { .. } => Code::UnknownDevice,
			Self::UnknownWindow { .. } => Code::UnknownWindow,
			Self::TooSlow => Code::TooSlow,
			Self::BlocksMissed { .. } => Code::BlocksMissed,
			Self::NodeOutdated { .. } => Code::NodeOutdated,
		}
	}
}

impl fmt::Display for Error {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::BadHex { wanted, given } => {
				write!(out, "'{}' is not {wanted}", Shortened(given))
			}
			Self::BadAddress { given, reason } => write!(
				out,
				"'{}' is not a Cairn address: {reason}. Cairn addresses start with 'cr'",
				Shortened(given)
			),
			Self::BadCell { given, reason } => write!(
				out,
				"'{}' is not a valid cell: {reason}. Pass the H3 index as hexadecimal digits, such as \
				 '8c1f9aa6a1997ff'",
				Shortened(given)
			),
			Self::BadAmount { given } => write!(
				out,
				"'{}' is not an amount: pass the smallest units as a string of decimal digits, below \
				 2^128; 1 CRN is '1000000000000'",
				Shortened(given)
			),
			Self::BadCursor { given } => write!(
				out,
				"'{}' is not a valid cursor: pass the 'next' of the previous page, or null for the \
				 first page",
				Shortened(given)
			),
			Self::BadPageSize { asked, max } => write!(
				out,
				"a page has 1 to {max} items, not {asked}: request further pages with the cursor"
			),
			Self::UnknownBlock { hash, best } => write!(
				out,
				"this node does not know the block {hash:?}; its best block is #{best}. Retry if the \
				 block is new, and check that it belongs to this network"
			),
			Self::DiscardedBlock { hash } => write!(
				out,
				"this node has discarded the state after the block {hash:?}: query a later block, or \
				 a node that runs with --state-pruning archive"
			),
			Self::RuntimeFailed { hash, reason } => write!(
				out,
				"the call to the runtime of the block {hash:?} failed: {reason}. Query a later block \
				 if the runtime of this one is too old for the query"
			),
			Self::UnknownDevice { device } => write!(
				out,
				"device {} does not exist: check that it is onboarded at this block",
				Shortened(device)
			),
			Self::UnknownWindow { window: Some(window) } => write!(
				out,
				"window {window} has not begun at this block, or is closed: query a block at which it \
				 is open"
			),
			Self::UnknownWindow { window: None } => {
				write!(out, "no window has begun at this block: query a later block")
			}
			Self::TooSlow => write!(
				out,
				"the subscription ended because too many notifications waited to be read: subscribe \
				 again, and query what you missed"
			),
			Self::BlocksMissed { first } => write!(
				out,
				"the subscription ended because blocks from {first:?} on became final so fast that \
				 their state was discarded before it was read: subscribe again, and query what you \
				 missed from a node that runs with --state-pruning archive"
			),
			Self::NodeOutdated { hash } => write!(
				out,
				"this version of the node cannot decode the events of the block {hash:?}, because the \
				 runtime is newer. Update the node, or decode events with the metadata of the chain"
			),
		}
	}
}

impl From<Error> for ErrorObjectOwned {
	fn from(error: Error) -> Self {
		ErrorObject::owned(error.code() as i32, error.to_string(), None::<()>)
	}
}

/// Displays the start of a parameter, so that the message stays short.
struct Shortened<'a>(&'a str);

impl fmt::Display for Shortened<'_> {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		const MAX_CHARS: usize = 80;
		match self.0.char_indices().nth(MAX_CHARS) {
			Some((end, _)) => write!(out, "{}…", self.0.get(..end).unwrap_or_default()),
			None => out.write_str(self.0),
		}
	}
}
