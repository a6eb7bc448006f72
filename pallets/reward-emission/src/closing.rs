//! The end of an era: what it emits, and what its units are worth. The same work for ten devices as
//! for a million.

use crate::{
	grains, planck, Books, BucketBook, Clock, ClosedEra, ClosedEras, Config, CurrentEra,
	CurrentShares, EmissionClock, EmissionSchedule, Event, Grains, Issuance, IssuanceBook,
	NextShares, OpenEra, Pallet, PerBucket, Pots, RateCaps, WeightInfo,
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

/// What an era emits.
pub(crate) struct Emission {
	/// What the schedule gives, in planck.
	pub(crate) scheduled: Balance,
	/// What of burned tokens is emitted again, in planck.
	pub(crate) reemitted: Balance,
	/// What of both the cap leaves room for, in planck.
	pub(crate) amount: Balance,
}

impl<T: Config> Pallet<T> {
	/// Notes when the chain began and what there was.
	pub(crate) fn start() {
		let now = T::Time::now();
		EmissionClock::<T>::put(Clock { started_at: now, emitted_until: now, era_began_at: now });
		let endowed = T::Currency::total_issuance();
		Issuance::<T>::put(IssuanceBook { endowed, ..Default::default() });
	}

	/// Ends the era that is being worked in, which the staking pallet calls `index`: mints its
	/// emission and says what its units are worth. Returns what stakers are promised.
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
		let until = Self::emitted_until(&clock, now);
		let mut issuance = Issuance::<T>::get();
		let burned = Self::note_burned(&mut issuance);
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
		let mut books = Books::<T>::get();
		let rates = Self::price(&mut books, &pots, &units);
		Books::<T>::put(books);
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

	/// Up to when the schedule is emitted when an era ends now: at most what two eras of the usual
	/// length would emit, so that after a halt nobody gets everything at once.
	pub(crate) fn emitted_until(clock: &Clock, now: Moment) -> Moment {
		let most = T::NominalEra::get().saturating_mul(2);
		let behind = now.saturating_sub(clock.emitted_until);
		clock.emitted_until.saturating_add(behind.min(most))
	}

	/// What is emitted from where the clock stands until a later time.
	pub(crate) fn emission(clock: &Clock, until: Moment, burned: Balance) -> Emission {
		let schedule = EmissionSchedule::<T>::get();
		let from = clock.emitted_until.saturating_sub(clock.started_at);
		let to = until.saturating_sub(clock.started_at);
		let scheduled = schedule.emitted_between(from, to);
		let reemitted = schedule.reemittable_between(from, to).min(burned);
		let room = schedule.cap.saturating_sub(T::Currency::total_issuance());
		Emission { scheduled, reemitted, amount: scheduled.saturating_add(reemitted).min(room) }
	}

	/// Writes down what was burned since the last era ended, by whatever means, and returns it.
	fn note_burned(book: &mut IssuanceBook) -> Balance {
		let (expected, actual) = (book.issuance(), T::Currency::total_issuance());
		let burned = expected.saturating_sub(actual);
		book.burned = book.burned.saturating_add(burned);
		// Root can make tokens by force.
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

	/// Says what a unit of each bucket is worth. What usage does not need is coverage's; what
	/// coverage does not need is carried.
	pub(crate) fn price(
		books: &mut PerBucket<BucketBook>,
		pots: &Pots,
		units: &PerBucket<Units>,
	) -> PerBucket<Grains> {
		let caps = RateCaps::<T>::get();
		let usage = books.usage.price(grains(pots.usage), units.usage, caps.usage);
		let unused = books.usage.give_up_carried();
		let coverage = books.coverage.price(
			grains(pots.coverage).saturating_add(unused),
			units.coverage,
			caps.coverage,
		);
		PerBucket { coverage, usage }
	}
}

impl BucketBook {
	/// Takes a pot in and returns what each unit gets of it and of what was carried.
	fn price(&mut self, minted: Grains, units: Units, cap: Balance) -> Grains {
		self.minted = self.minted.saturating_add(minted);
		let pot = self.carried.saturating_add(minted);
		let rate = pot.checked_div(units.into()).unwrap_or_default().min(grains(cap));
		let owed = rate.saturating_mul(units.into());
		self.unsettled = self.unsettled.saturating_add(owed);
		self.carried = pot.saturating_sub(owed);
		rate
	}

	/// Hands over what would be carried.
	fn give_up_carried(&mut self) -> Grains {
		let carried = core::mem::take(&mut self.carried);
		self.minted = self.minted.saturating_sub(carried);
		carried
	}

	/// Takes back what a ledger was too small for, or has lost.
	pub(crate) fn carry(&mut self, amount: Grains) {
		self.carried = self.carried.saturating_add(amount);
	}

	/// Pays a ledger's part of an era that has ended; what is less than a planck is carried.
	pub(crate) fn settle(&mut self, owed: Grains, in_escrow: bool) -> Balance {
		let (amount, rest) = planck(owed);
		self.unsettled = self.unsettled.saturating_sub(owed);
		self.carry(rest);
		let side = if in_escrow { &mut self.escrowed } else { &mut self.pending };
		*side = side.saturating_add(amount);
		amount
	}
}
