//! # Network parameters
//!
//! What differs between Cairn networks, fixed once at genesis.
//!
//! ## Overview
//!
//! One Wasm blob serves every network. A developer wants a block every two seconds and an era of
//! less than a minute; the live network wants a block every six seconds and an era of a day.
//! Everything else is the same. Genesis writes the few numbers that differ, and the runtime reads
//! them wherever a pallet asks for the constant.
//!
//! ## Terminology
//!
//! - **Slot**: the time in which one block may be made.
//! - **Epoch**: the slots for which BABE's randomness and validators stay the same. A session is
//!   an epoch.
//! - **Era**: the sessions between two elections, the unit in which stakers are paid.
//! - **Bonding duration**: the eras that stake stays locked, and slashable, after unbonding.
//! - **Slash deferral**: the eras between an offence and its slash, in which governance may
//!   cancel it.
//!
//! ## Periods
//!
//! A period that a pallet's constant gives has a different number of blocks on different networks.
//! It is of one of two kinds:
//!
//! - [`EraShare`] counts in **eras**, and shrinks with them: governance, appeals, bonds. A developer
//!   lives through them in minutes.
//! - [`Days`] counts in **days of 24 hours** and is as long everywhere: how often a day a device is
//!   challenged, when a username expires.
//!
//! ## Goals
//!
//! 1. **Immutable.** BABE stops making blocks when the length of a slot or an epoch changes under
//!    it. This pallet has no call, no hook and no migration; only genesis writes.
//! 2. **Safe when absent.** With nothing in storage the live values hold: tools that run the
//!    runtime on an empty state, and networks whose genesis forgot, get the careful values.
//! 3. **Checked.** Genesis refuses values that contradict each other (see
//!    [`Parameters::check`]), `try_state` looks again.
//!
//! ## For runtime authors
//!
//! Declare the pallet before BABE, Session and Staking, so that their genesis reads what this
//! one's has written, and use the getters as their constants:
//!
//! ```ignore
//! impl pallet_babe::Config for Runtime {
//!     type EpochDuration = pallet_network_parameters::EpochDuration<Runtime>;
//! }
//! ```
//!
//! Each getter reads one small storage value, which a block fetches once and then finds in its
//! overlay; the key is whitelisted in benchmarks.

#![cfg_attr(not(feature = "std"), no_std)]

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
mod types;

pub use pallet::*;
pub use types::{Contradiction, Parameters};

use cairn_primitives::Moment;
use core::marker::PhantomData;
use frame_support::traits::Get;
use frame_system::pallet_prelude::BlockNumberFor;

#[allow(clippy::expect_used, clippy::unreachable)] // the pallet macros write them
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use frame_support::pallet_prelude::*;

	/// The pallet: storage and genesis, no calls.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// Nothing to configure.
	#[pallet::config]
	pub trait Config: frame_system::Config {}

	/// What genesis has set; the live values where it has not.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type Values<T> = StorageValue<_, Parameters, ValueQuery>;

	/// The values of a new network.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The numbers of the network.
		pub parameters: Parameters,
		/// Only the compiler needs it.
		#[serde(skip)]
		pub _config: PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			// Genesis is the one place where a panic is the right answer: no network starts.
			assert_eq!(self.parameters.check(), Ok(()), "the network parameters are contradictory");
			Values::<T>::put(self.parameters);
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			let is_readable = !Values::<T>::exists() || Values::<T>::try_get().is_ok();
			frame_support::ensure!(
				is_readable,
				"network parameters: the stored bytes are not these"
			);
			Values::<T>::get()
				.check()
				.map_err(|_| "network parameters: the stored values are contradictory".into())
		}
	}
}

impl<T: Config> Pallet<T> {
	/// The length of an era, in blocks.
	pub fn era_blocks() -> BlockNumberFor<T> {
		Values::<T>::get().era_slots().into()
	}
}

/// The length of a slot in milliseconds: BABE's `ExpectedBlockTime`.
pub struct SlotDuration<T>(PhantomData<T>);
impl<T: Config> Get<Moment> for SlotDuration<T> {
	fn get() -> Moment {
		Values::<T>::get().slot_ms.into()
	}
}

/// Half a slot, in milliseconds: Timestamp's `MinimumPeriod`, which BABE doubles to get the length
/// of a slot.
pub struct MinimumPeriod<T>(PhantomData<T>);
impl<T: Config> Get<Moment> for MinimumPeriod<T> {
	fn get() -> Moment {
		SlotDuration::<T>::get() >> 1
	}
}

/// The length of an epoch, in slots: BABE's `EpochDuration`.
pub struct EpochDuration<T>(PhantomData<T>);
impl<T: Config> Get<u64> for EpochDuration<T> {
	fn get() -> u64 {
		Values::<T>::get().epoch_slots.into()
	}
}

/// The sessions of an era: Staking's `SessionsPerEra`.
pub struct SessionsPerEra<T>(PhantomData<T>);
impl<T: Config> Get<u32> for SessionsPerEra<T> {
	fn get() -> u32 {
		Values::<T>::get().sessions_per_era
	}
}

/// The eras that stake stays locked after unbonding: Staking's `BondingDuration`.
pub struct BondingDuration<T>(PhantomData<T>);
impl<T: Config> Get<u32> for BondingDuration<T> {
	fn get() -> u32 {
		Values::<T>::get().bonding_eras
	}
}

/// The eras between an offence and its slash: Staking's `SlashDeferDuration`.
pub struct SlashDeferDuration<T>(PhantomData<T>);
impl<T: Config> Get<u32> for SlashDeferDuration<T> {
	fn get() -> u32 {
		Values::<T>::get().slash_defer_eras
	}
}

/// The sessions for which an offence can still be reported and proven: the bonding duration.
pub struct BondingSessions<T>(PhantomData<T>);
impl<T: Config> Get<u64> for BondingSessions<T> {
	fn get() -> u64 {
		let values = Values::<T>::get();
		u64::from(values.bonding_eras).saturating_mul(values.sessions_per_era.into())
	}
}

/// The slots for which an equivocation report stays valid: the bonding duration.
pub struct BondingSlots<T>(PhantomData<T>);
impl<T: Config> Get<u64> for BondingSlots<T> {
	fn get() -> u64 {
		BondingSessions::<T>::get().saturating_mul(EpochDuration::<T>::get())
	}
}

/// `DAYS` days of 24 hours, in blocks: periods that are as long on every network.
pub struct Days<T, const DAYS: u32>(PhantomData<T>);
impl<T: Config, const DAYS: u32> Get<BlockNumberFor<T>> for Days<T, DAYS> {
	fn get() -> BlockNumberFor<T> {
		Values::<T>::get().days(DAYS).into()
	}
}

/// `NUMERATOR / DENOMINATOR` eras, in blocks and at least one: periods that people live by, such
/// as those of governance, keep their proportion to an era on every network.
pub struct EraShare<T, const NUMERATOR: u32, const DENOMINATOR: u32 = 1>(PhantomData<T>);
impl<T: Config, const NUMERATOR: u32, const DENOMINATOR: u32> Get<BlockNumberFor<T>>
	for EraShare<T, NUMERATOR, DENOMINATOR>
{
	fn get() -> BlockNumberFor<T> {
		Values::<T>::get().era_share(NUMERATOR, DENOMINATOR).into()
	}
}
