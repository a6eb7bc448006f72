//! Frames, commitments and lots: what a proof of coverage is made of.

// A test that panics fails, as it should.
#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

use cairn_primitives::coverage::*;
use sp_core::{ed25519, Pair, H256};
use std::collections::BTreeSet;

fn seed(number: u8) -> H256 {
	H256::repeat_byte(number)
}

#[test]
fn frame_should_fit_the_slowest_data_rate_when_it_is_sent() {
	let frame = Frame::new(u32::MAX, u32::MAX, &seed(1), &[7; 32]);
	assert!(frame.as_bytes().len() <= 51);
	assert_eq!(Frame::heard(frame.as_bytes()), Some(frame.clone()));
	assert_eq!(Frame::heard(&frame.as_bytes()[1..]), None);
	assert_eq!(Frame::heard(&[0; FRAME_LEN + 1]), None);
}

#[test]
fn frame_should_be_another_when_anything_that_makes_it_is() {
	let make = |window, beaconer, seed_of, secret| {
		Frame::new(window, beaconer, &seed(seed_of), &[secret; 32])
	};
	let frames =
		[make(1, 1, 1, 1), make(2, 1, 1, 1), make(1, 2, 1, 1), make(1, 1, 2, 1), make(1, 1, 1, 2)];
	let hashes: BTreeSet<H256> = frames.iter().map(Frame::hash).collect();
	assert_eq!(hashes.len(), frames.len());
	// Another window's frame has other entropy too where the seed is another, as it always is.
	let entropy: BTreeSet<&[u8]> = frames.iter().map(|frame| &frame.as_bytes()[9..]).collect();
	assert_eq!(entropy.len(), frames.len() - 1);
}

#[test]
fn commitment_should_be_of_no_use_to_others_when_it_is_seen() {
	let frame = Frame::new(1, 2, &seed(3), &[4; 32]);
	let seen: BTreeSet<H256> =
		(0..1_000).map(|witness| frame.commitment(witness)).chain([frame.hash()]).collect();
	assert_eq!(seen.len(), 1_001);
}

#[test]
fn devices_should_be_challenged_as_often_as_the_threshold_says_when_seeds_are_many() {
	// One window in fifty.
	let threshold = u64::MAX / 50;
	let (windows, devices) = (200u8, 1_000);
	let mut challenged = 0u32;
	for window in 0..windows {
		for device in 0..devices {
			challenged += u32::from(is_challenged(&seed(window), device, threshold));
		}
	}
	let expected = u32::from(windows) * devices / 50;
	// Five standard deviations of a binomial distribution.
	let deviation = (f64::from(expected) * 0.98).sqrt() * 5.0;
	assert!((f64::from(challenged) - f64::from(expected)).abs() < deviation, "{challenged}");
	assert!(!is_challenged(&seed(1), 1, 0));
}

#[test]
fn lots_should_be_of_their_own_when_they_decide_different_things() {
	let lots = BTreeSet::from([
		report_rank(&seed(1), 1, 2),
		report_rank(&seed(1), 2, 1),
		report_rank(&seed(2), 1, 2),
		draw_rank(&seed(1), 1, 2),
		draw_rank(&seed(1), 2, 1),
	]);
	assert_eq!(lots.len(), 5);
}

#[test]
fn statement_should_count_once_when_it_is_signed() {
	let device = ed25519::Pair::from_seed(&[1; 32]);
	let (key, genesis) = (device.public(), seed(9));
	let statement = CoverageStatement::Reveal([5; 32]);
	let signature = device.sign(&statement.signing_payload(&genesis, 7, 0));
	let is_signed = |statement: &CoverageStatement, genesis, window, ordinal| {
		statement.is_signed(&genesis, window, ordinal, &key, &signature)
	};
	assert!(is_signed(&statement, genesis, 7, 0));
	assert!(!is_signed(&statement, seed(8), 7, 0), "another network");
	assert!(!is_signed(&statement, genesis, 8, 0), "another window");
	assert!(!is_signed(&statement, genesis, 7, 1), "another try");
	assert!(!is_signed(&CoverageStatement::Reveal([6; 32]), genesis, 7, 0), "another secret");
	assert!(!is_signed(&CoverageStatement::Report(vec![]), genesis, 7, 0), "another act");
}
