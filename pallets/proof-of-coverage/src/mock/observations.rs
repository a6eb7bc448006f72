//! What tests observe: events, storage and judgements.

use super::{Coverage, System, Test};
use crate::*;

/// Returns the first ordinal with which the device has not reported.
pub fn free_ordinal(index: WindowIndex, witness: DeviceIndex) -> u8 {
	let record = DeviceRecords::<Test>::get(witness).unwrap_or_default();
	(0..ORDINALS).find(|it| !record.has_used_ordinal(index, *it)).unwrap()
}

/// Returns the units and the judgements of the last settlement in this block.
pub fn settled() -> (Units, Judgements) {
	events()
		.into_iter()
		.filter_map(|event| match event {
			Event::ProofSettled { units, judgements, .. } => Some((units, judgements)),
			_ => None,
		})
		.next_back()
		.unwrap()
}

/// Returns the number of entries that a storage item of the pallet has.
pub fn storage_entries(item: &str) -> usize {
	use sp_io::hashing::twox_128;
	let prefix = [twox_128(b"Coverage"), twox_128(item.as_bytes())].concat();
	let next = |key: &Vec<u8>| sp_io::storage::next_key(key).filter(|it| it.starts_with(&prefix));
	std::iter::successors(next(&prefix), next).count()
}

/// Returns the witnesses whose reports a proof keeps.
pub fn kept_witnesses(index: WindowIndex, beaconer: DeviceIndex) -> Vec<DeviceIndex> {
	let reports = Coverage::open_proof(index, beaconer).unwrap().reports;
	reports.iter().map(|report| report.witness).collect()
}

/// Returns the reason for a strike in this block, and the number of strikes since.
pub fn strike_of(device: DeviceIndex) -> Option<(StrikeReason, u8)> {
	events().into_iter().find_map(|event| match event {
		Event::DeviceStruck { device: struck, reason, strikes, .. } if struck == device => {
			Some((reason, strikes))
		}
		_ => None,
	})
}

/// Returns the verdict on the report of a witness.
pub fn verdict_of(judgements: &Judgements, witness: DeviceIndex) -> Verdict {
	judgements.iter().find(|judgement| judgement.witness == witness).unwrap().verdict
}

pub fn events() -> Vec<Event<Test>> {
	System::read_events_for_pallet()
}
