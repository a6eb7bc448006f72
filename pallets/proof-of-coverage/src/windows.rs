//! Windows: their seeds, their deadlines, and who is challenged in them.

use crate::{
	Config, CurrentParameters, CurrentWindow, Entropy, Event, LastRevealDeadline, Pallet, Refusal,
	WeightInfo, Window, Windows,
};
use cairn_primitives::{
	coverage::{fold_entropy, is_challenged, window_seed, WindowIndex},
	devices::DeviceIndex,
	BlockNumber,
};
use frame_support::{
	pallet_prelude::{Get, Weight},
	traits::Randomness,
};
use sp_core::H256;
use sp_runtime::traits::UniqueSaturatedInto;

impl<T: Config> Pallet<T> {
	pub(crate) fn now() -> BlockNumber {
		frame_system::Pallet::<T>::block_number().unique_saturated_into()
	}

	/// Folds the VRF output of the block before, and opens a window if its time has come.
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

	pub(crate) fn open_window(index: WindowIndex, seed: H256) {
		let parameters = CurrentParameters::<T>::get();
		let window = Window::new(seed, Self::now(), &parameters, T::BlocksPerDay::get());
		CurrentWindow::<T>::put(index);
		Windows::<T>::insert(index, window);
		LastRevealDeadline::<T>::mutate(|settled_by| {
			*settled_by = window.reveal_by.max(*settled_by)
		});
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

	pub(crate) fn kept_window(index: WindowIndex) -> Result<Window, Refusal> {
		Windows::<T>::get(index).ok_or(Refusal::WindowUnknown)
	}

	/// The seed by which the reports of a window are drawn: that of the next one, which no report
	/// could be made by. None before that has begun.
	pub(crate) fn draw_seed(index: WindowIndex) -> Option<H256> {
		Windows::<T>::get(index.saturating_add(1)).map(|next| next.seed)
	}

	pub(crate) fn challenges(window: &Window, device: DeviceIndex) -> bool {
		is_challenged(&window.seed, device, window.threshold)
	}
}

/// How long it is until every proof has settled that is open now: what an owner asks for takes
/// effect no earlier. At least from a window's first block to the last in which its proofs settle.
pub struct WindowLife<T>(core::marker::PhantomData<T>);
impl<T: Config> Get<BlockNumber> for WindowLife<T> {
	fn get() -> BlockNumber {
		let open =
			LastRevealDeadline::<T>::get().saturating_add(1).saturating_sub(Pallet::<T>::now());
		CurrentParameters::<T>::get().window_life().max(open)
	}
}
