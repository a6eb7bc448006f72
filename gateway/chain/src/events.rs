//! Decodes the events of proof of coverage.

use crate::{error::Error, network::Network, views::raw};
use cairn_gateway_types::coverage::{CoverageEvent, Judgement, StrikeReason, Window};
use cairn_primitives::{coverage::WindowIndex, devices::DeviceIndex, rewards::Units, BlockNumber};
use subxt::{
	dynamic::Value,
	events::{Event, Events},
	ext::{scale_decode::DecodeAsType, scale_value::ValueDef},
};

/// The pallet of proof of coverage.
const PALLET: &str = "ProofOfCoverage";

/// The required fields, with the names and types of the runtime.
#[allow(unused_imports)] // the derive inside the macro adds unused imports
mod fields {
	use super::*;

	macro_rules! fields {
		($($name:ident { $($field:ident: $kind:ty,)+ })+) => {
			$(
				#[derive(DecodeAsType)]
				#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
				pub struct $name { $(pub $field: $kind,)+ }
			)+
		};
	}

	#[derive(DecodeAsType)]
	#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
	pub enum StrikeReason {
		MissedReveal,
		FalseReport,
	}

	fields! {
		WindowOpened {
			window: WindowIndex, seed: [u8; 32], threshold: u64, announce_by: BlockNumber,
			report_by: BlockNumber, reveal_from: BlockNumber, reveal_by: BlockNumber,
		}
		BeaconAnnounced {
			window: WindowIndex, beaconer: DeviceIndex, announcement: raw::Announcement,
		}
		BeaconReported { window: WindowIndex, beaconer: DeviceIndex, witness: DeviceIndex, }
		Judgement { witness: DeviceIndex, verdict: Value, units: Units, }
		ProofSettled {
			window: WindowIndex, beaconer: DeviceIndex, units: Units,
			judgements: Vec<Judgement>,
		}
		ProofExpired { window: WindowIndex, beaconer: DeviceIndex, }
		DeviceStruck {
			window: WindowIndex, device: DeviceIndex, reason: StrikeReason, strikes: u8, suspends: bool,
		}
	}
}

/// Decodes the coverage events of a block.
///
/// - `number`: the number of the block.
///
/// # Errors
/// [`Error::Metadata`] if an event lacks a required field.
pub(crate) fn coverage_events(
	events: &Events<Network>,
	number: BlockNumber,
) -> Result<Vec<CoverageEvent>, Error> {
	let mut found = Vec::new();
	for event in events.iter() {
		let event = event?;
		if event.pallet_name() == PALLET {
			found.extend(decode(&event, number)?);
		}
	}
	Ok(found)
}

fn decode(event: &Event<'_, Network>, number: BlockNumber) -> Result<Option<CoverageEvent>, Error> {
	Ok(Some(match event.event_name() {
		"WindowOpened" => {
			let fields: fields::WindowOpened = event.decode_fields_unchecked_as()?;
			CoverageEvent::WindowOpened(Window {
				index: fields.window,
				seed: fields.seed.into(),
				threshold: fields.threshold,
				begins_at: number,
				announce_by: fields.announce_by,
				report_by: fields.report_by,
				reveal_from: fields.reveal_from,
				reveal_by: fields.reveal_by,
			})
		}
		"BeaconAnnounced" => {
			let fields: fields::BeaconAnnounced = event.decode_fields_unchecked_as()?;
			let fields::BeaconAnnounced { window, beaconer, announcement } = fields;
			CoverageEvent::BeaconAnnounced { window, beaconer, announcement: announcement.into() }
		}
		"BeaconReported" => {
			let fields: fields::BeaconReported = event.decode_fields_unchecked_as()?;
			let fields::BeaconReported { window, beaconer, witness } = fields;
			CoverageEvent::BeaconReported { window, beaconer, witness }
		}
		"ProofSettled" => {
			let fields: fields::ProofSettled = event.decode_fields_unchecked_as()?;
			let fields::ProofSettled { window, beaconer, units, judgements } = fields;
			let judgements = judgements.into_iter().map(Judgement::from).collect();
			CoverageEvent::ProofSettled { window, beaconer, units, judgements }
		}
		"ProofExpired" => {
			let fields: fields::ProofExpired = event.decode_fields_unchecked_as()?;
			CoverageEvent::ProofExpired { window: fields.window, beaconer: fields.beaconer }
		}
		"DeviceStruck" => {
			let fields: fields::DeviceStruck = event.decode_fields_unchecked_as()?;
			let fields::DeviceStruck { window, device, reason, strikes, suspends } = fields;
			CoverageEvent::DeviceStruck { window, device, reason: reason.into(), strikes, suspends }
		}
		_ => return Ok(None),
	}))
}

impl From<fields::StrikeReason> for StrikeReason {
	fn from(reason: fields::StrikeReason) -> Self {
		match reason {
			fields::StrikeReason::MissedReveal => Self::MissedReveal,
			fields::StrikeReason::FalseReport => Self::FalseReport,
		}
	}
}

impl From<fields::Judgement> for Judgement {
	fn from(fields: fields::Judgement) -> Self {
		let fields::Judgement { witness, verdict, units } = fields;
		let verdict = match verdict.value {
			ValueDef::Variant(variant) => variant.name,
			_ => String::new(),
		};
		Self { witness, verdict, units }
	}
}
