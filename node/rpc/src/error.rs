//! What can go wrong, each with a code that stays what it is. docs/rpc.md explains them.

use cairn_primitives::{coverage::WindowIndex, BlockNumber, Hash};
use jsonrpsee::types::{ErrorObject, ErrorObjectOwned};
use std::fmt;

/// The codes begin with the number that Cairn's addresses begin with, which is far from any that
/// other methods of a Substrate node use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum Code {
	/// Hexadecimal digits that are none, too few or too many.
	BadHex = 92_851,
	/// An account that is none, or another network's.
	BadAddress = 92_852,
	/// A cell that is none, or finer than devices are located.
	BadCell = 92_853,
	/// An amount that is no whole number.
	BadAmount = 92_854,
	/// A cursor that no page has given.
	BadCursor = 92_855,
	/// A page of nothing, or larger than pages are.
	BadPageSize = 92_856,
	/// A block that this node does not know.
	UnknownBlock = 92_861,
	/// A block whose state this node has discarded.
	DiscardedBlock = 92_862,
	/// The runtime could not answer.
	RuntimeFailed = 92_863,
	/// A device that the block does not know.
	UnknownDevice = 92_871,
	/// A window that the block does not know.
	UnknownWindow = 92_872,
	/// A subscriber that did not take what it was sent.
	TooSlow = 92_881,
	/// Blocks whose state was discarded before it was read.
	BlocksMissed = 92_882,
	/// Events that this version of the node cannot read.
	NodeOutdated = 92_883,
}

/// What went wrong.
#[derive(Clone, Debug)]
pub enum Error {
	/// See [`Code::BadHex`].
	BadHex {
		/// What it should have been.
		wanted: &'static str,
		/// What it was.
		given: String,
	},
	/// See [`Code::BadAddress`].
	BadAddress {
		/// What it was.
		given: String,
		/// Why it is none.
		reason: String,
	},
	/// See [`Code::BadCell`].
	BadCell {
		/// What it was.
		given: String,
		/// Why it cannot be looked up.
		reason: &'static str,
	},
	/// See [`Code::BadAmount`].
	BadAmount {
		/// What it was.
		given: String,
	},
	/// See [`Code::BadCursor`].
	BadCursor {
		/// What it was.
		given: String,
	},
	/// See [`Code::BadPageSize`].
	BadPageSize {
		/// What was asked for.
		asked: u32,
		/// The most that can be.
		most: u32,
	},
	/// See [`Code::UnknownBlock`].
	UnknownBlock {
		/// Its hash.
		hash: Hash,
		/// The best block.
		best: BlockNumber,
	},
	/// See [`Code::DiscardedBlock`].
	DiscardedBlock {
		/// Its hash.
		hash: Hash,
	},
	/// See [`Code::RuntimeFailed`].
	RuntimeFailed {
		/// The block whose runtime was asked.
		hash: Hash,
		/// What it said.
		reason: String,
	},
	/// See [`Code::UnknownDevice`].
	UnknownDevice {
		/// Its number or its key.
		device: String,
	},
	/// See [`Code::UnknownWindow`].
	UnknownWindow {
		/// Its number; none if no window has begun.
		window: Option<WindowIndex>,
	},
	/// See [`Code::TooSlow`].
	TooSlow,
	/// See [`Code::BlocksMissed`].
	BlocksMissed {
		/// The first of them.
		first: Hash,
	},
	/// See [`Code::NodeOutdated`].
	NodeOutdated {
		/// The block that has them.
		hash: Hash,
	},
}

impl Error {
	/// Its code.
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
				"'{}' is no address of Cairn: {reason}. Addresses begin with 'cr'",
				Shortened(given)
			),
			Self::BadCell { given, reason } => write!(
				out,
				"'{}' is no H3 cell that can be looked up: {reason}. Give the cell's index as hex \
				 digits, such as '8c1f9aa6a1997ff'",
				Shortened(given)
			),
			Self::BadAmount { given } => write!(
				out,
				"'{}' is no amount: give the smallest units as a string of decimal digits, below \
				 2^128; 1 CRN is '1000000000000'",
				Shortened(given)
			),
			Self::BadCursor { given } => write!(
				out,
				"'{}' is no cursor: give what the page before has as 'next', or null for the first",
				Shortened(given)
			),
			Self::BadPageSize { asked, most } => write!(
				out,
				"a page has 1 to {most} items, not {asked}: ask for the next page with the cursor"
			),
			Self::UnknownBlock { hash, best } => write!(
				out,
				"this node does not know the block {hash:?}; its best block is #{best}. Wait until \
				 it has come if it is new, and see whether it is this network's"
			),
			Self::DiscardedBlock { hash } => write!(
				out,
				"this node does not keep the state after the block {hash:?} any more: ask about a \
				 later block, or a node that runs with --state-pruning archive"
			),
			Self::RuntimeFailed { hash, reason } => write!(
				out,
				"the runtime of the block {hash:?} could not answer: {reason}. A block from before \
				 the runtime could be asked this never will"
			),
			Self::UnknownDevice { device } => write!(
				out,
				"there is no device {}: see whether it is onboarded at this block",
				Shortened(device)
			),
			Self::UnknownWindow { window: Some(window) } => write!(
				out,
				"the window {window} has not begun at this block, or is closed already: ask at a \
				 block in which it is open"
			),
			Self::UnknownWindow { window: None } => {
				write!(out, "no window has begun at this block: ask at a later one")
			}
			Self::TooSlow => write!(
				out,
				"too many notifications waited to be read: subscribe again, and ask for what was \
				 missed"
			),
			Self::BlocksMissed { first } => write!(
				out,
				"blocks from {first:?} on became final so fast that their state was discarded before \
				 it was read: subscribe again, and ask a node that keeps it for what was missed"
			),
			Self::NodeOutdated { hash } => write!(
				out,
				"this version of the node cannot read the events of the block {hash:?}: the runtime \
				 is newer. Update the node, or read events with the chain's metadata"
			),
		}
	}
}

impl From<Error> for ErrorObjectOwned {
	fn from(error: Error) -> Self {
		ErrorObject::owned(error.code() as i32, error.to_string(), None::<()>)
	}
}

/// The beginning of what was given: nobody gets a megabyte back.
struct Shortened<'a>(&'a str);

impl fmt::Display for Shortened<'_> {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		const MOST: usize = 80;
		match self.0.char_indices().nth(MOST) {
			Some((end, _)) => write!(out, "{}…", self.0.get(..end).unwrap_or_default()),
			None => out.write_str(self.0),
		}
	}
}
