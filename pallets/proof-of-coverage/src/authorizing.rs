//! Authorisation: whether something that a device has signed counts, and whether a call that nobody
//! pays for may be in a block, or in the pool.
//!
//! What cannot count never gets in. The checks that cost least come first, the signature last.

use crate::{Config, Pallet, Refusal, Window};
use cairn_primitives::{
	coverage::{Announcement, CoverageStatement, Reception, Secret, WindowIndex},
	devices::{DeviceIndex, DeviceKey, DeviceSignature},
	BlockNumber,
};
use frame_support::{
	dispatch::DispatchClass,
	ensure,
	pallet_prelude::{InvalidTransaction, TransactionValidityError, ValidTransaction, Weight},
	traits::Get,
};
use frame_system::{limits::BlockWeights, pallet_prelude::BlockNumberFor};
use sp_runtime::transaction_validity::{TransactionPriority, TransactionValidityWithRefund};

/// What a call is, as far as the pool is concerned. The later ones come first in a block: secrets
/// have the most time, and without announcements there is nothing to report.
#[derive(Clone, Copy)]
#[repr(u8)]
enum CallKind {
	Reveal,
	Report,
	Announce,
}

impl CallKind {
	/// Above all that pays no tip worth mentioning. A block has room for those all the same: see
	/// [`Pallet::allowance`].
	fn priority(self) -> TransactionPriority {
		(TransactionPriority::MAX / 4).saturating_add(self as u64)
	}
}

/// Whether an act counts, and its device has signed it.
impl<T: Config> Pallet<T> {
	pub(crate) fn verify_announcement(
		window: WindowIndex,
		beaconer: DeviceIndex,
		ordinal: u8,
		announcement: &Announcement,
		signature: &DeviceSignature,
	) -> Result<(), Refusal> {
		let key = Self::check_announcement(window, beaconer, ordinal, announcement)?;
		let statement = CoverageStatement::Announce(*announcement);
		Self::check_signature(&statement, window, ordinal, &key, signature)
	}

	pub(crate) fn verify_report(
		window: WindowIndex,
		witness: DeviceIndex,
		ordinal: u8,
		receptions: &[Reception],
		signature: &DeviceSignature,
	) -> Result<(), Refusal> {
		let key = Self::check_report(window, witness, ordinal, receptions)?;
		let statement = CoverageStatement::Report(receptions.into());
		Self::check_signature(&statement, window, ordinal, &key, signature)
	}

	pub(crate) fn verify_reveal(
		window: WindowIndex,
		beaconer: DeviceIndex,
		ordinal: u8,
		secret: &Secret,
		signature: &DeviceSignature,
	) -> Result<(), Refusal> {
		let key = Self::check_reveal(window, beaconer, ordinal, secret)?;
		let statement = CoverageStatement::Reveal(*secret);
		Self::check_signature(&statement, window, ordinal, &key, signature)
	}

	/// Whether a device has signed a statement, for this network, window and ordinal.
	fn check_signature(
		statement: &CoverageStatement,
		window: WindowIndex,
		ordinal: u8,
		key: &DeviceKey,
		signature: &DeviceSignature,
	) -> Result<(), Refusal> {
		let genesis = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::default());
		let signed = statement.is_signed(&genesis, window, ordinal, key, signature);
		ensure!(signed, Refusal::BadSignature);
		Ok(())
	}
}

/// Whether a call for which nobody pays may be in a block, or in the pool.
impl<T: Config> Pallet<T> {
	pub(crate) fn authorize_announcement(
		weight: Weight,
		window: WindowIndex,
		beaconer: DeviceIndex,
		ordinal: u8,
		announcement: &Announcement,
		signature: &DeviceSignature,
	) -> TransactionValidityWithRefund {
		Self::ensure_fits_allowance(weight)?;
		Self::verify_announcement(window, beaconer, ordinal, announcement, signature)?;
		Self::valid_transaction(CallKind::Announce, window, beaconer, ordinal, |open| {
			open.announce_by
		})
	}

	pub(crate) fn authorize_report(
		weight: Weight,
		window: WindowIndex,
		witness: DeviceIndex,
		ordinal: u8,
		receptions: &[Reception],
		signature: &DeviceSignature,
	) -> TransactionValidityWithRefund {
		Self::ensure_fits_allowance(weight)?;
		Self::verify_report(window, witness, ordinal, receptions, signature)?;
		Self::valid_transaction(CallKind::Report, window, witness, ordinal, |open| open.report_by)
	}

	pub(crate) fn authorize_reveal(
		weight: Weight,
		window: WindowIndex,
		beaconer: DeviceIndex,
		ordinal: u8,
		secret: &Secret,
		signature: &DeviceSignature,
	) -> TransactionValidityWithRefund {
		Self::ensure_fits_allowance(weight)?;
		Self::verify_reveal(window, beaconer, ordinal, secret, signature)?;
		Self::valid_transaction(CallKind::Reveal, window, beaconer, ordinal, |open| open.reveal_by)
	}

	/// What a block's author is told when the allowance is used up: keep it for the next block.
	fn ensure_fits_allowance(weight: Weight) -> Result<(), TransactionValidityError> {
		if Self::fits_allowance(weight) {
			Ok(())
		} else {
			Err(InvalidTransaction::ExhaustsResources.into())
		}
	}

	/// The pool holds one call of a kind for each of a device's ordinals in a window.
	fn valid(
		kind: CallKind,
		window: WindowIndex,
		device: DeviceIndex,
		ordinal: u8,
		deadline: impl FnOnce(&Window) -> BlockNumber,
	) -> TransactionValidityWithRefund {
		let open = Self::kept_window(window)?;
		let left = deadline(&open).saturating_sub(Self::now()).saturating_add(1);
		ValidTransaction::with_tag_prefix("ProofOfCoverage")
			.priority(kind.priority())
			.and_provides((kind as u8, window, device, ordinal))
			.longevity(left.into())
			.propagate(true)
			.build()
			.map(|valid| (valid, Weight::zero()))
	}

	/// What a transaction costs beside its call.
	pub(crate) fn base_weight() -> Weight {
		let weights: BlockWeights = T::BlockWeights::get();
		weights.get(DispatchClass::Normal).base_extrinsic
	}
}
