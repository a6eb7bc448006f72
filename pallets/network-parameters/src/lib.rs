//! # Network parameters
//!
//! Stores the numbers that differ between Cairn networks. Genesis sets them once.
//!
//! ## Overview
//!
//! One Wasm runtime serves every network. A developer wants a block every two seconds and an era of
//! less than a minute; the live network needs a block every six seconds and an era of a day.
//! Everything else is the same. Genesis writes the few numbers that differ, and the runtime reads
//! them wherever a pallet asks for the constant.
//!
//! ## Terminology
//!
//! - **Slot**: the time in which one block may be produced.
//! - **Epoch**: a number of slots for which BABE's randomness and validators stay the same. A
//!   session is one epoch.
//! - **Era**: the sessions between two elections. Stakers are paid once per era.
//! - **Bonding duration**: the number of eras for which stake stays locked, and slashable, after
//!   unbonding.
//! - **Slash deferral**: the number of eras between an offence and its slash. Governance may cancel
//!   the slash in this time.
//!
//! ## Periods
//!
//! A constant that is a period takes a different number of blocks on each network. There are three
//! kinds:
//!
//! - [`EraShare`] counts in **eras** and shrinks with them. Governance, appeals and bonds use it,
//!   so that a developer sees them pass in minutes.
//! - [`Days`] counts in **days of 24 hours** and lasts equally long everywhere. Device challenges
//!   and the expiry of usernames use it.
//!
//! - **Blocks**, such as the parameters of coverage whose names end in `_blocks`. Genesis sets them.
//!
//! A test of this crate shows a period of seven eras, and one of a twenty-fourth of an era, on the
//! live network, where an era has 14,400 blocks, and on the local one, where it has 20:
#![doc = docify::embed!("src/tests.rs", era_share_should_keep_proportion_when_the_era_is_long_and_be_one_when_it_is_short)]
//!
//! ## Goals
//!
//! 1. **Immutable.** BABE stops producing blocks if the length of a slot or an epoch changes. This
//!    pallet has no call and no migration; only genesis writes.
//! 2. **Safe when absent.** Empty storage means the values of the live network, which are the most
//!    careful ones. They apply to tools that run the runtime on an empty state, and to networks
//!    whose genesis omits the parameters.
//! 3. **Checked.** Genesis rejects values that contradict each other (see [`Parameters::check`]),
//!    and `try_state` checks them again.
//!
//! ## For runtime authors
//!
//! Declare this pallet before BABE, Session and Staking, because their genesis reads the values
//! that this pallet's genesis writes. Use the getters as their constants:
//!
//! ```ignore
//! impl pallet_babe::Config for Runtime {
//!     type EpochDuration = pallet_network_parameters::EpochDuration<Runtime>;
//! }
//! ```
//!
//! Each getter reads one small storage value. A block fetches it once and then finds it in the
//! overlay; benchmarks whitelist its key.

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
use frame_support::traits::{Get, StorageVersion};
use frame_system::pallet_prelude::BlockNumberFor;

/// The layout of this pallet's storage, which never changes.
const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

#[allow(clippy::expect_used, clippy::unreachable)] // the pallet macros write them
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use frame_support::pallet_prelude::*;

	/// Stores the parameters of the network. Has no calls.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// The pallet has no types or constants to configure.
	#[pallet::config]
	pub trait Config: frame_system::Config {}

	/// The parameters of this network: slot, epoch, era, bonding and slash deferral.
	///
	/// The live network's values if absent, because genesis set none. One value, written at genesis
	/// and never changed or removed.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type Values<T> = StorageValue<_, Parameters, ValueQuery>;

	/// The parameters of a new network. The default is the live network.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The parameters to store.
		pub parameters: Parameters,
		/// Binds the type parameter; holds no value.
		#[serde(skip)]
		pub _config: PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			// A panic is right at genesis, and only there: the network must not start.
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
				"network parameters: the stored bytes cannot be decoded"
			);
			Values::<T>::get()
				.check()
				.map_err(|_| "network parameters: the stored values are contradictory".into())
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Returns the length of an era, in blocks.
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

/// Half the length of a slot, in milliseconds: Timestamp's `MinimumPeriod`. BABE doubles it to get
/// the length of a slot.
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

/// The number of sessions per era: Staking's `SessionsPerEra`.
pub struct SessionsPerEra<T>(PhantomData<T>);
impl<T: Config> Get<u32> for SessionsPerEra<T> {
	fn get() -> u32 {
		Values::<T>::get().sessions_per_era
	}
}

/// The number of eras for which stake stays locked after unbonding: Staking's `BondingDuration`.
pub struct BondingDuration<T>(PhantomData<T>);
impl<T: Config> Get<u32> for BondingDuration<T> {
	fn get() -> u32 {
		Values::<T>::get().bonding_eras
	}
}

/// The number of eras between an offence and its slash: Staking's `SlashDeferDuration`.
pub struct SlashDeferDuration<T>(PhantomData<T>);
impl<T: Config> Get<u32> for SlashDeferDuration<T> {
	fn get() -> u32 {
		Values::<T>::get().slash_defer_eras
	}
}

/// The bonding duration in sessions. An offence can be reported and proven for this long.
pub struct BondingSessions<T>(PhantomData<T>);
impl<T: Config> Get<u64> for BondingSessions<T> {
	fn get() -> u64 {
		let values = Values::<T>::get();
		u64::from(values.bonding_eras).saturating_mul(values.sessions_per_era.into())
	}
}

/// The bonding duration in slots. An equivocation report stays valid for this long.
pub struct BondingSlots<T>(PhantomData<T>);
impl<T: Config> Get<u64> for BondingSlots<T> {
	fn get() -> u64 {
		BondingSessions::<T>::get().saturating_mul(EpochDuration::<T>::get())
	}
}

/// `DAYS` days of 24 hours, in blocks, for periods that last equally long on every network.
pub struct Days<T, const DAYS: u32>(PhantomData<T>);
impl<T: Config, const DAYS: u32> Get<BlockNumberFor<T>> for Days<T, DAYS> {
	fn get() -> BlockNumberFor<T> {
		Values::<T>::get().days(DAYS).into()
	}
}

/// `NUMERATOR / DENOMINATOR` eras, in blocks, at least one. For periods that keep their proportion
/// to an era on every network, such as those of governance.
pub struct EraShare<T, const NUMERATOR: u32, const DENOMINATOR: u32 = 1>(PhantomData<T>);
impl<T: Config, const NUMERATOR: u32, const DENOMINATOR: u32> Get<BlockNumberFor<T>>
	for EraShare<T, NUMERATOR, DENOMINATOR>
{
	fn get() -> BlockNumberFor<T> {
		Values::<T>::get().era_share(NUMERATOR, DENOMINATOR).into()
	}
}
