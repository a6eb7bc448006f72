use crate::{mock::*, *};
use frame_support::{
	assert_ok,
	traits::fungible::{Mutate, Unbalanced},
};

#[test]
fn invariants_should_be_found_broken_when_they_are() {
	type Damage = fn();
	let broken: [(&str, Damage); 17] = [
		("1: a bucket's columns do not add up", || {
			Books::<Test>::mutate(|books| books.coverage.carried += 1)
		}),
		("1: what is pending is not the sum of the ledgers", || {
			DeviceLedgers::<Test>::mutate(1, |ledger| ledger.coverage_pending += 1)
		}),
		("1: what is escrowed is not the sum of the ledgers", || {
			Books::<Test>::mutate(|books| {
				books.usage.escrowed += 1;
				books.usage.minted += grains(1);
			})
		}),
		("2: a ledger has units of an era that owes nothing", || {
			DeviceLedgers::<Test>::insert(
				3,
				Ledger { era: 77, usage_units: 1, ..Default::default() },
			)
		}),
		("2: the units of the era are not those of the ledgers", || {
			CurrentEra::<Test>::mutate(|era| era.units.usage += 1)
		}),
		("2: the units of an era that has ended are not those of the ledgers", || {
			DeviceLedgers::<Test>::remove(2)
		}),
		("2: what is unsettled is not what the units are worth", || {
			ClosedEras::<Test>::mutate(0, |era| era.as_mut().unwrap().rates.coverage += 1)
		}),
		("3: the devices' pot is short", || {
			let pot = Emission::devices_pot();
			assert_ok!(Balances::write_balance(&pot, 1_000));
		}),
		("3: the buckets together hold a part of a planck", || {
			Books::<Test>::mutate(|books| {
				books.usage.carried += 1;
				books.usage.minted += 1;
			})
		}),
		("3: the stakers' pot is short", || {
			assert_ok!(Balances::write_balance(&Emission::stakers_pot(), 1_000));
		}),
		("4: stakers were paid more than was minted for them", || {
			Stakers::<Test>::mutate(|book| book.paid = book.minted + 1)
		}),
		("4: what is put by is not the sum of the eras", || StakersReserve::<Test>::remove(0)),
		("5: somebody else mints", || {
			assert_ok!(Balances::mint_into(&5, 1_000));
		}),
		("5: a bucket got what was not minted", || {
			Issuance::<Test>::mutate(|book| book.treasury += 1)
		}),
		("5: there is more than there may be", || {
			EmissionSchedule::<Test>::mutate(|schedule| schedule.cap = 1)
		}),
		("6: the next shares do not add up", || NextShares::<Test>::put(Shares::default())),
		("6: the shares do not add up", || {
			CurrentShares::<Test>::mutate(|shares| shares.usage = Permill::zero())
		}),
	];
	for (invariant, break_it) in broken {
		externalities(no_caps()).execute_with(|| {
			credit(1, 10);
			credit(2, 10);
			end_era();
			credit(1, 10);
			assert_eq!(Emission::check_invariants(), Ok(()));
			break_it();
			assert_eq!(Emission::check_invariants(), Err(invariant));
		});
	}
}
