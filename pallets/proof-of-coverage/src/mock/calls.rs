//! The calls of devices, their signatures, and what becomes of them.

use super::{free_ordinal, window, RuntimeCall, System, Test, FREQUENCY_HZ, TX_POWER_CDBM};
use crate::*;
use cairn_primitives::coverage::{CoverageStatement, Frame, Reception};
use codec::Encode;
use frame_support::traits::Authorize;
use sp_core::{ed25519, Pair, H256};
use sp_io::hashing::blake2_256;
use sp_runtime::transaction_validity::{
	InvalidTransaction, TransactionSource, TransactionValidityError, ValidTransaction,
};

pub fn pair(device: DeviceIndex) -> ed25519::Pair {
	let mut seed = [7; 32];
	seed[..4].copy_from_slice(&device.to_le_bytes());
	ed25519::Pair::from_seed(&seed)
}

pub fn secret(device: DeviceIndex) -> Secret {
	(b"secret", device).using_encoded(blake2_256)
}

/// Returns the frame that the device transmits.
pub fn frame(index: WindowIndex, device: DeviceIndex) -> Frame {
	Frame::new(index, device, &window(index).seed, &secret(device))
}

pub fn announcement(index: WindowIndex, device: DeviceIndex) -> Announcement {
	Announcement {
		frame: frame(index, device).hash(),
		tx_power_cdbm: TX_POWER_CDBM,
		frequency_hz: FREQUENCY_HZ,
		spreading_factor: Some(12),
	}
}

/// A measurement of a beacon received from afar.
pub const MEASUREMENT: Measurement =
	Measurement { rssi_cdbm: -11_000, snr_cdb: Some(-300), frequency_hz: FREQUENCY_HZ };

pub fn reception(index: WindowIndex, beaconer: DeviceIndex, witness: DeviceIndex) -> Reception {
	let commitment = frame(index, beaconer).commitment(witness);
	Reception { beaconer, commitment, measurement: MEASUREMENT }
}

pub fn genesis() -> H256 {
	System::block_hash(0)
}

pub fn sign(
	device: DeviceIndex,
	index: WindowIndex,
	ordinal: u8,
	statement: &CoverageStatement,
) -> DeviceSignature {
	pair(device).sign(&statement.signing_payload(&genesis(), index, ordinal))
}

pub fn announce_call(
	index: WindowIndex,
	device: DeviceIndex,
	ordinal: u8,
	announcement: Announcement,
) -> Call<Test> {
	let statement = CoverageStatement::Announce(announcement);
	let signature = sign(device, index, ordinal, &statement);
	Call::announce { window: index, beaconer: device, ordinal, announcement, signature }
}

pub fn report_call(
	index: WindowIndex,
	witness: DeviceIndex,
	ordinal: u8,
	receptions: Vec<Reception>,
) -> Call<Test> {
	let statement = CoverageStatement::Report(receptions.clone());
	let signature = sign(witness, index, ordinal, &statement);
	let receptions = receptions.try_into().unwrap();
	Call::report { window: index, witness, ordinal, receptions, signature }
}

pub fn reveal_call(
	index: WindowIndex,
	device: DeviceIndex,
	ordinal: u8,
	secret: Secret,
) -> Call<Test> {
	let signature = sign(device, index, ordinal, &CoverageStatement::Reveal(secret));
	Call::reveal { window: index, beaconer: device, ordinal, secret, signature }
}

/// Returns an item to be relayed, signed by the device that acts.
pub fn relayed(
	index: WindowIndex,
	beaconer: DeviceIndex,
	ordinal: u8,
	action: DeviceAction,
) -> RelayedItem {
	let (device, statement) = match action.clone() {
		DeviceAction::Announce(announcement) => {
			(beaconer, CoverageStatement::Announce(announcement))
		}
		DeviceAction::Report { witness, commitment, measurement } => {
			let reception = Reception { beaconer, commitment, measurement };
			(witness, CoverageStatement::Report(vec![reception]))
		}
		DeviceAction::Reveal(secret) => (beaconer, CoverageStatement::Reveal(secret)),
	};
	RelayedItem { ordinal, signature: sign(device, index, ordinal, &statement), action }
}

/// Returns whether a call may enter the pool or a block.
pub fn authorize(call: Call<Test>) -> Result<ValidTransaction, TransactionValidityError> {
	let call = RuntimeCall::from(call);
	call.authorize(TransactionSource::External).unwrap().map(|(valid, _)| valid)
}

/// Puts a call into the block.
pub fn apply(call: Call<Test>) -> Result<(), TransactionValidityError> {
	authorize(call.clone())?;
	dispatch(call).unwrap();
	Ok(())
}

/// Dispatches a call as if it had been authorised.
pub fn dispatch(call: Call<Test>) -> DispatchResultWithPostInfo {
	use sp_runtime::traits::Dispatchable;
	RuntimeCall::from(call).dispatch(frame_system::RawOrigin::Authorized.into())
}

/// Returns the result of a call that is refused.
pub fn refused(refusal: Refusal) -> Result<(), TransactionValidityError> {
	Err(InvalidTransaction::Custom(refusal.code()).into())
}

pub fn announce(index: WindowIndex, device: DeviceIndex) {
	assert_eq!(apply(announce_call(index, device, 0, announcement(index, device))), Ok(()));
}

pub fn report(index: WindowIndex, beaconer: DeviceIndex, witness: DeviceIndex) {
	report_with(index, beaconer, witness, |_| ());
}

/// Reports a beacon with a reception that was changed.
pub fn report_with(
	index: WindowIndex,
	beaconer: DeviceIndex,
	witness: DeviceIndex,
	change: impl FnOnce(&mut Reception),
) {
	let mut reception = reception(index, beaconer, witness);
	change(&mut reception);
	let call = report_call(index, witness, free_ordinal(index, witness), vec![reception]);
	assert_eq!(apply(call), Ok(()));
}

/// Reports a frame that was never transmitted.
pub fn report_falsely(index: WindowIndex, beaconer: DeviceIndex, witness: DeviceIndex) {
	report_with(index, beaconer, witness, |it| it.commitment = H256::repeat_byte(0xfa));
}

pub fn reveal(index: WindowIndex, device: DeviceIndex) {
	assert_eq!(apply(reveal_call(index, device, 0, secret(device))), Ok(()));
}
