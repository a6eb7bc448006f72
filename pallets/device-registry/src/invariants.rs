//! The invariants, numbered as in the crate's documentation.

use crate::{
	Agenda, AgendaPosition, BalanceOf, CellKey, Change, Collateral, Config, DensityCount,
	DensityCounts, DeviceIndexes, Devices, DevicesInCells, DevicesOf, HoldReason, Interactive,
	KeyHistories, Offers, Pallet, PayoutAccounts, PendingChanges, Status, Suspensions, Task,
};
use alloc::{collections::BTreeMap, vec::Vec};
use cairn_primitives::{
	collateral::{StakedCollateral, StakedTokens},
	devices::{ClassId, DeviceIndex},
};
use coverage_math::{cell_and_neighbours, density_scales, parent_cell, DENSITY_TABLE};
use frame_support::{ensure, traits::fungible::hold::Inspect};

impl<T: Config> Pallet<T> {
	pub(crate) fn check_invariants() -> Result<(), &'static str> {
		Self::check_keys()?;
		Self::check_indexes()?;
		Self::check_bonds()?;
		Self::check_statuses()?;
		Self::check_density()?;
		Self::check_agenda()
	}

	fn check_keys() -> Result<(), &'static str> {
		for (index, device) in Devices::<T>::iter() {
			ensure!(DeviceIndexes::<T>::get(device.key) == Some(index), "1: a key is not indexed");
			ensure!(!KeyHistories::<T>::contains_key(device.key), "1: a key in use has a history");
			ensure!(index < crate::NextDevice::<T>::get(), "1: a number was not given out");
		}
		ensure!(
			DeviceIndexes::<T>::iter().count() == Devices::<T>::iter().count(),
			"1: a key is indexed that no device has"
		);
		Ok(())
	}

	fn check_indexes() -> Result<(), &'static str> {
		let mut located: usize = 0;
		for (index, device) in Devices::<T>::iter() {
			ensure!(
				DevicesOf::<T>::contains_key(&device.owner, index),
				"2: a device is missing from its owner's"
			);
			if let Some(location) = device.location {
				located = located.saturating_add(1);
				ensure!(
					DevicesInCells::<T>::contains_key(CellKey::from(location.cell), index),
					"2: a device is missing from its cell's"
				);
			}
		}
		ensure!(
			DevicesOf::<T>::iter().count() == Devices::<T>::iter().count(),
			"2: an account has a device that is not its own"
		);
		ensure!(
			DevicesInCells::<T>::iter().count() == located,
			"2: a cell has a device that is not in it"
		);
		Ok(())
	}

	fn check_bonds() -> Result<(), &'static str> {
		let mut bonds = BTreeMap::<T::AccountId, BalanceOf<T>>::new();
		let mut tokens = BTreeMap::<T::AccountId, StakedTokens>::new();
		let mut add = |account, amount| {
			let bond = bonds.entry(account).or_default();
			*bond = bond.saturating_add(amount);
		};
		for device in Devices::<T>::iter_values() {
			match device.collateral {
				Collateral::Native => add(device.owner, device.bond),
				Collateral::Staked { tokens: held } => {
					ensure!(held > 0 || device.bond == 0, "3: a bond is without tokens");
					let sum = tokens.entry(device.owner).or_default();
					*sum = sum.saturating_add(held);
				}
			}
		}
		for pending in PendingChanges::<T>::iter_values() {
			if let Some(Change::Transfer { to, bond }) = pending.change {
				add(to, bond);
			}
		}
		for account in frame_system::Account::<T>::iter_keys() {
			let held = T::Currency::balance_on_hold(&HoldReason::DeviceBond.into(), &account);
			let bond = bonds.remove(&account).unwrap_or_default();
			ensure!(held == bond, "3: what is held is not the sum of the bonds");
			let held = T::StakedCollateral::held(&account);
			let sum = tokens.remove(&account).unwrap_or_default();
			ensure!(held == sum, "3: the tokens held are not the sum of the devices'");
		}
		ensure!(
			bonds.is_empty() && tokens.is_empty(),
			"3: an account that does not exist has bonds"
		);
		Ok(())
	}

	fn check_statuses() -> Result<(), &'static str> {
		let mut suspended: usize = 0;
		for (index, device) in Devices::<T>::iter() {
			let changes = PendingChanges::<T>::get(index).is_some_and(|it| it.change.is_some());
			if !device.is_active() {
				ensure!(!changes, "4: a device that is not active has a pending change");
				ensure!(
					device.interactive.is_none(),
					"4: a device that is not active is interactive"
				);
			}
			match device.status {
				Status::Suspended => {
					suspended = suspended.saturating_add(1);
					ensure!(Suspensions::<T>::contains_key(index), "4: a suspension is missing");
					ensure!(!Offers::<T>::contains_key(index), "4: a suspended device is offered");
				}
				Status::Retired { .. } => {
					ensure!(device.location.is_none(), "4: a retired device has a location");
					ensure!(!Offers::<T>::contains_key(index), "4: a retired device is offered");
					ensure!(
						!PayoutAccounts::<T>::contains_key(index),
						"4: a retired device has a payout account"
					);
				}
				Status::Active | Status::Inactive => {}
			}
		}
		ensure!(
			Suspensions::<T>::iter().count() == suspended,
			"4: a device has a suspension and is not suspended"
		);
		let mut related = Offers::<T>::iter_keys().chain(PayoutAccounts::<T>::iter_keys());
		ensure!(
			related.all(Devices::<T>::contains_key),
			"4: a removed device left an offer or a payout account"
		);
		Ok(())
	}

	fn check_density() -> Result<(), &'static str> {
		let mut cells_by_class = BTreeMap::<ClassId, Vec<u64>>::new();
		let interactive =
			|| Devices::<T>::iter_values().filter(|device| device.interactive.is_some());
		for device in interactive() {
			let location = device.location.ok_or("5: an interactive device has no location")?;
			cells_by_class.entry(device.class).or_default().push(location.cell);
		}
		let mut recounted = BTreeMap::new();
		let mut scales = BTreeMap::new();
		for (class, cells) in cells_by_class {
			Self::recount(class, &cells, &mut recounted);
			scales.extend(
				density_scales(&cells).into_iter().map(|(cell, scale)| ((class, cell), scale)),
			);
		}
		for device in interactive() {
			let cell = device.location.map(|location| location.cell).unwrap_or_default();
			ensure!(
				scales.get(&(device.class, cell)) == Some(&Self::reward_scale_of(&device)),
				"5: a reward scale is not that of the whole set"
			);
		}
		let kept: BTreeMap<_, _> = DensityCounts::<T>::iter()
			.map(|(class, cell, density)| ((class, cell), density))
			.collect();
		ensure!(
			kept == recounted,
			"5: the density counts are not those of the interactive devices"
		);
		Ok(())
	}

	/// Recounts the density of a class whose interactive devices are in these cells.
	fn recount(
		class: ClassId,
		cells: &[u64],
		recounted: &mut BTreeMap<(ClassId, CellKey), DensityCount>,
	) {
		let mut clipped: Vec<(u64, u32)> = cells.iter().map(|cell| (*cell, 1)).collect();
		for level in &DENSITY_TABLE {
			let mut counts = BTreeMap::<u64, DensityCount>::new();
			for (cell, count) in clipped {
				let parent = parent_cell(cell, level.resolution).unwrap_or_default();
				let density = counts.entry(parent).or_default();
				density.count = density.count.saturating_add(count);
			}
			if level.depends_on_neighbours() {
				let dense: Vec<u64> = counts
					.iter()
					.filter(|(_, density)| level.is_dense(density.count))
					.map(|(cell, _)| *cell)
					.collect();
				for cell in dense.into_iter().flat_map(cell_and_neighbours) {
					let density = counts.entry(cell).or_default();
					density.dense_cells = density.dense_cells.saturating_add(1);
				}
			}
			clipped = counts
				.iter()
				.filter(|(_, density)| density.count > 0)
				.map(|(cell, density)| (*cell, density.clipped(level)))
				.collect();
			recounted
				.extend(counts.into_iter().map(|(cell, density)| ((class, cell.into()), density)));
		}
	}

	fn check_agenda() -> Result<(), &'static str> {
		let mut filed = BTreeMap::<(DeviceIndex, u8), Vec<u32>>::new();
		for (bucket, _, tasks) in Agenda::<T>::iter() {
			for (device, task) in tasks {
				filed.entry((device, task as u8)).or_default().push(bucket);
			}
		}
		let at = AgendaPosition::<T>::get().bucket;
		// A task that was due already when it was filed is in the bucket of that time.
		let is_filed = |device, task: Task, due| {
			let bucket = Self::bucket_of(due).max(at);
			filed
				.get(&(device, task as u8))
				.is_some_and(|buckets| buckets.iter().any(|filed| *filed >= at && *filed <= bucket))
		};
		for (index, device) in Devices::<T>::iter() {
			if let Some(Interactive { checked_at, .. }) = device.interactive {
				ensure!(is_filed(index, Task::CheckLapse, checked_at), "6: a device never lapses");
			}
			if let Status::Retired { bond_release_at, .. } = device.status {
				ensure!(
					is_filed(index, Task::ReleaseBond, bond_release_at),
					"6: a bond is never released"
				);
			}
		}
		for (index, pending) in PendingChanges::<T>::iter() {
			ensure!(
				is_filed(index, Task::ApplyChange, pending.effective_at),
				"6: a change never takes effect"
			);
		}
		for (index, suspension) in Suspensions::<T>::iter() {
			ensure!(
				is_filed(index, Task::EndSuspension, suspension.release_at),
				"6: a suspension never ends"
			);
		}
		Ok(())
	}
}
