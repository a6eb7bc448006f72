//! Simulates a hundred years of the genesis emission schedule, era by era, and prints CSV.
//! `scripts/emission` plots it.

// An overflow stops the simulation, as it should.
#![allow(clippy::arithmetic_side_effects)]

use cairn_primitives::{
	currency::{CRN, MICRO_CRN},
	time::YEAR_MS,
	Balance, Moment,
};
use cairn_runtime::genesis_emission::{schedule, shares};

const YEARS: u64 = 100;
const ERA_MS: Moment = 24 * 60 * 60 * 1_000;

/// The issuance at genesis, in planck. The table assumes it; each network has its own.
const GENESIS: Balance = 60_000_000 * CRN;

/// Formats an amount in CRN, rounded to the nearest millionth.
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
		let mut sums = [0; 4];
		while now < year * YEAR_MS {
			// An era that would reach into the next year ends with this one: the sum is the same.
			let end = (now + ERA_MS).min(year * YEAR_MS);
			let emission = schedule.emitted_between(now, end).min(schedule.cap - supply);
			let pots = shares.split(emission);
			for (sum, pot) in
				sums.iter_mut().zip([pots.stakers, pots.coverage, pots.usage, pots.treasury])
			{
				*sum += pot;
			}
			supply += emission;
			assert!(supply <= schedule.cap, "the supply exceeds the cap");
			now = end;
		}
		let [stakers, coverage, usage, treasury] = sums.map(crn);
		println!(
			"{year},{},{stakers},{coverage},{usage},{treasury},{},{}",
			crn(supply - begin),
			crn(supply - GENESIS),
			crn(supply),
		);
	}
}
