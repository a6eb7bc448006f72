//! `rewards_*`: what is emitted, and what devices have earned.

use super::{
	chain::{Chain, View},
	error::Error,
	feed::Feed,
	json::{self, Amount, Buckets, Decimal, DeviceRef, Page},
	subscriptions,
};
use cairn_primitives::{devices::DeviceIndex, rewards::Units, Balance, BlockNumber, Hash, Moment};
use cairn_runtime::Runtime;
use codec::DecodeAll;
use jsonrpsee::{proc_macros::rpc, PendingSubscriptionSink};
use pallet_reward_emission::{EraOutlook, PerBucket, SchedulePoint, SubPlanck};
use pallet_reward_emission_runtime_api::RewardEmissionApi as _;
use sc_rpc::SubscriptionTaskExecutor;
use serde::{Deserialize, Serialize};
use sp_staking::EraIndex;
use std::sync::Arc;

/// What can be asked about emission and rewards.
#[rpc(server, namespace = "rewards")]
pub trait RewardsApi {
	/// What a device, or an account and its devices, have earned and not been paid.
	#[method(name = "pending", blocking)]
	fn pending(
		&self,
		earner: Earner,
		cursor: Option<String>,
		limit: Option<u32>,
		at: Option<String>,
	) -> Result<PendingRewards, Error>;

	/// The schedule at a time, past or to come; at the block's, if none is given.
	#[method(name = "schedule", blocking)]
	fn schedule(&self, moment: Option<Moment>, at: Option<String>) -> Result<Schedule, Error>;

	/// The era that is being worked in.
	#[method(name = "era", blocking)]
	fn era(&self, at: Option<String>) -> Result<Era, Error>;

	/// Tells of each era that ends.
	#[subscription(
		name = "subscribeEras" => "eras",
		unsubscribe = "unsubscribeEras",
		item = EraNotice,
	)]
	fn subscribe_eras(&self);
}

/// Answers [`RewardsApiServer`].
pub struct Rewards<C> {
	chain: Arc<C>,
	feed: Arc<Feed>,
	executor: SubscriptionTaskExecutor,
}

impl<C> Rewards<C> {
	/// Answers from a chain, and tells of what the feed does.
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
		let notices = self.feed.each(|facts| &facts.eras);
		subscriptions::serve(&self.executor, pending, notices);
	}
}

/// The chain's clock.
fn now<C: Chain>(view: &View<C>) -> Result<Moment, Error> {
	let key = pallet_timestamp::Now::<Runtime>::hashed_key();
	let Some(now) = view.stored(key.to_vec())? else { return Ok(0) };
	Moment::decode_all(&mut now.as_slice())
		.map_err(|error| Error::RuntimeFailed { hash: view.hash, reason: error.to_string() })
}

/// A device, or an account.
#[derive(Clone, Debug, Deserialize)]
#[serde(
	untagged,
	expecting = "a device is named by its number, or by its public key as 0x-hex; an account by its address"
)]
pub enum Earner {
	/// A device, by its number.
	Number(u64),
	/// A device, by its key; or an account.
	Text(String),
}

impl Earner {
	/// The device, or the account's address.
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

/// What one of an account's devices has earned.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct DevicePending {
	device: DeviceIndex,
	#[serde(flatten)]
	pending: Pending,
}

/// What has been earned and not been paid.
#[derive(Clone, Debug, Serialize)]
pub struct PendingRewards {
	/// By the device; by an account, with devices that it no longer has.
	#[serde(flatten)]
	own: Pending,
	/// By the account's devices.
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

/// An era that has ended, as subscribers are told.
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

impl EraNotice {
	/// What the event tells that a block has.
	pub fn new(
		(block, number): (Hash, BlockNumber),
		era: EraIndex,
		emitted_until: Moment,
		[scheduled, burned, reemitted]: [Balance; 3],
		pots: pallet_reward_emission::Pots,
		units: PerBucket<Units>,
		[rates, carried]: [PerBucket<SubPlanck>; 2],
	) -> Self {
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
