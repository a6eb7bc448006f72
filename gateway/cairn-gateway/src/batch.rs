//! The items of one relay call.

use cairn_gateway_agent::relay::{Item, Statement};
use cairn_gateway_chain::calls::{self, Call};
use cairn_primitives::{
	coverage::{WindowIndex, RELAYED_ITEMS, RELAYED_PROOFS},
	devices::DeviceIndex,
};
use std::collections::BTreeMap;

/// The maximum number of proofs in a call.
const MAX_PROOFS: usize = RELAYED_PROOFS as usize;

/// The maximum number of items for one proof in a call.
const MAX_ITEMS_PER_PROOF: usize = RELAYED_ITEMS as usize;

/// The maximum number of items in a call. The chain accepts more, but such a call does not fit into
/// a block.
pub const MAX_ITEMS: usize = 64;

/// The items of a call, sorted by proof.
#[derive(Debug, Default)]
pub struct Batch {
	proofs: BTreeMap<(WindowIndex, DeviceIndex), Vec<Item>>,
}

impl Batch {
	/// Adds an item, unless the batch contains it already or its proof is full. The chain would
	/// reject the items beyond that limit.
	pub fn add(&mut self, item: Item) {
		let items = self.proofs.entry((item.window, item.beaconer())).or_default();
		if !items.contains(&item) && items.len() < MAX_ITEMS_PER_PROOF {
			items.push(item);
		}
	}

	/// Returns true if any further item fits.
	pub fn has_room(&self) -> bool {
		self.proof_count() < MAX_PROOFS && self.item_count() < MAX_ITEMS
	}

	/// The number of items.
	pub fn item_count(&self) -> usize {
		self.proofs.values().map(Vec::len).sum()
	}

	/// The number of proofs.
	pub fn proof_count(&self) -> usize {
		self.proofs.len()
	}

	/// Returns the relay call. The items of a proof are in the order in which the chain expects them.
	pub fn to_call(&self) -> Call {
		let proofs = self.proofs.iter().map(|((window, beaconer), items)| {
			let mut items: Vec<_> = items.iter().collect();
			items.sort_by_key(|item| match &item.statement {
				Statement::Announce { .. } => 0,
				Statement::Report { .. } => 1,
				Statement::Reveal { .. } => 2,
			});
			let statements = items.into_iter().map(Item::signed).collect();
			(*window, *beaconer, statements)
		});
		calls::relay(proofs)
	}
}
