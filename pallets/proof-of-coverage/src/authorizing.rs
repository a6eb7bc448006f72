//! Authorisation: the checks that let a device's call into a block or the pool without a fee.
//!
//! A call that cannot count is never accepted. The cheapest checks come first, the signature last.

use crate::{settlement::RevealedProof, Config, Pallet, Refusal, Window};
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

/// The kinds of calls, lowest priority first. Reveals have the most time; without announcements there
/// is nothing to report.
#[derive(Clone, Copy)]
#[repr(u8)]
enum CallKind {
	Reveal,
	Report,
	Announce,
}

impl CallKind {
	/// Returns a priority above all transactions without a large tip. They still find room in a
	/// block: see [`Pallet::allowance`].
	fn priority(self) -> TransactionPriority {
		(TransactionPriority::MAX / 4).saturating_add(self as u64)
	}
}

/// Verification: a statement counts, and its device has signed it.
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
		Self::verify_signature(&statement, window, ordinal, &key, signature)
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
		Self::verify_signature(&statement, window, ordinal, &key, signature)
	}

	pub(crate) fn verify_reveal(
		window: WindowIndex,
		beaconer: DeviceIndex,
		ordinal: u8,
		secret: Secret,
		signature: &DeviceSignature,
	) -> Result<RevealedProof, Refusal> {
		let revealed = Self::check_reveal(window, beaconer, ordinal, secret)?;
		let statement = CoverageStatement::Reveal(secret);
		Self::verify_signature(&statement, window, ordinal, &revealed.key, signature)?;
		Ok(revealed)
	}

	/// Verifies a device's signature of a statement, for this network, window and ordinal.
	fn verify_signature(
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

/// Authorisation: a call without a fee may enter a block or the pool.
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
		let kind = CallKind::Announce;
		Self::valid_transaction(kind, window, beaconer, ordinal, |open| open.announce_by)
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
		let kind = CallKind::Report;
		Self::valid_transaction(kind, window, witness, ordinal, |open| open.report_by)
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
		Self::verify_reveal(window, beaconer, ordinal, *secret, signature)?;
		let kind = CallKind::Reveal;
		Self::valid_transaction(kind, window, beaconer, ordinal, |open| open.reveal_by)
	}

	/// Fails with [`InvalidTransaction::ExhaustsResources`] if the allowance is used up. The author
	/// of the block then leaves the call in the pool for the next block.
	fn ensure_fits_allowance(weight: Weight) -> Result<(), TransactionValidityError> {
		if Self::fits_allowance(weight) {
			Ok(())
		} else {
			Err(InvalidTransaction::ExhaustsResources.into())
		}
	}

	/// Returns the validity of a call until its deadline. The pool holds one call of each kind for
	/// each ordinal of a device in a window.
	fn valid_transaction(
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

	/// Returns the weight of a transaction without its call.
	pub(crate) fn base_weight() -> Weight {
		let weights: BlockWeights = T::BlockWeights::get();
		weights.get(DispatchClass::Normal).base_extrinsic
	}
}
