//! Handles calls that a node did not accept.

use crate::{
	journal::CallKind,
	messages::{Effect, Step, SubmitFailure},
	note::DeviceEvent,
	state::Core,
};
use cairn_gateway_types::refusal::Refusal;
use cairn_primitives::{coverage::WindowIndex, devices::DeviceIndex};

/// The reaction to a call that was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Remedy {
	/// Retry after the next block, with the next ordinal.
	Retry,
	/// Query the chain for the state of the proof.
	QueryProof,
	/// Drop the last reception of the report, because it cannot earn.
	DropLast,
	/// Query the registry for the device, and retry once it is eligible.
	QueryDevice,
	/// Stop acting for the device, because its class is not challenged.
	MarkUnchallenged,
	/// Make no further attempt, because the deadline has passed.
	Expire,
	/// Make no further attempt, because it would fail too.
	GiveUp,
}

impl Remedy {
	fn of(refusal: Refusal, kind: CallKind) -> Self {
		use Refusal::*;
		match (refusal, kind) {
			(NotAnnounced, CallKind::Report) => Self::Retry,
			(NotAnnounced | AlreadyAnnounced, _) => Self::QueryProof,
			(WindowUnknown | RevealedTooEarly | OrdinalUsed | TooManyOpenProofs, _) => Self::Retry,
			(AlreadyReported | Outranked | OwnBeacon, _) => Self::DropLast,
			(DeviceUnknown | DeviceInactive | DeviceSuspended | DeviceNotLocated, _) => {
				Self::QueryDevice
			}
			(DeviceDoesNotCover, _) => Self::MarkUnchallenged,
			(AnnouncedTooLate | ReportedTooLate | RevealedTooLate, _) => Self::Expire,
			(
				OrdinalTooHigh
				| NotChallenged
				| SpreadingFactorUnknown
				| TransmissionNotAllowed
				| DeviceChanged
				| NothingReported
				| WrongSecret
				| BadSignature,
				_,
			) => Self::GiveUp,
		}
	}
}

impl Core {
	/// Handles a call that a node did not accept.
	pub(crate) fn handle_failure(
		&mut self,
		window: WindowIndex,
		device: DeviceIndex,
		kind: CallKind,
		ordinal: u8,
		error: SubmitFailure,
		step: &mut Step,
	) {
		let remedy = match error {
			SubmitFailure::AlreadyKnown => return,
			SubmitFailure::Refused(refusal) => Remedy::of(refusal, kind),
			_ => Remedy::Retry,
		};
		match remedy {
			Remedy::MarkUnchallenged => self.mark_unchallenged(device, step),
			Remedy::QueryDevice => step.effects.push(Effect::QueryDevice(device)),
			_ => {}
		}
		let Some(now) = self.now() else { return };
		let Some(state) = self.window_states.get_mut(&window) else { return };
		let was_active = if kind == CallKind::Report {
			let Some(witness) = state.witnesses.get_mut(&device) else { return };
			match remedy {
				Remedy::DropLast => witness.drop_last(ordinal, now),
				Remedy::Expire | Remedy::GiveUp => {}
				_ => witness.retry_next_block(ordinal, now),
			}
			matches!(remedy, Remedy::Expire | Remedy::GiveUp) && witness.calls.give_up()
		} else {
			let Some(proof) = state.proofs.get_mut(&device) else { return };
			if remedy == Remedy::QueryProof {
				proof.invalidate();
			}
			let attempts = match kind {
				CallKind::Announce => &mut proof.announce,
				_ => &mut proof.reveal,
			};
			attempts.retry_next_block(now);
			matches!(remedy, Remedy::Expire | Remedy::GiveUp) && attempts.give_up()
		};
		// A passed deadline is expected and needs no note.
		if let (true, Remedy::GiveUp, SubmitFailure::Refused(refusal)) = (was_active, remedy, error)
		{
			step.note(device, window, DeviceEvent::Refused(refusal));
		}
	}
}
