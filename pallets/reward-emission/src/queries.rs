//! The answers to view functions and the runtime API.

use crate::{
	split_sub_planck, BucketBooks, Config, CurrentEra, CurrentShares, EmissionClock,
	EmissionSchedule, EraOutlook, Issuance, Ledger, OpenEra, Pallet, Pending, Pots, SchedulePoint,
	StakerBook,
};
use cairn_primitives::{
	rewards::{Bucket, Units},
	Balance, Moment,
};
use frame_support::{
	pallet_prelude::Get,
	traits::{fungible::Inspect, Time},
};

impl<T: Config> Pallet<T> {
	pub(crate) fn query_schedule(moment: Moment) -> SchedulePoint {
		let schedule = EmissionSchedule::<T>::get();
		let started_at = EmissionClock::<T>::get().map_or(moment, |clock| clock.started_at);
		let elapsed = moment.saturating_sub(started_at);
		SchedulePoint {
			emitted: schedule.emitted_after(elapsed),
			yearly: schedule.yearly_after(elapsed),
			next_halving_at: started_at.saturating_add(schedule.next_halving_after(elapsed)),
		}
	}

	pub(crate) fn query_era() -> EraOutlook {
		let OpenEra { index, units } = CurrentEra::<T>::get();
		EraOutlook { index, pots: Self::expected_pots(), units }
	}

	/// Computes what will be minted if the current era ends on time, or now if it is late, and
	/// nothing else is burned.
	fn expected_emission() -> Pots {
		let Some(clock) = EmissionClock::<T>::get() else { return Pots::default() };
		let end = clock.era_began_at.saturating_add(T::NominalEra::get()).max(T::Time::now());
		let until = Self::next_emitted_until(&clock, end);
		let burned = Issuance::<T>::get().issuance().saturating_sub(T::Currency::total_issuance());
		let emission = Self::emission(&clock, until, burned);
		CurrentShares::<T>::get().split(emission.amount)
	}

	/// Computes the pots at that time, including carried amounts.
	fn expected_pots() -> Pots {
		let minted = Self::expected_emission();
		let books = BucketBooks::<T>::get();
		Pots {
			stakers: minted.stakers.saturating_add(StakerBook::<T>::get().carried()),
			coverage: minted.coverage.saturating_add(split_sub_planck(books.coverage.carried).0),
			usage: minted.usage.saturating_add(split_sub_planck(books.usage.carried).0),
			treasury: minted.treasury,
		}
	}

	pub(crate) fn query_pending(ledger: Ledger) -> Pending {
		let (amounts, open_units) = Self::preview_settlement(&ledger);
		let total = amounts.total();
		let (claimable, escrowed) = if ledger.in_escrow { (0, total) } else { (total, 0) };
		Pending { claimable, escrowed, open_units }
	}

	pub(crate) fn query_projection(bucket: Bucket, units: Units) -> Balance {
		let mut all = CurrentEra::<T>::get().units;
		let own = all.get_mut(bucket);
		*own = own.saturating_add(units);
		let rates =
			Self::price_units(&mut BucketBooks::<T>::get(), &Self::expected_emission(), &all);
		split_sub_planck(rates.get(bucket).saturating_mul(units.into())).0
	}
}
