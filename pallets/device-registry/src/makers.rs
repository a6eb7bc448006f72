//! Makers: the manufacturers whose devices may be onboarded.

use crate::{Config, Error, Event, MakerKey, Makers, Name, NextMaker, Pallet};
use cairn_primitives::{devices::MakerId, Moment};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	ensure,
	pallet_prelude::{ConstU32, DispatchError, DispatchResult},
	traits::UnixTime,
	BoundedVec,
};
use scale_info::TypeInfo;

/// The keys that sign a maker's certificates.
pub type MakerKeys = BoundedVec<MakerKey, ConstU32<8>>;

/// A maker of devices.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Maker<AccountId> {
	/// The account that sets the maker's keys, commits its batches and may pay for onboarding.
	pub account: AccountId,
	/// The maker's name.
	pub name: Name,
	/// The keys that sign the maker's certificates.
	pub keys: MakerKeys,
	/// The number of devices that the maker may onboard in all.
	pub quota: u32,
	/// The number of devices that the maker has onboarded.
	pub onboarded: u32,
	/// Whether governance has suspended the maker.
	pub suspended: bool,
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_admit_maker(
		account: T::AccountId,
		name: Name,
		quota: u32,
		keys: MakerKeys,
	) -> DispatchResult {
		let id = NextMaker::<T>::get();
		NextMaker::<T>::put(id.checked_add(1).ok_or(Error::<T>::TooManyMakers)?);
		let maker = Maker {
			account: account.clone(),
			name: name.clone(),
			keys: keys.clone(),
			quota,
			onboarded: 0,
			suspended: false,
		};
		Makers::<T>::insert(id, maker);
		Self::deposit_event(Event::MakerAdmitted { maker: id, account, name, quota, keys });
		Ok(())
	}

	pub(crate) fn do_update_maker(id: MakerId, quota: u32, suspended: bool) -> DispatchResult {
		Makers::<T>::try_mutate(id, |maker| {
			let maker = maker.as_mut().ok_or(Error::<T>::MakerUnknown)?;
			maker.quota = quota;
			maker.suspended = suspended;
			Self::deposit_event(Event::MakerUpdated { maker: id, quota, suspended });
			Ok(())
		})
	}

	/// Sets the keys of a maker. `by` is `None` if governance makes the call.
	pub(crate) fn do_set_maker_keys(
		by: Option<T::AccountId>,
		id: MakerId,
		keys: MakerKeys,
	) -> DispatchResult {
		Makers::<T>::try_mutate(id, |maker| {
			let maker = maker.as_mut().ok_or(Error::<T>::MakerUnknown)?;
			ensure!(by.is_none_or(|account| account == maker.account), Error::<T>::NotMaker);
			maker.keys = keys.clone();
			Self::deposit_event(Event::MakerKeysSet { maker: id, keys });
			Ok(())
		})
	}

	/// Returns the maker; fails if it is unknown or suspended.
	pub(crate) fn admitted_maker(id: MakerId) -> Result<Maker<T::AccountId>, DispatchError> {
		let maker = Makers::<T>::get(id).ok_or(Error::<T>::MakerUnknown)?;
		ensure!(!maker.suspended, Error::<T>::MakerSuspended);
		Ok(maker)
	}

	/// Returns the time of the last block, in milliseconds since the Unix epoch.
	pub(crate) fn unix_time() -> Moment {
		T::Time::now().as_millis().try_into().unwrap_or(Moment::MAX)
	}
}
