//! A hundred years of the schedule that networks begin with, era by era, as CSV: `scripts/emission`
//! plots it.

// What would overflow stops the simulation, as it should.
#![allow(clippy::arithmetic_side_effects)]

use cairn_primitives::{
	currency::{CRN, MICRO_CRN},
	time::YEAR_MS,
	Balance, Moment,
};
use cairn_runtime::genesis_emission::{schedule, shares};

const YEARS: u64 = 100;
const ERA_MS: Moment = 24 * 60 * 60 * 1_000;

/// What there is at genesis, in CRN: an assumption of the table, each network has its own.
const GENESIS: Balance = 60_000_000 * CRN;

/// In CRN, to the nearest millionth.
fn crn(amount: Balance) -> String {
	let millionths = (amount + MICRO_CRN / 2) / MICRO_CRN;
	format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000)
}

fn main() {
	let (schedule, shares) = (schedule(), shares());
	println!("year,emitted_in_the_year,stakers,coverage,usage,treasury,emitted_in_all,supply");
	let mut now = 0;
	let mut supply = GENESIS;
	for year in 1..=YEARS {
		let begin = supply;
		let mut of = [0; 4];
		while now < year * YEAR_MS {
			// An era that would reach into the next year ends with this one: the sum is the same.
			let end = (now + ERA_MS).min(year * YEAR_MS);
			let emission = schedule.emitted_between(now, end).min(schedule.cap - supply);
			let pots = shares.split(emission);
			for (sum, pot) in
				of.iter_mut().zip([pots.stakers, pots.coverage, pots.usage, pots.treasury])
			{
				*sum += pot;
			}
			supply += emission;
			assert!(supply <= schedule.cap, "there is more than there may be");
			now = end;
		}
		let [stakers, coverage, usage, treasury] = of.map(crn);
		println!(
			"{year},{},{stakers},{coverage},{usage},{treasury},{},{}",
			crn(supply - begin),
			crn(supply - GENESIS),
			crn(supply),
		);
	}
}
