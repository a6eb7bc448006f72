//! Tests that the documented emission is the one that networks start with.

use cairn_primitives::{
	currency::{CRN, MICRO_CRN},
	time::YEAR_MS,
	Balance,
};
use cairn_runtime::genesis_emission::{rate_caps, schedule, shares};

/// The issuance at genesis that the table assumes.
const GENESIS: Balance = 60_000_000 * CRN;

fn planck(crn: &str) -> Balance {
	let (whole, parts) = crn.split_once('.').unwrap();
	let (whole, parts): (Balance, Balance) = (whole.parse().unwrap(), parts.parse().unwrap());
	whole * CRN + parts * MICRO_CRN
}

#[test]
fn documented_table_should_match_the_schedule_when_a_hundred_years_are_compared() {
	let table = include_str!("../../../docs/emission.csv");
	let mut years = 0;
	for row in table.lines().skip(1) {
		let row: Vec<&str> = row.split(',').collect();
		years += 1;
		assert_eq!(row[0], years.to_string());
		let elapsed = years * YEAR_MS;
		let yearly = schedule().emitted_between(elapsed - YEAR_MS, elapsed);
		let all = schedule().emitted_after(elapsed);
		for (column, amount) in [(1, yearly), (6, all), (7, GENESIS + all)] {
			let rounded = planck(row[column]).abs_diff(amount);
			assert!(rounded <= MICRO_CRN / 2, "year {years}, column {column}");
		}
		let pots: Balance = (2..6).map(|column| planck(row[column])).sum();
		assert!(planck(row[1]).abs_diff(pots) <= 4 * MICRO_CRN, "year {years}");
		assert!(planck(row[7]) <= schedule().cap);
	}
	assert_eq!(years, 100);
}

#[test]
fn genesis_emission_should_be_valid_when_a_network_starts() {
	assert_eq!(schedule().check(), Ok(()));
	assert!(shares().add_up());
	// A beacon with four valid witnesses earns at most one CRN.
	assert_eq!(rate_caps().coverage * 10_000, CRN);
}
