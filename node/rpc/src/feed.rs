//! Reads final blocks for subscriptions.
//!
//! One task reads each final block once, however many subscribers there are, and skips the block if
//! there are none. The cost of a block is therefore bounded by its content: its events are decoded,
//! and the owners of the devices in its settled proofs are looked up if a subscriber filters by owner.
//!
//! The facts of a block reach subscribers through a channel of a fixed size. The task waits for no
//! subscriber: one that falls behind by more than the size of the channel is notified and dropped.

use super::{chain::Chain, error::Error};
use cairn_primitives::{
	coverage::{Secret, WindowIndex},
	devices::DeviceIndex,
	rewards::Units,
	AccountId, Balance, BlockNumber, Hash, Moment,
};
use cairn_runtime::{Runtime, RuntimeEvent};
use codec::DecodeAll;
use frame_system::EventRecord;
use futures::{stream, Stream, StreamExt};
use pallet_device_registry::Device;
use pallet_proof_of_coverage::{Event as CoverageEvent, Judgements, Window};
use pallet_reward_emission::{Event as EmissionEvent, PerBucket, Pots, SubPlanck};
use sc_client_api::StorageKey;
use sp_io::hashing::twox_128;
use sp_staking::EraIndex;
use std::{
	collections::{BTreeMap, BTreeSet},
	iter,
	sync::{
		atomic::{AtomicUsize, Ordering},
		Arc,
	},
};
use tokio::sync::broadcast::{self, error::RecvError};

/// The blocks by which a subscription may fall behind before it is dropped. Notifications that wait to
/// be sent do not count.
const BACKLOG: usize = 64;

/// The facts of a final block that subscribers may receive.
#[derive(Debug)]
pub struct Facts {
	/// The hash of the block.
	pub block: Hash,
	/// The number of the block.
	pub number: BlockNumber,
	/// The windows that began in the block.
	pub windows: Vec<OpenedWindow>,
	/// The proofs that were settled in the block.
	pub proofs: Vec<Settled>,
	/// The eras whose emission was minted in the block.
	pub eras: Vec<ClosedEra>,
	/// The owners of the devices in those proofs; empty if no subscriber filters by owner.
	pub owners: BTreeMap<DeviceIndex, AccountId>,
}

/// The content of a `WindowOpened` event.
#[derive(Clone, Debug)]
pub struct OpenedWindow {
	/// The hash of the first block of the window.
	pub block: Hash,
	/// The number of that block.
	pub number: BlockNumber,
	/// The number of the window.
	pub index: WindowIndex,
	/// The window at the end of that block.
	pub window: Window,
}

/// The content of a `ProofSettled` event.
#[derive(Clone, Debug)]
pub struct Settled {
	/// The window in which the beacon was announced.
	pub window: WindowIndex,
	/// The device that sent the beacon.
	pub beaconer: DeviceIndex,
	/// The secret of the beacon.
	pub secret: Secret,
	/// The share of its units that density leaves the beaconer, in units of 1e-4.
	pub scale: u32,
	/// The units that the beaconer earned.
	pub units: Units,
	/// The verdicts on the kept reports.
	pub judgements: Judgements,
}

/// The content of an `EraClosed` event.
#[derive(Clone, Copy, Debug)]
pub struct ClosedEra {
	/// The hash of the block in which the era's emission was minted.
	pub block: Hash,
	/// The number of that block.
	pub number: BlockNumber,
	/// The era.
	pub era: EraIndex,
	/// The time up to which the schedule has been emitted, in milliseconds.
	pub emitted_until: Moment,
	/// The amount that the schedule gives for the era, in planck. Less was minted if the cap left
	/// less room.
	pub scheduled: Balance,
	/// The amount burned since the previous era ended, in planck.
	pub burned: Balance,
	/// The part of the burned amount that was due to be emitted again, in planck.
	pub reemitted: Balance,
	/// The amount minted for each pot, in planck.
	pub pots: Pots,
	/// The units credited to devices in the era.
	pub units: PerBucket<Units>,
	/// The value of one unit, in sub-planck.
	pub rates: PerBucket<SubPlanck>,
	/// The amount carried into the pots of the next era, in sub-planck.
	pub carried: PerBucket<SubPlanck>,
}

impl Settled {
	/// Returns the devices that took part in the proof.
	pub fn devices(&self) -> impl Iterator<Item = DeviceIndex> + '_ {
		iter::once(self.beaconer).chain(self.judgements.iter().map(|judgement| judgement.witness))
	}
}

/// The facts of a block, or the error that ends the subscriptions.
type News = Result<Arc<Facts>, Error>;

/// Publishes the facts of final blocks.
pub struct Feed {
	news: broadcast::Sender<News>,
	owners_wanted: Arc<AtomicUsize>,
}

/// A request to look up [`Facts::owners`], in force until it is dropped.
pub struct OwnersWanted(Arc<AtomicUsize>);

impl Drop for OwnersWanted {
	fn drop(&mut self) {
		self.0.fetch_sub(1, Ordering::AcqRel);
	}
}

impl Feed {
	/// Creates a feed. It publishes nothing until it is [run](Self::run).
	pub fn new() -> Arc<Self> {
		let (news, _) = broadcast::channel(BACKLOG);
		Arc::new(Self { news, owners_wanted: Arc::default() })
	}

	/// Returns the facts of blocks that become final from now on. The stream ends after an error.
	pub(crate) fn subscribe(&self) -> impl Stream<Item = News> + Send {
		stream::unfold(self.news.subscribe(), |mut news| async {
			match news.recv().await {
				Ok(facts) => Some((facts, news)),
				Err(RecvError::Lagged(_)) => Some((Err(Error::TooSlow), news)),
				Err(RecvError::Closed) => None,
			}
		})
	}

	/// Returns the facts of one kind, in blocks that become final from now on.
	pub(crate) fn each<Item: Clone + Send>(
		&self,
		select: impl Fn(&Facts) -> &[Item] + Send,
	) -> impl Stream<Item = Result<Item, Error>> + Send {
		self.subscribe().flat_map(move |facts| {
			stream::iter(match facts {
				Ok(facts) => select(&facts).iter().cloned().map(Ok).collect(),
				Err(error) => vec![Err(error)],
			})
		})
	}

	/// Requests [`Facts::owners`] in blocks that become final from now on.
	pub(crate) fn want_owners(&self) -> OwnersWanted {
		self.owners_wanted.fetch_add(1, Ordering::AcqRel);
		OwnersWanted(self.owners_wanted.clone())
	}

	/// Reads blocks in order as they become final, until the stream ends.
	pub async fn run<C: Chain>(
		self: Arc<Self>,
		chain: Arc<C>,
		mut finalised: impl Stream<Item = Vec<Hash>> + Unpin,
	) {
		while let Some(blocks) = finalised.next().await {
			for block in blocks {
				if self.news.receiver_count() == 0 {
					continue;
				}
				let news = self.read(&*chain, block);
				let failed = news.is_err();
				// Fails if the last subscriber has left, which is not an error.
				let _ = self.news.send(news.map(Arc::new));
				if failed {
					break;
				}
			}
		}
	}

	/// Reads the facts of a block.
	fn read(&self, chain: &impl Chain, block: Hash) -> Result<Facts, Error> {
		let number = chain.number(block).ok().flatten();
		let number = number.ok_or(Error::BlocksMissed { first: block })?;
		let mut facts = Facts {
			block,
			number,
			windows: vec![],
			proofs: vec![],
			eras: vec![],
			owners: BTreeMap::new(),
		};
		let key = [twox_128(b"System"), twox_128(b"Events")].concat();
		let Some(events) = stored(chain, block, key)? else { return Ok(facts) };
		let events = Vec::<EventRecord<RuntimeEvent, Hash>>::decode_all(&mut events.as_slice())
			.map_err(|_| Error::NodeOutdated { hash: block })?;
		for record in events {
			facts.add(record.event);
		}
		if self.owners_wanted.load(Ordering::Acquire) > 0 {
			let devices: BTreeSet<_> = facts.proofs.iter().flat_map(Settled::devices).collect();
			for device in devices {
				facts.owners.extend(owner(chain, block, device)?.map(|owner| (device, owner)));
			}
		}
		Ok(facts)
	}
}

impl Facts {
	/// Adds the content of an event that subscribers may receive.
	fn add(&mut self, event: RuntimeEvent) {
		match event {
			RuntimeEvent::ProofOfCoverage(CoverageEvent::WindowOpened {
				window,
				seed,
				threshold,
				announce_by,
				report_by,
				reveal_from,
				reveal_by,
			}) => {
				let opened = Window {
					seed,
					threshold,
					begins_at: self.number,
					announce_by,
					report_by,
					reveal_from,
					reveal_by,
					announced: 0,
					revealed: 0,
				};
				self.windows.push(OpenedWindow {
					block: self.block,
					number: self.number,
					index: window,
					window: opened,
				});
			}
			RuntimeEvent::ProofOfCoverage(CoverageEvent::ProofSettled {
				window,
				beaconer,
				secret,
				scale,
				units,
				judgements,
			}) => self.proofs.push(Settled { window, beaconer, secret, scale, units, judgements }),
			RuntimeEvent::RewardEmission(EmissionEvent::EraClosed {
				era,
				emitted_until,
				scheduled,
				burned,
				reemitted,
				pots,
				units,
				rates,
				carried,
			}) => self.eras.push(ClosedEra {
				block: self.block,
				number: self.number,
				era,
				emitted_until,
				scheduled,
				burned,
				reemitted,
				pots,
				units,
				rates,
				carried,
			}),
			_ => {}
		}
	}
}

/// Returns the owner of a device after a block; `None` if the device no longer exists.
fn owner(chain: &impl Chain, block: Hash, device: DeviceIndex) -> Result<Option<AccountId>, Error> {
	let key = pallet_device_registry::Devices::<Runtime>::hashed_key_for(device);
	let Some(device) = stored(chain, block, key)? else { return Ok(None) };
	let device = Device::<Runtime>::decode_all(&mut device.as_slice())
		.map_err(|_| Error::NodeOutdated { hash: block })?;
	Ok(Some(device.owner))
}

/// Returns the value under a storage key after a block.
fn stored(chain: &impl Chain, block: Hash, key: Vec<u8>) -> Result<Option<Vec<u8>>, Error> {
	match chain.stored(block, &StorageKey(key)) {
		Ok(data) => Ok(data.map(|data| data.0)),
		Err(error) => {
			log::debug!(target: "rpc", "Cannot read the state after block {block:?}: {error}");
			Err(Error::BlocksMissed { first: block })
		}
	}
}
