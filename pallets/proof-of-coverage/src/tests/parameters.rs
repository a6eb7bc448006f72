use crate::{mock::*, *};
use cairn_primitives::time::{blocks_in, DAY_MS, LIVE_SLOT_MS, LOCAL_SLOT_MS};
use coverage_math::rules::Rules;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::BuildStorage;

type Change = fn(&mut Parameters);

#[test]
fn parameters_should_be_set_when_root_calls() {
	test(|| {
		let parameters = Parameters { challenges_per_day: 1_000, ..parameters() };
		assert_ok!(Coverage::set_parameters(RuntimeOrigin::root(), parameters));
		assert_eq!(events().last(), Some(&Event::ParametersSet { parameters }));
		assert_eq!(Coverage::parameters(), parameters);
	});
}

#[test]
fn parameters_should_be_refused_when_they_are_out_of_their_bounds() {
	use ParameterFault::*;
	let faults: [(ParameterFault, Change); 29] = [
		(WindowBlocks, |it| it.window_blocks = 5),
		(WindowBlocks, |it| it.window_blocks = 601),
		(WindowBlocks, |it| it.window_blocks = 0),
		(AnnounceBlocks, |it| it.announce_blocks = 3),
		(AnnounceBlocks, |it| it.announce_blocks = it.window_blocks - 1),
		(RevealBlocks, |it| it.reveal_blocks = 3),
		(RevealBlocks, |it| it.reveal_blocks = 601),
		(ChallengesPerDay, |it| it.challenges_per_day = 0),
		(ChallengesPerDay, |it| it.challenges_per_day = 1_801),
		(ChallengesPerDay, |it| it.challenges_per_day = u32::MAX),
		(Reciprocity, |it| (it.challenges_per_day, it.reciprocity_blocks) = (1_800, 7)),
		(Reciprocity, |it| it.reciprocity_blocks = 15),
		(Reciprocity, |it| it.reciprocity_blocks = 30 * DAY + 1),
		(Reciprocity, |it| it.grace_blocks = 30 * DAY + 1),
		(Strikes, |it| it.strike_decay_blocks = DAY / 24 - 1),
		(Strikes, |it| it.strike_decay_blocks = 0),
		(Strikes, |it| it.strike_decay_blocks = 366 * DAY + 1),
		(Strikes, |it| it.strikes_to_suspend = 1),
		(Parts, |it| it.beacon_parts = 0),
		(Parts, |it| it.witness_parts = 0),
		(OpenProofs, |it| it.max_open_proofs = 99),
		(OpenProofs, |it| it.max_open_proofs = 1_000_001),
		(Rules, |it| it.rules.min_cells_apart = 1_001),
		(Rules, |it| it.rules.max_distance_m = 2_000_001),
		(Rules, |it| it.rules.max_frequency_offset_hz = 1_000_001),
		(Rules, |it| it.rules.signal_margin_cdb = 701),
		(Rules, |it| it.rules.signal_margin_cdb = -1),
		(Rules, |it| it.rules.snr_slack_cdb = 501),
		(Rules, |it| it.rules.snr_slack_cdb = -1),
	];
	test(|| {
		for (number, (fault, change)) in faults.into_iter().enumerate() {
			let mut parameters = parameters();
			change(&mut parameters);
			assert_eq!(parameters.check(DAY), Err(fault), "{number}");
			assert_noop!(
				Coverage::set_parameters(RuntimeOrigin::root(), parameters),
				Error::<Test>::ParametersInvalid(fault)
			);
		}
	});
}

#[test]
fn parameters_should_be_accepted_when_they_are_at_their_bounds() {
	let bounds: [Change; 16] = [
		|it| (it.window_blocks, it.announce_blocks) = (6, 4),
		|it| (it.window_blocks, it.challenges_per_day, it.reciprocity_blocks) = (600, 24, 600),
		|it| it.announce_blocks = it.window_blocks - 2,
		|it| it.reveal_blocks = 4,
		|it| it.reveal_blocks = 600,
		|it| (it.challenges_per_day, it.reciprocity_blocks) = (1, DAY),
		|it| (it.challenges_per_day, it.reciprocity_blocks) = (1_800, 8),
		|it| it.reciprocity_blocks = 30 * DAY,
		|it| it.grace_blocks = 0,
		|it| it.grace_blocks = 30 * DAY,
		|it| it.strike_decay_blocks = 366 * DAY,
		|it| it.strikes_to_suspend = 2,
		|it| (it.beacon_parts, it.witness_parts) = (1, 255),
		|it| it.max_open_proofs = 100,
		|it| it.max_open_proofs = 1_000_000,
		|it| {
			it.rules = Rules {
				min_cells_apart: 0,
				max_distance_m: 2_000_000,
				max_frequency_offset_hz: 0,
				signal_margin_cdb: 0,
				snr_slack_cdb: 0,
			}
		},
	];
	test(|| {
		for (number, change) in bounds.into_iter().enumerate() {
			let mut parameters = parameters();
			change(&mut parameters);
			assert_eq!(parameters.check(DAY), Ok(()), "{number}");
		}
	});
}

/// Returns the number of blocks in a day of a network with this slot duration.
fn day_of(slot_ms: u32) -> u32 {
	blocks_in(DAY_MS, slot_ms)
}

#[test]
fn parameters_should_be_valid_when_the_network_has_its_slot_duration() {
	assert_eq!(Parameters::default().check(day_of(LIVE_SLOT_MS)), Ok(()));
	assert_eq!(Parameters::local().check(day_of(LOCAL_SLOT_MS)), Ok(()));
	// A challenge in every second window of the local network is too often on a slower network.
	let faster = Parameters { challenges_per_day: 4_800, ..Parameters::local() };
	assert_eq!(faster.check(day_of(LOCAL_SLOT_MS)), Ok(()));
	assert_eq!(faster.check(day_of(LIVE_SLOT_MS)), Err(ParameterFault::ChallengesPerDay));
}

#[test]
fn threshold_should_be_the_probability_when_computed() {
	let threshold =
		|challenges_per_day| Parameters { challenges_per_day, ..parameters() }.threshold(DAY);
	assert_eq!(threshold(900), 1 << 63);
	assert_eq!(threshold(450), 1 << 62);
	assert_eq!(threshold(1_800), u64::MAX);
	let live = Parameters::default().threshold(day_of(LIVE_SLOT_MS));
	assert_eq!(live, ((1u128 << 64) / 180) as u64);
	assert_eq!(Parameters::local().threshold(day_of(LOCAL_SLOT_MS)), 1 << 63);
}

#[test]
fn devices_should_be_challenged_equally_often_a_day_when_slots_are_shorter() {
	const DEVICES: u32 = 400;
	// A challenge for each device in every second window of six-second slots, so in every sixth
	// of two-second slots.
	for (slot_ms, expected) in [(LIVE_SLOT_MS, 2), (LOCAL_SLOT_MS, 6)] {
		test(|| {
			BlocksPerDay::set(day_of(slot_ms));
			change_parameters(|parameters| parameters.strike_decay_blocks = day_of(slot_ms));
			for _ in 0..8 {
				let window = run_to_next_window();
				let is_challenged = |device| Coverage::is_challenged(device, window).unwrap();
				let challenged = (0..DEVICES).filter(|device| is_challenged(*device)).count();
				// The number is binomially distributed: allow five standard deviations.
				let (mean, spread) = (DEVICES / expected, 50);
				assert!((challenged as u32).abs_diff(mean) <= spread, "{challenged} of {mean}");
			}
			let last = Coverage::window(None).unwrap().1;
			assert_eq!(last.threshold, parameters().threshold(day_of(slot_ms)));
		});
	}
}

#[test]
#[should_panic(expected = "the parameters of coverage are not valid")]
fn genesis_should_not_be_built_when_its_parameters_are_invalid() {
	let parameters = Parameters { window_blocks: 1, ..parameters() };
	let genesis = GenesisConfig::<Test> { parameters, _config: Default::default() };
	let _ = RuntimeGenesisConfig { coverage: genesis, ..Default::default() }.build_storage();
}
