use crate::{mock::*, *};
use cairn_primitives::time::{DAYS, HOURS};
use coverage_math::rules::Rules;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::BuildStorage;

type Change = fn(&mut Parameters);

#[test]
fn parameters_should_be_set_when_root_says_so() {
	test(|| {
		let parameters = Parameters { cadence: 1_000, ..Parameters::local() };
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
		(Cadence, |it| it.cadence = 0),
		(Cadence, |it| it.cadence = 1_801),
		(Cadence, |it| it.cadence = u32::MAX),
		(Reciprocity, |it| (it.cadence, it.reciprocity_blocks) = (1_800, 7)),
		(Reciprocity, |it| it.reciprocity_blocks = 15),
		(Reciprocity, |it| it.reciprocity_blocks = 30 * DAYS + 1),
		(Reciprocity, |it| it.grace_blocks = 30 * DAYS + 1),
		(Strikes, |it| it.strike_decay_blocks = HOURS - 1),
		(Strikes, |it| it.strike_decay_blocks = 0),
		(Strikes, |it| it.strike_decay_blocks = 366 * DAYS + 1),
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
			let mut parameters = Parameters::local();
			change(&mut parameters);
			assert_eq!(parameters.check(), Err(fault), "{number}");
			assert_noop!(
				Coverage::set_parameters(RuntimeOrigin::root(), parameters),
				Error::<Test>::ParametersInvalid(fault)
			);
		}
	});
}

#[test]
fn parameters_should_be_taken_when_they_are_at_their_bounds() {
	let bounds: [Change; 16] = [
		|it| (it.window_blocks, it.announce_blocks) = (6, 4),
		|it| (it.window_blocks, it.cadence, it.reciprocity_blocks) = (600, 24, 600),
		|it| it.announce_blocks = it.window_blocks - 2,
		|it| it.reveal_blocks = 4,
		|it| it.reveal_blocks = 600,
		|it| (it.cadence, it.reciprocity_blocks) = (1, DAYS),
		|it| (it.cadence, it.reciprocity_blocks) = (1_800, 8),
		|it| it.reciprocity_blocks = 30 * DAYS,
		|it| it.grace_blocks = 0,
		|it| it.grace_blocks = 30 * DAYS,
		|it| it.strike_decay_blocks = 366 * DAYS,
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
			let mut parameters = Parameters::local();
			change(&mut parameters);
			assert_eq!(parameters.check(), Ok(()), "{number}");
		}
		assert_eq!(Parameters::default().check(), Ok(()));
		assert_eq!(Parameters::local().check(), Ok(()));
	});
}

#[test]
fn threshold_should_be_the_chance_when_it_is_computed() {
	let threshold = |cadence| Parameters { cadence, ..Parameters::local() }.threshold();
	assert_eq!(threshold(900), 1 << 63);
	assert_eq!(threshold(450), 1 << 62);
	assert_eq!(threshold(1_800), u64::MAX);
	let live = Parameters::default().threshold();
	assert_eq!(live, ((1u128 << 64) / 180) as u64);
}

#[test]
#[should_panic(expected = "the parameters of coverage are not valid")]
fn genesis_should_not_be_built_when_its_parameters_are_invalid() {
	let parameters = Parameters { window_blocks: 1, ..Parameters::local() };
	let genesis = GenesisConfig::<Test> { parameters, _config: Default::default() };
	let _ = RuntimeGenesisConfig { coverage: genesis, ..Default::default() }.build_storage();
}
