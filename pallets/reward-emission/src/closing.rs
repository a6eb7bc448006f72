//! The end of an era: minting its emission and setting the value of its units. The work is the same
//! for ten devices as for a million.

use crate::{
	split_sub_planck, to_sub_planck, BucketBook, BucketBooks, Clock, ClosedEra, ClosedEras, Config,
	CurrentEra, CurrentShares, EmissionClock, EmissionSchedule, Event, Issuance, IssuanceBook,
	NextShares, OpenEra, Pallet, PerBucket, Pots, RateCaps, SubPlanck, WeightInfo,
};
use cairn_primitives::{rewards::Units, Balance, Moment};
use frame_support::{
	defensive,
	dispatch::DispatchClass,
	pallet_prelude::Get,
	traits::{
		fungible::{Balanced, Inspect},
		OnUnbalanced, Time,
	},
};
use sp_staking::EraIndex;

/// The emission of an era.
pub(crate) struct Emission {
	/// The amount that the schedule gives, in planck.
	pub(crate) scheduled: Balance,
	/// The amount of burned tokens that is emitted again, in planck.
	pub(crate) reemitted: Balance,
	/// The amount to mint: the sum of both, limited by the cap, in planck.
	pub(crate) amount: Balance,
}

impl<T: Config> Pallet<T> {
	/// Starts the emission clock and records the issuance at genesis.
	pub(crate) fn start_clock() {
		let now = T::Time::now();
		EmissionClock::<T>::put(Clock { started_at: now, emitted_until: now, era_began_at: now });
		let endowed = T::Currency::total_issuance();
		Issuance::<T>::put(IssuanceBook { endowed, ..Default::default() });
	}

	/// Closes the current era: mints its emission, splits it and sets the value of its units.
	/// Returns the amount promised to stakers, in planck.
	///
	/// - `index`: the era's number in the staking pallet.
	pub fn close_era(index: EraIndex) -> Balance {
		frame_system::Pallet::<T>::register_extra_weight_unchecked(
			T::WeightInfo::close_era(),
			DispatchClass::Mandatory,
		);
		let Some(mut clock) = EmissionClock::<T>::get() else {
			defensive!("an era ends before the first block");
			return 0;
		};
		let now = T::Time::now();
		let until = Self::next_emitted_until(&clock, now);
		let mut issuance = Issuance::<T>::get();
		let burned = Self::record_burns(&mut issuance);
		let emission = Self::emission(&clock, until, burned);
		(clock.emitted_until, clock.era_began_at) = (until, now);
		EmissionClock::<T>::put(clock);

		let shares = CurrentShares::<T>::get();
		if let Some(next) = NextShares::<T>::take() {
			CurrentShares::<T>::put(next);
		}
		let pots = shares.split(emission.amount);
		issuance.minted = issuance.minted.saturating_add(emission.amount);
		issuance.treasury = issuance.treasury.saturating_add(pots.treasury);
		Issuance::<T>::put(issuance);
		Self::mint(&pots);

		let OpenEra { index: era, units } = CurrentEra::<T>::get();
		CurrentEra::<T>::put(OpenEra { index: index.saturating_add(1), units: Default::default() });
		let mut books = BucketBooks::<T>::get();
		let rates = Self::price_units(&mut books, &pots, &units);
		BucketBooks::<T>::put(books);
		if !units.is_zero() {
			ClosedEras::<T>::insert(era, ClosedEra { rates, unsettled: units });
		}
		Self::deposit_event(Event::EraClosed {
			era,
			emitted_until: until,
			scheduled: emission.scheduled,
			burned,
			reemitted: emission.reemitted,
			pots,
			units,
			rates,
			carried: PerBucket { coverage: books.coverage.carried, usage: books.usage.carried },
		});
		Self::reserve_for_stakers(index, pots.stakers)
	}

	/// Returns the time up to which the schedule is emitted if the era ends now: at most two
	/// nominal eras further, so that a halt does not release everything at once.
	pub(crate) fn next_emitted_until(clock: &Clock, now: Moment) -> Moment {
		let most = T::NominalEra::get().saturating_mul(2);
		let behind = now.saturating_sub(clock.emitted_until);
		clock.emitted_until.saturating_add(behind.min(most))
	}

	/// Computes the emission from the clock's time until a later time. The cap limits it (Invariant
	/// 5).
	pub(crate) fn emission(clock: &Clock, until: Moment, burned: Balance) -> Emission {
		let schedule = EmissionSchedule::<T>::get();
		let from = clock.emitted_until.saturating_sub(clock.started_at);
		let to = until.saturating_sub(clock.started_at);
		let scheduled = schedule.emitted_between(from, to);
		let reemitted = schedule.reemittable_between(from, to).min(burned);
		let room = schedule.cap.saturating_sub(T::Currency::total_issuance());
		Emission { scheduled, reemitted, amount: scheduled.saturating_add(reemitted).min(room) }
	}

	/// Records the amount burned by any means since the last era ended, and returns it.
	fn record_burns(book: &mut IssuanceBook) -> Balance {
		let (expected, actual) = (book.issuance(), T::Currency::total_issuance());
		let burned = expected.saturating_sub(actual);
		book.burned = book.burned.saturating_add(burned);
		// Root can create tokens by force.
		book.forced = book.forced.saturating_add(actual.saturating_sub(expected));
		burned
	}

	fn mint(pots: &Pots) {
		Self::mint_into(&Self::devices_pot(), pots.coverage.saturating_add(pots.usage));
		Self::mint_into(&Self::stakers_pot(), pots.stakers);
		T::Treasury::on_unbalanced(T::Currency::issue(pots.treasury));
	}

	fn mint_into(pot: &T::AccountId, amount: Balance) {
		if T::Currency::resolve(pot, T::Currency::issue(amount)).is_err() {
			defensive!("a pot cannot receive what is minted for it");
		}
	}

	/// Sets the value of one unit of each bucket and returns it. The remainder of usage moves to
	/// coverage; the remainder of coverage is carried.
	pub(crate) fn price_units(
		books: &mut PerBucket<BucketBook>,
		pots: &Pots,
		units: &PerBucket<Units>,
	) -> PerBucket<SubPlanck> {
		let caps = RateCaps::<T>::get();
		let usage = books.usage.price_units(to_sub_planck(pots.usage), units.usage, caps.usage);
		let unused = books.usage.take_carried();
		let coverage = books.coverage.price_units(
			to_sub_planck(pots.coverage).saturating_add(unused),
			units.coverage,
			caps.coverage,
		);
		PerBucket { coverage, usage }
	}
}

impl BucketBook {
	/// Adds a pot to the carried amount and returns the value of one unit, at most the cap.
	fn price_units(&mut self, minted: SubPlanck, units: Units, cap: Balance) -> SubPlanck {
		self.minted = self.minted.saturating_add(minted);
		let pot = self.carried.saturating_add(minted);
		let rate = pot.checked_div(units.into()).unwrap_or_default().min(to_sub_planck(cap));
		let owed = rate.saturating_mul(units.into());
		self.unsettled = self.unsettled.saturating_add(owed);
		self.carried = pot.saturating_sub(owed);
		rate
	}

	/// Removes the carried amount from the book and returns it.
	fn take_carried(&mut self) -> SubPlanck {
		let carried = core::mem::take(&mut self.carried);
		self.minted = self.minted.saturating_sub(carried);
		carried
	}

	/// Carries a rounding remainder or a forfeited amount into the next era's pot.
	pub(crate) fn carry(&mut self, amount: SubPlanck) {
		self.carried = self.carried.saturating_add(amount);
	}

	/// Settles a ledger's part of an ended era and returns its whole planck. The fraction is
	/// carried (Invariant 1).
	pub(crate) fn settle(&mut self, owed: SubPlanck, in_escrow: bool) -> Balance {
		let (amount, rest) = split_sub_planck(owed);
		self.unsettled = self.unsettled.saturating_sub(owed);
		self.carry(rest);
		let side = if in_escrow { &mut self.escrowed } else { &mut self.pending };
		*side = side.saturating_add(amount);
		amount
	}
}
