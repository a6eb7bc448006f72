//! What happens on chain, as far as a gateway must know.

use super::{views::raw, Error, Network, Window};
use cairn_primitives::{
	coverage::{Announcement, WindowIndex},
	devices::DeviceIndex,
	rewards::Units,
	BlockNumber,
};
use subxt::{
	dynamic::Value,
	events::{Event, Events},
	ext::{scale_decode::DecodeAsType, scale_value::ValueDef},
};

/// The pallet whose events these are.
const PALLET: &str = "ProofOfCoverage";

/// An event of coverage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CoverageEvent {
	/// A window has begun.
	WindowOpened(Window),
	/// A beacon was announced.
	BeaconAnnounced {
		/// In which window.
		window: WindowIndex,
		/// Whose.
		beaconer: DeviceIndex,
		/// What is going to be sent.
		announcement: Announcement,
	},
	/// A report is kept.
	BeaconReported {
		/// In which window.
		window: WindowIndex,
		/// Whose beacon.
		beaconer: DeviceIndex,
		/// Whose report.
		witness: DeviceIndex,
	},
	/// A beacon was revealed and its reports judged.
	ProofSettled {
		/// In which window it was announced.
		window: WindowIndex,
		/// Whose.
		beaconer: DeviceIndex,
		/// What the beaconer has earned.
		units: Units,
		/// What became of each report.
		judgements: Vec<Judgement>,
	},
	/// A beacon was never revealed.
	ProofExpired {
		/// In which window it was announced.
		window: WindowIndex,
		/// Whose.
		beaconer: DeviceIndex,
	},
	/// A device was struck.
	DeviceStruck {
		/// For something in which window.
		window: WindowIndex,
		/// Which.
		device: DeviceIndex,
		/// Why.
		fault: Fault,
		/// The strikes that it has.
		strikes: u8,
		/// Whether it is suspended for them.
		suspends: bool,
	},
}

/// What became of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
	/// Whose.
	pub witness: DeviceIndex,
	/// The verdict's name, as in docs/coverage.md: `Valid`, `TooFar`. A text, for upgrades may add
	/// verdicts.
	pub verdict: String,
	/// What it has earned.
	pub units: Units,
}

/// Why a device is struck.
#[derive(Clone, Copy, Debug, PartialEq, Eq, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub enum Fault {
	/// It announced a beacon and did not reveal it.
	MissedReveal,
	/// It reported a frame that was not the one announced.
	FalseReport,
}

/// Names and types of the fields that are needed, as in the runtime.
#[allow(unused_imports)] // the derive, inside a macro, imports what it does not use
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
			window: WindowIndex, device: DeviceIndex, fault: Fault, strikes: u8, suspends: bool,
		}
	}
}

impl CoverageEvent {
	/// Those of a block.
	///
	/// - `number`: the block's.
	///
	/// # Errors
	/// [`Error::Metadata`] if one has not the fields that it should have.
	pub(super) fn of_block(
		events: &Events<Network>,
		number: BlockNumber,
	) -> Result<Vec<Self>, Error> {
		let mut found = Vec::new();
		for event in events.iter() {
			let event = event?;
			if event.pallet_name() == PALLET {
				found.extend(Self::decode(&event, number)?);
			}
		}
		Ok(found)
	}

	fn decode(event: &Event<'_, Network>, number: BlockNumber) -> Result<Option<Self>, Error> {
		Ok(Some(match event.event_name() {
			"WindowOpened" => {
				let fields: fields::WindowOpened = event.decode_fields_unchecked_as()?;
				Self::WindowOpened(Window {
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
				Self::BeaconAnnounced { window, beaconer, announcement: announcement.into() }
			}
			"BeaconReported" => {
				let fields: fields::BeaconReported = event.decode_fields_unchecked_as()?;
				let fields::BeaconReported { window, beaconer, witness } = fields;
				Self::BeaconReported { window, beaconer, witness }
			}
			"ProofSettled" => {
				let fields: fields::ProofSettled = event.decode_fields_unchecked_as()?;
				let fields::ProofSettled { window, beaconer, units, judgements } = fields;
				let judgements = judgements.into_iter().map(Judgement::from).collect();
				Self::ProofSettled { window, beaconer, units, judgements }
			}
			"ProofExpired" => {
				let fields: fields::ProofExpired = event.decode_fields_unchecked_as()?;
				Self::ProofExpired { window: fields.window, beaconer: fields.beaconer }
			}
			"DeviceStruck" => {
				let fields: fields::DeviceStruck = event.decode_fields_unchecked_as()?;
				let fields::DeviceStruck { window, device, fault, strikes, suspends } = fields;
				Self::DeviceStruck { window, device, fault, strikes, suspends }
			}
			_ => return Ok(None),
		}))
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
