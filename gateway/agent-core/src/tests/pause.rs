//! Tests of the pause before a beacon.

use super::*;
use crate::journal::{JournalContents, WindowJournal};
use cairn_gateway_types::{coverage::OpenProof, radio::Outcome};
use cairn_primitives::BlockNumber;
use std::time::Duration;

const DEVICE: DeviceIndex = 1;

/// A short window: block 7 is the last that accepts reports.
const WINDOW: Window = Window {
	index: 0,
	seed: H256::repeat_byte(1),
	threshold: u64::MAX,
	begins_at: 1,
	announce_by: 5,
	report_by: 7,
	reveal_from: 9,
	reveal_by: 20,
};

const PAUSE_ENDED: Input = Input::PauseEnded { window: 0, device: DEVICE };

/// An agent with a challenged device.
struct Scene {
	core: Core,
	random: StdRng,
	announcement: Announcement,
	written: Vec<Entry>,
}

fn block(number: BlockNumber) -> BlockId {
	BlockId { number, hash: H256::from_low_u64_be(number.into()) }
}

impl Scene {
	fn new(seed: u64) -> Self {
		let mut scene = Self {
			core: devices::core(JournalContents::new(), false),
			random: StdRng::seed_from_u64(seed),
			announcement: Announcement {
				frame: H256::zero(),
				tx_power_cdbm: 0,
				frequency_hz: 0,
				spreading_factor: None,
			},
			written: Vec::new(),
		};
		scene.step(Input::Chain(Update::Started { at: block(0), windows: Vec::new() }));
		scene.register(Status::Active);
		scene.best(1, vec![CoverageEvent::WindowOpened(WINDOW)]);
		scene.step(finalised(1));
		let drawn = |entry: &Entry| match entry {
			Entry::Drawn { announcement, .. } => Some(*announcement),
			_ => None,
		};
		scene.announcement = scene.written.iter().find_map(drawn).unwrap();
		scene
	}

	fn step(&mut self, input: Input) -> Vec<Effect> {
		let step = self.core.step(input, &mut self.random);
		self.written.extend(step.records.into_iter().map(|record| record.entry));
		step.effects
	}

	fn best(&mut self, number: BlockNumber, events: Vec<CoverageEvent>) -> Vec<Effect> {
		self.step(Input::Chain(Update::BestBlock { block: block(number), events, is_head: true }))
	}

	/// Adds empty blocks.
	fn pass(&mut self, blocks: std::ops::RangeInclusive<BlockNumber>) -> Vec<Effect> {
		blocks.flat_map(|number| self.best(number, Vec::new())).collect()
	}

	/// Adds a block that contains the announcement.
	fn announced(&mut self, at: BlockNumber) -> Vec<Effect> {
		let announcement = self.announcement;
		let event = CoverageEvent::BeaconAnnounced { window: 0, beaconer: DEVICE, announcement };
		self.best(at, vec![event])
	}

	fn register(&mut self, status: Status) -> Vec<Effect> {
		let found = Some(RegisteredDevice { status, ..registered(DEVICE) });
		self.step(Input::Device { device: DEVICE, found })
	}

	/// Restarts the agent after block `at` with its journal, and answers its query for the proof.
	fn restart(&mut self, at: BlockNumber) -> Vec<Effect> {
		let window_journal = WindowJournal { entries: self.written.clone(), is_damaged: false };
		self.core = devices::core([(0, window_journal)].into(), false);
		self.step(Input::Chain(Update::Started { at: block(at), windows: vec![WINDOW] }));
		self.register(Status::Active);
		let open = OpenProof { announcement: self.announcement, witnesses: Vec::new() };
		let (at, open) = (block(at), Some(open));
		self.step(Input::OpenProof { window: 0, beaconer: DEVICE, at, open })
	}

	/// Returns whether the journal records that the beacon may have been sent.
	fn is_marked_transmitted(&self) -> bool {
		self.written.contains(&Entry::Beaconed { device: DEVICE })
	}
}

fn pauses(effects: &[Effect]) -> Vec<Duration> {
	let pause = |effect: &Effect| match effect {
		Effect::Wait { window: 0, device: DEVICE, pause } => Some(*pause),
		_ => None,
	};
	effects.iter().filter_map(pause).collect()
}

fn sent(effects: &[Effect]) -> usize {
	effects.iter().filter(|effect| matches!(effect, Effect::Transmit { .. })).count()
}

fn revealed(effects: &[Effect]) -> bool {
	use cairn_primitives::coverage::CoverageStatement::Reveal;
	let reveals = |effect: &Effect| match effect {
		Effect::Submit(signed) => matches!(signed.statement, Reveal(_)),
		_ => false,
	};
	effects.iter().any(reveals)
}

#[test]
fn beacons_should_be_spread_evenly_when_they_are_announced_in_one_block() {
	// Of the five blocks until the last that accepts reports, two are reserved for the witnesses.
	const LONGEST: u64 = 18_000;
	let pause = |seed| match pauses(&Scene::new(seed).announced(2))[..] {
		[pause] => pause.as_millis() as u64,
		_ => panic!("not one pause"),
	};
	let mut sixths = [0; 6];
	for seed in 0..300 {
		let pause = pause(seed);
		assert!(pause <= LONGEST);
		sixths[(pause * 6 / (LONGEST + 1)) as usize] += 1;
	}
	assert!(sixths.iter().all(|count| (30..=70).contains(count)), "{sixths:?}");
}

#[test]
fn pause_should_leave_two_blocks_and_last_a_minute_at_most_when_it_is_drawn() {
	let mut random = StdRng::seed_from_u64(1);
	let mut longest = |report_by, now, slot| {
		let window = Window { report_by, ..WINDOW };
		let mut draw = || super::super::pause::draw(&window, now, slot, &mut random);
		(0..2_000).map(|_| draw()).max().flatten().map(|pause| pause.as_secs_f32().round())
	};
	assert_eq!(longest(19, 2, SLOT), Some(60.));
	assert_eq!(longest(7, 3, SLOT), Some(12.));
	assert_eq!(longest(6, 3, SLOT), Some(6.));
	for slot in [SLOT, Duration::from_secs(2)] {
		assert_eq!(longest(6, 4, slot), None);
		assert_eq!(longest(6, 5, slot), None);
		assert_eq!(longest(6, 9, slot), None);
	}
	// A local network has a shorter block time.
	assert_eq!(longest(19, 2, Duration::from_secs(2)), Some(30.));
	assert_eq!(longest(7, 3, Duration::from_secs(2)), Some(4.));
}

#[test]
fn beacon_should_be_sent_once_when_its_pause_is_over() {
	let mut scene = Scene::new(1);
	assert_eq!(sent(&scene.step(PAUSE_ENDED)), 0, "it is not announced");
	let effects = scene.announced(2);
	assert_eq!((pauses(&effects).len(), sent(&effects)), (1, 0));
	let effects = scene.pass(3..=4);
	assert_eq!((pauses(&effects).len(), sent(&effects)), (0, 0));
	assert!(!scene.is_marked_transmitted(), "it was not handed to the radio yet");
	assert_eq!(sent(&scene.step(PAUSE_ENDED)), 1);
	assert!(scene.is_marked_transmitted());
	assert_eq!(scene.step(PAUSE_ENDED), [], "the end of the pause is reported twice");
	let effects = scene.pass(5..=8);
	assert_eq!((pauses(&effects).len(), sent(&effects)), (0, 0));
}

#[test]
fn beacon_should_be_sent_at_once_when_no_time_is_left() {
	let mut scene = Scene::new(1);
	scene.pass(2..=4);
	let effects = scene.announced(5);
	assert_eq!((pauses(&effects).len(), sent(&effects)), (0, 1));
	assert!(scene.is_marked_transmitted());
}

#[test]
fn beacon_should_not_be_sent_when_its_announcement_was_retracted_during_the_pause() {
	let mut scene = Scene::new(1);
	scene.announced(2);
	scene.step(Input::Chain(Update::Retracted { from: 2 }));
	assert_eq!(sent(&scene.step(PAUSE_ENDED)), 0);
	assert_eq!(sent(&scene.pass(2..=2)), 0);
	assert!(!scene.is_marked_transmitted());
	// The announcement is in a block again, together with others, so a new pause begins.
	let effects = scene.announced(3);
	assert_eq!((pauses(&effects).len(), sent(&effects)), (1, 0));
	assert_eq!(sent(&scene.step(PAUSE_ENDED)), 1);
}

#[test]
fn beacon_should_pause_once_when_its_announcement_is_included_again_during_the_pause() {
	let mut scene = Scene::new(1);
	scene.announced(2);
	scene.step(Input::Chain(Update::Retracted { from: 2 }));
	let effects = scene.announced(2);
	assert_eq!((pauses(&effects).len(), sent(&effects)), (0, 0));
	assert_eq!(sent(&scene.step(PAUSE_ENDED)), 1);
	assert_eq!(scene.step(PAUSE_ENDED), []);
}

#[test]
fn beacon_should_pause_again_when_the_agent_restarts_during_the_pause() {
	let mut scene = Scene::new(1);
	scene.announced(2);
	let effects = scene.restart(2);
	assert_eq!((pauses(&effects).len(), sent(&effects)), (1, 0));
	assert_eq!(sent(&scene.step(PAUSE_ENDED)), 1);
	// From now on the beacon may have been sent.
	let effects = scene.restart(3);
	assert_eq!((pauses(&effects).len(), sent(&effects)), (0, 0));
	assert_eq!(scene.step(PAUSE_ENDED), []);
}

#[test]
fn secret_should_be_revealed_when_the_pause_outlasts_the_time_for_reports() {
	let mut scene = Scene::new(1);
	scene.announced(2);
	let effects = scene.pass(3..=7);
	assert_eq!((pauses(&effects).len(), sent(&effects)), (0, 0));
	assert_eq!(sent(&scene.step(PAUSE_ENDED)), 0, "it is too late for reports");
	scene.pass(8..=9);
	assert!(revealed(&scene.step(finalised(9))));
	assert!(!scene.is_marked_transmitted());
}

#[test]
fn secret_should_be_revealed_when_the_end_of_the_pause_is_never_reported() {
	let mut scene = Scene::new(1);
	scene.announced(2);
	scene.pass(3..=9);
	assert!(revealed(&scene.step(finalised(9))));
	assert_eq!(scene.step(PAUSE_ENDED), []);
}

#[test]
fn beacon_should_not_be_sent_when_the_device_is_ineligible_at_the_end_of_its_pause() {
	let mut scene = Scene::new(1);
	scene.announced(2);
	scene.register(Status::Inactive);
	assert_eq!(sent(&scene.step(PAUSE_ENDED)), 0);
	assert!(!scene.is_marked_transmitted());
	let effects = scene.register(Status::Active);
	assert_eq!((pauses(&effects).len(), sent(&effects)), (0, 1), "its pause is over");
}

#[test]
fn beacon_should_be_retried_without_a_pause_when_the_radio_refuses_it() {
	let mut scene = Scene::new(1);
	scene.announced(2);
	assert_eq!(sent(&scene.step(PAUSE_ENDED)), 1);
	let outcome = Outcome::Refused("COLLISION_PACKET".into());
	scene.step(Input::Sent { window: 0, device: DEVICE, outcome });
	let effects = scene.pass(3..=3);
	assert_eq!((pauses(&effects).len(), sent(&effects)), (0, 1));
}
