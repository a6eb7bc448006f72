//! Windows: their seeds, their deadlines and their lottery.

use crate::{
	Config, CurrentParameters, CurrentWindow, Entropy, Event, LastRevealDeadline, Pallet,
	Parameters, Refusal, WeightInfo, Windows,
};
use cairn_primitives::{
	coverage::{fold_entropy, is_challenged, window_seed, WindowIndex},
	devices::DeviceIndex,
	BlockNumber,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	pallet_prelude::{Get, Weight},
	traits::Randomness,
};
use scale_info::TypeInfo;
use sp_core::H256;
use sp_runtime::traits::UniqueSaturatedInto;

/// The number of blocks from the last report to the next window. The block between them accepts no
/// reports, but the VRF of its author goes into the seed by which the reports are drawn.
pub(crate) const BLOCKS_AFTER_REPORTS: BlockNumber = 2;

/// A window that is not closed: its seed, its deadlines and its counts.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Window {
	/// The seed, from which the lottery and the ranks are computed.
	pub seed: H256,
	/// The probability that a device is challenged, times 2^64.
	pub threshold: u64,
	/// The first block of the window.
	pub begins_at: BlockNumber,
	/// The last block that accepts announcements.
	pub announce_by: BlockNumber,
	/// The last block that accepts reports.
	pub report_by: BlockNumber,
	/// The first block that accepts reveals, which is the first block of the next window.
	pub reveal_from: BlockNumber,
	/// The last block that accepts reveals.
	pub reveal_by: BlockNumber,
	/// The number of announced beacons.
	pub announced: u32,
	/// The number of announced beacons that were revealed.
	pub revealed: u32,
}

impl Window {
	/// Returns a window that begins in a block, on a network that makes `day` blocks a day.
	pub(crate) fn new(
		seed: H256,
		begins_at: BlockNumber,
		parameters: &Parameters,
		day: BlockNumber,
	) -> Self {
		let reveal_from = begins_at.saturating_add(parameters.window_blocks);
		Self {
			seed,
			threshold: parameters.threshold(day),
			begins_at,
			announce_by: begins_at.saturating_add(parameters.announce_blocks).saturating_sub(1),
			report_by: reveal_from.saturating_sub(BLOCKS_AFTER_REPORTS),
			reveal_from,
			reveal_by: reveal_from.saturating_add(parameters.reveal_blocks).saturating_sub(1),
			announced: 0,
			revealed: 0,
		}
	}

	/// Returns whether at least half of the announced beacons were revealed. If not, the network is
	/// held responsible for the missing reveals.
	pub fn is_healthy(&self) -> bool {
		self.revealed.saturating_mul(2) >= self.announced
	}
}

impl<T: Config> Pallet<T> {
	/// Returns the number of the current block.
	pub(crate) fn now() -> BlockNumber {
		frame_system::Pallet::<T>::block_number().unique_saturated_into()
	}

	/// Folds the VRF output of the previous block into the entropy, and opens a window if one is due.
	pub(crate) fn begin_block() -> Weight {
		let (output, _) = T::Randomness::random(b"cairn/coverage");
		let entropy = fold_entropy(&Entropy::<T>::get(), output);
		Entropy::<T>::put(entropy);
		let next = match CurrentWindow::<T>::get() {
			None => Some(0),
			Some(current) => Windows::<T>::get(current)
				.is_none_or(|window| window.reveal_from <= Self::now())
				.then(|| current.saturating_add(1)),
		};
		let Some(next) = next else { return T::WeightInfo::begin_block() };
		Self::open_window(next, window_seed(next, &entropy));
		T::WeightInfo::begin_block().saturating_add(T::WeightInfo::open_window())
	}

	/// Opens a window that begins in the current block (Invariant 2).
	pub(crate) fn open_window(index: WindowIndex, seed: H256) {
		let parameters = CurrentParameters::<T>::get();
		let window = Window::new(seed, Self::now(), &parameters, T::BlocksPerDay::get());
		CurrentWindow::<T>::put(index);
		Windows::<T>::insert(index, window);
		LastRevealDeadline::<T>::mutate(|last| *last = window.reveal_by.max(*last));
		Self::deposit_event(Event::WindowOpened {
			window: index,
			seed,
			threshold: window.threshold,
			announce_by: window.announce_by,
			report_by: window.report_by,
			reveal_from: window.reveal_from,
			reveal_by: window.reveal_by,
		});
	}

	/// Returns a window that is not closed.
	pub(crate) fn kept_window(index: WindowIndex) -> Result<Window, Refusal> {
		Windows::<T>::get(index).ok_or(Refusal::WindowUnknown)
	}

	/// Returns the seed by which the reports of a window are drawn: the seed of the next window,
	/// which nobody knew when the reports were made. `None` until the next window begins.
	pub(crate) fn draw_seed(index: WindowIndex) -> Option<H256> {
		Windows::<T>::get(index.saturating_add(1)).map(|next| next.seed)
	}

	/// Returns whether the lottery of a window selects a device.
	pub(crate) fn challenges(window: &Window, device: DeviceIndex) -> bool {
		is_challenged(&window.seed, device, window.threshold)
	}
}

/// The number of blocks after which every proof that is open now has settled or can no longer
/// settle. A change that an owner requests takes effect after it at the earliest.
///
/// It is never shorter than the life of a window under the current parameters.
pub struct WindowLife<T>(core::marker::PhantomData<T>);
impl<T: Config> Get<BlockNumber> for WindowLife<T> {
	fn get() -> BlockNumber {
		let last = LastRevealDeadline::<T>::get();
		let open = last.saturating_add(1).saturating_sub(Pallet::<T>::now());
		CurrentParameters::<T>::get().window_life().max(open)
	}
}
