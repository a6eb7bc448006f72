//! The `rewards_*` methods: emission, and the rewards of devices.

use super::{
	chain::{Chain, View},
	error::Error,
	feed::{ClosedEra, Feed},
	json::{self, Amount, Buckets, Decimal, DeviceRef, Page},
	subscriptions,
};
use cairn_primitives::{devices::DeviceIndex, rewards::Units, BlockNumber, Hash, Moment};
use cairn_runtime::Runtime;
use codec::DecodeAll;
use futures::StreamExt;
use jsonrpsee::{proc_macros::rpc, PendingSubscriptionSink};
use pallet_reward_emission::{EraOutlook, SchedulePoint, SubPlanck};
use pallet_reward_emission_runtime_api::RewardEmissionApi as _;
use sc_rpc::SubscriptionTaskExecutor;
use serde::{Deserialize, Serialize};
use sp_staking::EraIndex;
use std::sync::Arc;

/// The methods about emission and rewards.
#[rpc(server, namespace = "rewards")]
pub trait RewardsApi {
	/// Returns the unpaid rewards of a device, or of an account and its devices.
	#[method(name = "pending", blocking)]
	fn pending(
		&self,
		earner: Earner,
		cursor: Option<String>,
		limit: Option<u32>,
		at: Option<String>,
	) -> Result<PendingRewards, Error>;

	/// Returns the schedule's values at a time in the past or the future; by default, at the
	/// block's time.
	#[method(name = "schedule", blocking)]
	fn schedule(&self, moment: Option<Moment>, at: Option<String>) -> Result<Schedule, Error>;

	/// Returns the current era: its units so far and its expected pots.
	#[method(name = "era", blocking)]
	fn era(&self, at: Option<String>) -> Result<Era, Error>;

	/// Reports each era that ends.
	#[subscription(
		name = "subscribeEras" => "eras",
		unsubscribe = "unsubscribeEras",
		item = EraNotice,
	)]
	fn subscribe_eras(&self);
}

/// Implements [`RewardsApiServer`].
pub struct Rewards<C> {
	chain: Arc<C>,
	feed: Arc<Feed>,
	executor: SubscriptionTaskExecutor,
}

impl<C> Rewards<C> {
	/// Creates the methods. They query `chain` and publish the notices of `feed`.
	pub fn new(chain: Arc<C>, feed: Arc<Feed>, executor: SubscriptionTaskExecutor) -> Self {
		Self { chain, feed, executor }
	}
}

impl<C: Chain> RewardsApiServer for Rewards<C> {
	fn pending(
		&self,
		earner: Earner,
		cursor: Option<String>,
		limit: Option<u32>,
		at: Option<String>,
	) -> Result<PendingRewards, Error> {
		let limit = json::limit(limit)?;
		let after = json::cursor(cursor.as_deref())?;
		let account = match earner.device() {
			Ok(device) => {
				let view = View::new(&*self.chain, at.as_deref())?;
				let device = view.device(&device)?;
				let own = view.ask(|api, at| api.pending(at, device))?;
				return Ok(PendingRewards { own: own.into(), devices: None });
			}
			Err(account) => json::account(&account)?,
		};
		let view = View::new(&*self.chain, at.as_deref())?;
		let own = view.ask(|api, at| api.pending_of_account(at, account.clone()))?;
		let devices = view.ask(|api, at| api.pending_of_devices(at, account, after))?;
		let page = Page::cut(devices, limit, |(device, _)| device.to_string());
		let page = page.map(|(device, pending)| DevicePending { device, pending: pending.into() });
		Ok(PendingRewards { own: own.into(), devices: Some(page) })
	}

	fn schedule(&self, moment: Option<Moment>, at: Option<String>) -> Result<Schedule, Error> {
		let view = View::new(&*self.chain, at.as_deref())?;
		let moment = match moment {
			Some(moment) => moment,
			None => now(&view)?,
		};
		let SchedulePoint { emitted, yearly, next_halving_at } =
			view.ask(|api, at| api.schedule_at(at, moment))?;
		let next_halving_at = (next_halving_at != Moment::MAX).then_some(next_halving_at);
		Ok(Schedule { moment, emitted: Decimal(emitted), yearly: Decimal(yearly), next_halving_at })
	}

	fn era(&self, at: Option<String>) -> Result<Era, Error> {
		let view = View::new(&*self.chain, at.as_deref())?;
		let EraOutlook { index, pots, units } = view.ask(|api, at| api.era(at))?;
		Ok(Era { era: index, pots: pots.into(), units: units.into() })
	}

	fn subscribe_eras(&self, pending: PendingSubscriptionSink) {
		let notices = self.feed.each(|facts| &facts.eras).map(|era| era.map(EraNotice::from));
		subscriptions::serve(&self.executor, pending, notices);
	}
}

/// Returns the time of the chain's clock.
fn now<C: Chain>(view: &View<C>) -> Result<Moment, Error> {
	let key = pallet_timestamp::Now::<Runtime>::hashed_key();
	let Some(now) = view.stored(key.to_vec())? else { return Ok(0) };
	Moment::decode_all(&mut now.as_slice())
		.map_err(|error| Error::RuntimeFailed { hash: view.hash, reason: error.to_string() })
}

/// The owner of rewards: a device or an account.
#[derive(Clone, Debug, Deserialize)]
#[serde(
	untagged,
	expecting = "a device is named by its number, or by its public key as 0x-hex; an account by its address"
)]
pub enum Earner {
	/// A device, given by its number.
	Number(u64),
	/// A device, given by its public key, or an account, given by its address.
	Text(String),
}

impl Earner {
	/// Returns the device, or the account's address as the error.
	fn device(self) -> Result<DeviceRef, String> {
		match self {
			Self::Number(number) => Ok(DeviceRef::Number(number)),
			Self::Text(text) if text.starts_with("0x") => Ok(DeviceRef::Key(text)),
			Self::Text(text) => Err(text),
		}
	}
}

/// See [`pallet_reward_emission::Pending`].
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Pending {
	claimable: Amount,
	escrowed: Amount,
	open_units: Buckets<Decimal<Units>>,
}

impl From<pallet_reward_emission::Pending> for Pending {
	fn from(pending: pallet_reward_emission::Pending) -> Self {
		let pallet_reward_emission::Pending { claimable, escrowed, open_units } = pending;
		Self {
			claimable: Decimal(claimable),
			escrowed: Decimal(escrowed),
			open_units: open_units.into(),
		}
	}
}

/// The unpaid rewards of one of an account's devices.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct DevicePending {
	device: DeviceIndex,
	#[serde(flatten)]
	pending: Pending,
}

/// The unpaid rewards of a device, or of an account and its devices.
#[derive(Clone, Debug, Serialize)]
pub struct PendingRewards {
	/// The rewards of the device itself, or of the account for devices that it has sold or retired.
	#[serde(flatten)]
	own: Pending,
	/// The rewards of the account's devices; `None` for a device.
	devices: Option<Page<DevicePending>>,
}

/// See [`SchedulePoint`].
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Schedule {
	moment: Moment,
	emitted: Amount,
	yearly: Amount,
	next_halving_at: Option<Moment>,
}

/// See [`EraOutlook`].
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Era {
	era: EraIndex,
	pots: Pots,
	units: Buckets<Decimal<Units>>,
}

/// See [`pallet_reward_emission::Pots`].
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Pots {
	stakers: Amount,
	coverage: Amount,
	usage: Amount,
	treasury: Amount,
}

impl From<pallet_reward_emission::Pots> for Pots {
	fn from(pots: pallet_reward_emission::Pots) -> Self {
		let pallet_reward_emission::Pots { stakers, coverage, usage, treasury } = pots;
		Self {
			stakers: Decimal(stakers),
			coverage: Decimal(coverage),
			usage: Decimal(usage),
			treasury: Decimal(treasury),
		}
	}
}

/// The notice that subscribers receive when an era ends.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EraNotice {
	block: Hash,
	number: BlockNumber,
	era: EraIndex,
	emitted_until: Moment,
	scheduled: Amount,
	burned: Amount,
	reemitted: Amount,
	pots: Pots,
	units: Buckets<Decimal<Units>>,
	rates: Buckets<Decimal<SubPlanck>>,
	carried: Buckets<Decimal<SubPlanck>>,
}

impl From<ClosedEra> for EraNotice {
	fn from(closed: ClosedEra) -> Self {
		let ClosedEra {
			block,
			number,
			era,
			emitted_until,
			scheduled,
			burned,
			reemitted,
			pots,
			units,
			rates,
			carried,
		} = closed;
		Self {
			block,
			number,
			era,
			emitted_until,
			scheduled: Decimal(scheduled),
			burned: Decimal(burned),
			reemitted: Decimal(reemitted),
			pots: pots.into(),
			units: units.into(),
			rates: rates.into(),
			carried: carried.into(),
		}
	}
}
