use crate::{mock::*, *};
use frame_support::{
	assert_ok,
	traits::fungible::{Mutate, Unbalanced},
};

#[test]
fn check_should_name_the_invariant_when_it_is_violated() {
	type Damage = fn();
	let broken: [(&str, Damage); 17] = [
		("1: a bucket's columns do not add up", || {
			BucketBooks::<Test>::mutate(|books| books.coverage.carried += 1)
		}),
		("1: the pending amount is not the sum of the ledgers", || {
			DeviceLedgers::<Test>::mutate(1, |ledger| ledger.coverage_pending += 1)
		}),
		("1: the escrowed amount is not the sum of the ledgers", || {
			BucketBooks::<Test>::mutate(|books| {
				books.usage.escrowed += 1;
				books.usage.minted += to_sub_planck(1);
			})
		}),
		("2: a ledger has units of an era that owes nothing", || {
			DeviceLedgers::<Test>::insert(
				3,
				Ledger { era: 77, usage_units: 1, ..Default::default() },
			)
		}),
		("2: the units of the current era are not the sum of the ledgers", || {
			CurrentEra::<Test>::mutate(|era| era.units.usage += 1)
		}),
		("2: the units of an ended era are not the sum of the ledgers", || {
			DeviceLedgers::<Test>::remove(2)
		}),
		("2: the unsettled amount is not the value of the units", || {
			ClosedEras::<Test>::mutate(0, |era| era.as_mut().unwrap().rates.coverage += 1)
		}),
		("3: the devices' pot is short", || {
			let pot = Emission::devices_pot();
			assert_ok!(Balances::write_balance(&pot, 1_000));
		}),
		("3: the buckets together hold a fraction of a planck", || {
			BucketBooks::<Test>::mutate(|books| {
				books.usage.carried += 1;
				books.usage.minted += 1;
			})
		}),
		("3: the stakers' pot is short", || {
			assert_ok!(Balances::write_balance(&Emission::stakers_pot(), 1_000));
		}),
		("4: stakers were paid more than was minted for them", || {
			StakerBook::<Test>::mutate(|book| book.paid = book.minted + 1)
		}),
		("4: the reserved amount is not the sum of the eras", || StakerReserves::<Test>::remove(0)),
		("5: the issuance was raised by somebody else", || {
			assert_ok!(Balances::mint_into(&5, 1_000));
		}),
		("5: the minted amount is not the sum of its parts", || {
			Issuance::<Test>::mutate(|book| book.treasury += 1)
		}),
		("5: the issuance exceeds the cap", || {
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
