//! The devices of the tests, and the passing of blocks and windows.

use super::{
	announce, pair, register, report, reveal, settled, AccountId, Coverage, RuntimeOrigin, System,
	Test,
};
use crate::*;
use frame_support::traits::Hooks;
use sp_core::Pair;

/// Returns the cell of a device: on a spiral, at least a kilometre from all others.
pub fn place(device: DeviceIndex) -> u64 {
	let (radius, turn) = (f64::from(device + 1).sqrt() * 0.011, f64::from(device) * 2.399_963);
	let (lat, lon) = (45.2 + radius * turn.sin(), 5.7 + radius * 1.4 * turn.cos());
	let spot = coverage_math::Position::new((lat * 1e7) as i32, (lon * 1e7) as i32).unwrap();
	coverage_math::cell_at(spot, 12).unwrap()
}

/// Registers a device with an owner and a cell of its own.
pub fn device(index: DeviceIndex) {
	register(index, pair(index).public(), 1_000 + AccountId::from(index), place(index));
}

/// Registers the devices 0 to `count`, exclusive.
pub fn devices(count: u32) {
	(0..count).for_each(device);
}

pub fn now() -> u32 {
	System::block_number()
}

/// Ends the block and begins the next.
pub fn next_block() {
	end_block(Weight::MAX);
	System::reset_events();
	System::set_block_number(now() + 1);
	Coverage::on_initialize(now());
}

/// Ends the block with this much time left for idle work.
pub fn end_block(remaining: Weight) {
	Coverage::on_idle(now(), remaining);
	Coverage::on_finalize(now());
}

pub fn run_to(block: u32) {
	while now() < block {
		next_block();
	}
}

/// Returns the current window with its number.
pub fn current_window() -> (WindowIndex, Window) {
	Coverage::window(None).unwrap()
}

pub fn window(index: WindowIndex) -> Window {
	Coverage::window(Some(index)).unwrap().1
}

pub fn change_parameters(change: impl FnOnce(&mut Parameters)) {
	let mut parameters = Coverage::parameters();
	change(&mut parameters);
	frame_support::assert_ok!(Coverage::set_parameters(RuntimeOrigin::root(), parameters));
}

/// Runs to a window that challenges the device.
pub fn run_to_challenge_of(device: DeviceIndex) -> WindowIndex {
	loop {
		let (index, open) = current_window();
		run_to(open.reveal_from);
		if Coverage::is_challenged(device, index + 1).unwrap() {
			return index + 1;
		}
	}
}

/// Runs to the next window.
pub fn run_to_next_window() -> WindowIndex {
	let (index, open) = current_window();
	run_to(open.reveal_from);
	index + 1
}

/// Runs to a window that challenges every device, as do the windows after it.
pub fn run_to_challenge_of_all() -> WindowIndex {
	change_parameters(|it| it.challenges_per_day = 1_800);
	run_to_next_window()
}

/// Runs to the first block that accepts reveals of a window.
pub fn run_to_reveals_of(index: WindowIndex) {
	run_to(window(index).reveal_from);
}

/// Runs to the first block after the reveals of a window, and closes it in idle time.
pub fn close(index: WindowIndex) {
	run_to(window(index).reveal_by + 1);
	Coverage::on_idle(now(), Weight::MAX);
}

/// Runs until a window is closed.
pub fn run_until_closed(index: WindowIndex) {
	while Windows::<Test>::contains_key(index) {
		next_block();
	}
}

/// Lets devices announce, and some of them reveal, in a window that challenges every device.
pub fn run_window(announced: &[DeviceIndex], revealed: &[DeviceIndex]) -> WindowIndex {
	let index = run_to_challenge_of_all();
	announced.iter().for_each(|device| announce(index, *device));
	run_to_reveals_of(index);
	revealed.iter().for_each(|device| reveal(index, *device));
	index
}

/// Takes a proof from its announcement to its settlement. Returns the judgements.
pub fn prove(beaconer: DeviceIndex, witnesses: &[DeviceIndex]) -> Judgements {
	let index = run_to_challenge_of(beaconer);
	announce(index, beaconer);
	witnesses.iter().for_each(|witness| report(index, beaconer, *witness));
	run_to_reveals_of(index);
	reveal(index, beaconer);
	settled().1
}
