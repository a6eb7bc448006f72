//! The invariants that `try_state` checks, with the numbers of the crate's documentation.

use crate::{
	Config, CurrentParameters, CurrentWindow, DeviceRecords, FalseReports, FeelessWeightUsed,
	LastRevealDeadline, OldestWindow, OpenProofs, Pallet, Proofs, Windows,
};
use cairn_primitives::coverage::report_rank;
use frame_support::{ensure, traits::Get, weights::Weight};

impl<T: Config> Pallet<T> {
	pub(crate) fn check_invariants() -> Result<(), &'static str> {
		let parameters = CurrentParameters::<T>::get();
		ensure!(
			parameters.check(T::BlocksPerDay::get()).is_ok(),
			"1: the parameters are not valid"
		);
		Self::check_windows()?;
		Self::check_proofs()?;
		Self::check_records()?;
		ensure!(
			FeelessWeightUsed::<T>::get() == Weight::zero(),
			"5: the used allowance was not reset"
		);
		Ok(())
	}

	fn check_windows() -> Result<(), &'static str> {
		let oldest = OldestWindow::<T>::get();
		let kept = CurrentWindow::<T>::get()
			.map_or(oldest..oldest, |current| oldest..current.saturating_add(1));
		for index in kept.clone() {
			let window = Windows::<T>::get(index).ok_or("2: a window is missing")?;
			let deadlines = [
				window.begins_at,
				window.announce_by,
				window.report_by,
				window.reveal_from,
				window.reveal_by,
			];
			ensure!(deadlines.is_sorted(), "2: the deadlines of a window are out of order");
			let next = Windows::<T>::get(index.saturating_add(1));
			let follows = next.is_none_or(|next| next.begins_at >= window.reveal_from);
			ensure!(follows, "2: a window begins before the previous one accepts reveals");
			ensure!(
				window.reveal_by <= LastRevealDeadline::<T>::get(),
				"2: a window settles after the last reveal deadline"
			);
			ensure!(window.revealed <= window.announced, "2: more was revealed than announced");
		}
		ensure!(
			Windows::<T>::iter_keys().count() == kept.count(),
			"2: a closed window was not removed"
		);
		Ok(())
	}

	fn check_proofs() -> Result<(), &'static str> {
		let mut open: u32 = 0;
		for (index, beaconer, proof) in Proofs::<T>::iter() {
			open = open.saturating_add(1);
			let window = Windows::<T>::get(index).ok_or("3: a proof belongs to no window")?;
			let ranks = proof.reports.iter().map(|report| {
				(report_rank(&window.seed, beaconer, report.witness), report.witness)
			});
			ensure!(
				ranks.is_sorted_by(|one, next| one < next),
				"3: the reports of a proof are out of order"
			);
			let own = proof.reports.iter().any(|report| report.witness == beaconer);
			ensure!(!own, "3: a beaconer reports its own beacon");
		}
		ensure!(OpenProofs::<T>::get() == open, "3: the open proofs were miscounted");
		let lost =
			FalseReports::<T>::iter_keys().any(|(index, _)| !Windows::<T>::contains_key(index));
		ensure!(!lost, "3: a false report belongs to no window");
		Ok(())
	}

	fn check_records() -> Result<(), &'static str> {
		let now = Self::now();
		for record in DeviceRecords::<T>::iter_values() {
			let times = [record.changed_at, record.beaconed_at, record.witnessed_at];
			let past = times.iter().flatten().all(|at| *at <= now);
			ensure!(past && record.since <= now, "4: a record is dated in the future");
			ensure!(
				record.beacons == 0 || record.beaconed_at.is_some(),
				"4: a settled beacon has no date"
			);
			ensure!(
				record.valid == 0 || record.witnessed_at.is_some(),
				"4: a valid report has no date"
			);
		}
		Ok(())
	}
}
