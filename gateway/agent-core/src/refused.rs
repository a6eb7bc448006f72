//! Handles calls that a node has not accepted.

use crate::{
	entry::Kind,
	note::DeviceEvent,
	state::Core,
	step::{Effect, Step, SubmitFailure},
};
use cairn_gateway_types::refusal::Refusal;
use cairn_primitives::{coverage::WindowIndex, devices::DeviceIndex};

/// What to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Remedy {
	/// Call again after the next block, with the next ordinal.
	Again,
	/// Ask the chain where the proof stands.
	Ask,
	/// Nothing is to be gained by the last reception of the report.
	DropLast,
	/// Ask the registry about the device; call again once it may.
	Refresh,
	/// The device's class is not challenged.
	LeaveAlone,
	/// The time is over.
	Over,
	/// It will not be better the next time.
	GiveUp,
}

impl Remedy {
	fn of(refusal: Refusal, kind: Kind) -> Self {
		use Refusal::*;
		match (refusal, kind) {
			(NotAnnounced, Kind::Report) => Self::Again,
			(NotAnnounced | AlreadyAnnounced, _) => Self::Ask,
			(WindowUnknown | RevealedTooEarly | OrdinalUsed | TooManyOpenProofs, _) => Self::Again,
			(AlreadyReported | Outranked | OwnBeacon, _) => Self::DropLast,
			(DeviceUnknown | DeviceInactive | DeviceSuspended | DeviceNotLocated, _) => {
				Self::Refresh
			}
			(DeviceDoesNotCover, _) => Self::LeaveAlone,
			(AnnouncedTooLate | ReportedTooLate | RevealedTooLate, _) => Self::Over,
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
	/// A node has not taken a call.
	pub(crate) fn refused(
		&mut self,
		window: WindowIndex,
		device: DeviceIndex,
		kind: Kind,
		ordinal: u8,
		error: SubmitFailure,
		step: &mut Step,
	) {
		let remedy = match error {
			SubmitFailure::AlreadyKnown => return,
			SubmitFailure::Refused(refusal) => Remedy::of(refusal, kind),
			_ => Remedy::Again,
		};
		match remedy {
			Remedy::LeaveAlone => self.leave_alone(device, step),
			Remedy::Refresh => step.effects.push(Effect::QueryDevice(device)),
			_ => {}
		}
		let Some(now) = self.now() else { return };
		let Some(state) = self.window_states.get_mut(&window) else { return };
		let is_news = if kind == Kind::Report {
			let Some(witness) = state.witnesses.get_mut(&device) else { return };
			match remedy {
				Remedy::DropLast => witness.drop_last(ordinal, now),
				Remedy::Over | Remedy::GiveUp => {}
				_ => witness.again(ordinal, now),
			}
			matches!(remedy, Remedy::Over | Remedy::GiveUp) && witness.calls.give_up()
		} else {
			let Some(proof) = state.proofs.get_mut(&device) else { return };
			if remedy == Remedy::Ask {
				proof.invalidate();
			}
			let tries = match kind {
				Kind::Announce => &mut proof.announce,
				_ => &mut proof.reveal,
			};
			tries.again(now);
			matches!(remedy, Remedy::Over | Remedy::GiveUp) && tries.give_up()
		};
		// That time is over, the deadlines tell by themselves.
		if let (true, Remedy::GiveUp, SubmitFailure::Refused(refusal)) = (is_news, remedy, error) {
			step.note(device, window, DeviceEvent::Refused(refusal));
		}
	}
}
