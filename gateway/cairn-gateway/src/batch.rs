//! What goes into one call.

use cairn_gateway_agent::relay::{Item, Statement};
use cairn_gateway_chain::calls::{self, Call};
use cairn_primitives::{coverage::WindowIndex, devices::DeviceIndex};
use std::collections::BTreeMap;

/// The proofs that a call carries, and the items for each of them (docs/coverage.md, "Relay").
const MOST_PROOFS: usize = 16;
const MOST_ITEMS_OF_A_PROOF: usize = 33;

/// The items of a call. A call may carry more, and then costs more than a block has.
pub const MOST_ITEMS: usize = 64;

/// Items, filed by what they are about.
#[derive(Debug, Default)]
pub struct Batch {
	proofs: BTreeMap<(WindowIndex, DeviceIndex), Vec<Item>>,
}

impl Batch {
	/// Adds an item, if it is not there already. Those that find no room in their proof are dropped:
	/// no more than so many can count.
	pub fn add(&mut self, item: Item) {
		let items = self.proofs.entry((item.window, item.beaconer())).or_default();
		if !items.contains(&item) && items.len() < MOST_ITEMS_OF_A_PROOF {
			items.push(item);
		}
	}

	/// Whether another item fits in any case.
	pub fn has_room(&self) -> bool {
		self.proofs() < MOST_PROOFS && self.items() < MOST_ITEMS
	}

	/// How many items there are.
	pub fn items(&self) -> usize {
		self.proofs.values().map(Vec::len).sum()
	}

	/// For how many proofs.
	pub fn proofs(&self) -> usize {
		self.proofs.len()
	}

	/// The call that carries them: for each proof what comes first in its life first.
	pub fn call(&self) -> Call {
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
