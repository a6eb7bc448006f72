//! What subscribers are told of blocks that become final.
//!
//! One task reads each final block once, however many have subscribed, and not at all if nobody
//! has. So what a block costs is bounded by what is in it: its events are decoded, and where
//! somebody asks by owner, the devices that were judged in it are looked up, which the chain has
//! done as well when it judged them.
//!
//! What was read is handed to subscribers through a channel of a fixed size. Nobody is waited for:
//! who is further behind than the channel is long is told so and dropped.

use super::{
	chain::Chain,
	coverage::{NumberedWindow, WindowNotice},
	error::Error,
	rewards::EraNotice,
};
use cairn_primitives::{
	coverage::{Secret, WindowIndex},
	devices::DeviceIndex,
	rewards::Units,
	AccountId, BlockNumber, Hash,
};
use cairn_runtime::{Runtime, RuntimeEvent};
use codec::DecodeAll;
use frame_system::EventRecord;
use futures::{stream, Stream, StreamExt};
use pallet_device_registry::Device;
use pallet_proof_of_coverage::{Event as CoverageEvent, Judgements, Window};
use pallet_reward_emission::Event as EmissionEvent;
use sc_client_api::StorageKey;
use sp_io::hashing::twox_128;
use std::{
	collections::{BTreeMap, BTreeSet},
	iter,
	sync::{
		atomic::{AtomicUsize, Ordering},
		Arc,
	},
};
use tokio::sync::broadcast::{self, error::RecvError};

/// How many blocks a subscription may be behind before it is dropped, beside what waits to be sent.
const BACKLOG: usize = 64;

/// What a final block tells.
#[derive(Debug)]
pub struct Facts {
	/// Its hash.
	pub block: Hash,
	/// Its number.
	pub number: BlockNumber,
	/// The windows that began in it.
	pub windows: Vec<WindowNotice>,
	/// The proofs that were settled in it.
	pub proofs: Vec<Settled>,
	/// The eras whose emission was minted in it.
	pub eras: Vec<EraNotice>,
	/// The owners of the devices in those proofs, if anybody wants to know.
	pub owners: BTreeMap<DeviceIndex, AccountId>,
}

/// A proof that was settled, as its event tells.
#[derive(Clone, Debug)]
pub struct Settled {
	/// In which window it was announced.
	pub window: WindowIndex,
	/// Whose beacon.
	pub beaconer: DeviceIndex,
	/// Its secret.
	pub secret: Secret,
	/// The share of the units that the beaconer's crowd has left, in 1e-4.
	pub scale: u32,
	/// What the beaconer has earned.
	pub units: Units,
	/// What became of each report that was kept.
	pub judgements: Judgements,
}

impl Settled {
	/// All devices that took part in it.
	pub fn devices(&self) -> impl Iterator<Item = DeviceIndex> + '_ {
		iter::once(self.beaconer).chain(self.judgements.iter().map(|judgement| judgement.witness))
	}
}

/// A block's facts, or why there are none.
type News = Result<Arc<Facts>, Error>;

/// Hands out what final blocks tell.
pub struct Feed {
	news: broadcast::Sender<News>,
	owners_wanted: Arc<AtomicUsize>,
}

/// As long as there is one, [`Facts::owners`] are looked up.
pub struct OwnersWanted(Arc<AtomicUsize>);

impl Drop for OwnersWanted {
	fn drop(&mut self) {
		self.0.fetch_sub(1, Ordering::AcqRel);
	}
}

impl Feed {
	/// A feed that tells nothing until it is [run](Self::run).
	pub fn new() -> Arc<Self> {
		let (news, _) = broadcast::channel(BACKLOG);
		Arc::new(Self { news, owners_wanted: Arc::default() })
	}

	/// What blocks tell that become final from now on. Ends after an error.
	pub(crate) fn subscribe(&self) -> impl Stream<Item = News> + Send {
		stream::unfold(self.news.subscribe(), |mut news| async {
			match news.recv().await {
				Ok(facts) => Some((facts, news)),
				Err(RecvError::Lagged(_)) => Some((Err(Error::TooSlow), news)),
				Err(RecvError::Closed) => None,
			}
		})
	}

	/// The same, one by one, of one kind.
	pub(crate) fn each<Item: Clone + Send>(
		&self,
		of: impl Fn(&Facts) -> &[Item] + Send,
	) -> impl Stream<Item = Result<Item, Error>> + Send {
		self.subscribe().flat_map(move |facts| {
			stream::iter(match facts {
				Ok(facts) => of(&facts).iter().cloned().map(Ok).collect(),
				Err(error) => vec![Err(error)],
			})
		})
	}

	/// Has the owners of devices looked up, in blocks that become final from now on.
	pub(crate) fn want_owners(&self) -> OwnersWanted {
		self.owners_wanted.fetch_add(1, Ordering::AcqRel);
		OwnersWanted(self.owners_wanted.clone())
	}

	/// Reads blocks as they become final, in their order, until there are no more.
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
				// Nobody may be left to hear it.
				let _ = self.news.send(news.map(Arc::new));
				if failed {
					break;
				}
			}
		}
	}

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
			facts.note(record.event);
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
	fn note(&mut self, event: RuntimeEvent) {
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
				let window = NumberedWindow::new(window, opened);
				self.windows.push(WindowNotice { block: self.block, number: self.number, window });
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
			}) => self.eras.push(EraNotice::new(
				(self.block, self.number),
				era,
				emitted_until,
				[scheduled, burned, reemitted],
				pots,
				units,
				[rates, carried],
			)),
			_ => {}
		}
	}
}

/// Who owns a device after a block; none if it is gone.
fn owner(chain: &impl Chain, block: Hash, device: DeviceIndex) -> Result<Option<AccountId>, Error> {
	let key = pallet_device_registry::Devices::<Runtime>::hashed_key_for(device);
	let Some(device) = stored(chain, block, key)? else { return Ok(None) };
	let device = Device::<Runtime>::decode_all(&mut device.as_slice())
		.map_err(|_| Error::NodeOutdated { hash: block })?;
	Ok(Some(device.owner))
}

fn stored(chain: &impl Chain, block: Hash, key: Vec<u8>) -> Result<Option<Vec<u8>>, Error> {
	match chain.stored(block, &StorageKey(key)) {
		Ok(data) => Ok(data.map(|data| data.0)),
		Err(error) => {
			log::debug!(target: "rpc", "The state after {block:?} cannot be read: {error}");
			Err(Error::BlocksMissed { first: block })
		}
	}
}
