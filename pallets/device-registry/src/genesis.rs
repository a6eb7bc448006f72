//! The genesis of the registry.

use frame_support::pallet_macros::pallet_section;

/// The genesis, as a section of the pallet.
#[pallet_section]
mod genesis {
	/// The classes and region tables of a new network.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The classes, each with its number.
		pub classes: Vec<(ClassId, Class<BalanceOf<T>>)>,
		/// The tables of radio regions, each with its number.
		pub region_tables: Vec<(RegionTableId, Regions)>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			// Genesis is the one place where a panic is right: the network must not start.
			for (id, regions) in &self.region_tables {
				let set = Pallet::<T>::do_set_region_table(*id, regions.clone());
				assert_eq!(set, Ok(()), "region table {id} is not valid");
			}
			for (id, class) in &self.classes {
				let set = Pallet::<T>::do_set_class(*id, class.clone());
				assert_eq!(set, Ok(()), "class {id} is not valid");
			}
		}
	}
}
