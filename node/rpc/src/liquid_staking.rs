//! `liquidStaking_*`: the rate of stCRN, previews of deposits and exits, and the validators that
//! the pool backs.

use super::{
	chain::{Chain, View},
	error::Error,
	json::{self, Address, Amount, Decimal, Page},
};
use cairn_primitives::AccountId;
use jsonrpsee::proc_macros::rpc;
use pallet_liquid_staking::{ExitPreview, InstantPreview, LaneInfo, Rate, Rates, Shares, TicketId};
use pallet_liquid_staking_runtime_api::LiquidStakingApi as _;
use serde::Serialize;
use sp_staking::EraIndex;
use std::sync::Arc;

/// The queries about liquid staking.
#[rpc(server, namespace = "liquidStaking")]
pub trait LiquidStakingApi {
	/// Returns the price of one share in grains: the bid when redeeming, the ask when depositing.
	#[method(name = "rate", blocking)]
	fn rate(&self, at: Option<String>) -> Result<RateInfo, Error>;

	/// Returns the shares that a deposit would mint now.
	#[method(name = "previewDeposit", blocking)]
	fn preview_deposit(&self, amount: String, at: Option<String>) -> Result<Deposit, Error>;

	/// Returns the value of an exit and its unlock era, and the result of an instant exit.
	#[method(name = "previewExit", blocking)]
	fn preview_exit(&self, shares: String, at: Option<String>) -> Result<Exit, Error>;

	/// Lists the exit tickets of an account.
	#[method(name = "tickets", blocking)]
	fn tickets(
		&self,
		owner: String,
		cursor: Option<String>,
		limit: Option<u32>,
		at: Option<String>,
	) -> Result<Page<TicketInfo>, Error>;

	/// Lists the lanes of the pool and the validators that they nominate.
	#[method(name = "lanes", blocking)]
	fn lanes(
		&self,
		cursor: Option<String>,
		limit: Option<u32>,
		at: Option<String>,
	) -> Result<Page<Lane>, Error>;
}

/// Implements [`LiquidStakingApiServer`].
pub struct LiquidStaking<C> {
	chain: Arc<C>,
}

impl<C> LiquidStaking<C> {
	/// Creates the implementation for a chain.
	pub fn new(chain: Arc<C>) -> Self {
		Self { chain }
	}
}

impl<C: Chain> LiquidStakingApiServer for LiquidStaking<C> {
	fn rate(&self, at: Option<String>) -> Result<RateInfo, Error> {
		let view = View::new(&*self.chain, at.as_deref())?;
		let Rates { bid, ask, is_settling } = view.ask(|api, at| api.rates(at))?;
		let pending_slash = Decimal(view.ask(|api, at| api.pending_slash(at))?);
		Ok(RateInfo { bid: Decimal(bid), ask: Decimal(ask), is_settling, pending_slash })
	}

	fn preview_deposit(&self, amount: String, at: Option<String>) -> Result<Deposit, Error> {
		let amount = json::amount(&amount)?;
		let view = View::new(&*self.chain, at.as_deref())?;
		let shares = view.ask(|api, at| api.preview_deposit(at, amount))?;
		Ok(Deposit { shares: shares.map(Decimal) })
	}

	fn preview_exit(&self, shares: String, at: Option<String>) -> Result<Exit, Error> {
		let shares = Shares(json::amount(&shares)?);
		let view = View::new(&*self.chain, at.as_deref())?;
		let ExitPreview { value, unlock_era, eras_left } =
			view.ask(|api, at| api.preview_exit(at, shares))?;
		let instant = view.ask(|api, at| api.preview_instant_exit(at, shares))?;
		let instant = instant.map(InstantExit::from);
		Ok(Exit { value: Decimal(value), unlock_era, eras_left, instant })
	}

	fn tickets(
		&self,
		owner: String,
		cursor: Option<String>,
		limit: Option<u32>,
		at: Option<String>,
	) -> Result<Page<TicketInfo>, Error> {
		let (owner, limit) = (json::account(&owner)?, json::limit(limit)?);
		let after = json::cursor::<TicketId>(cursor.as_deref())?;
		let view = View::new(&*self.chain, at.as_deref())?;
		let tickets = view.ask(|api, at| api.tickets_of(at, owner, after))?;
		let page = Page::cut(tickets, limit, |ticket| ticket.id.to_string());
		Ok(page.map(TicketInfo::from))
	}

	fn lanes(
		&self,
		cursor: Option<String>,
		limit: Option<u32>,
		at: Option<String>,
	) -> Result<Page<Lane>, Error> {
		let limit = json::limit(limit)?;
		let done = json::cursor::<usize>(cursor.as_deref())?.unwrap_or_default();
		let view = View::new(&*self.chain, at.as_deref())?;
		// The runtime returns all lanes: there are never many.
		let lanes = view.ask(|api, at| api.lanes(at))?;
		let left = lanes.len().saturating_sub(done);
		let items: Vec<_> = lanes.into_iter().skip(done).take(limit).map(Lane::from).collect();
		let reached = done.saturating_add(items.len());
		let next = (left > items.len()).then(|| reached.to_string());
		Ok(Page { items, next })
	}
}

/// See [`Rates`].
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RateInfo {
	bid: Decimal<Rate>,
	ask: Decimal<Rate>,
	is_settling: bool,
	pending_slash: Amount,
}

/// The result that a deposit would have.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Deposit {
	/// `None` if it would mint no shares.
	shares: Option<Decimal<Shares>>,
}

/// See [`ExitPreview`].
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Exit {
	value: Amount,
	unlock_era: EraIndex,
	eras_left: EraIndex,
	/// `None` if it would be refused.
	instant: Option<InstantExit>,
}

/// See [`InstantPreview`].
#[derive(Clone, Copy, Debug, Serialize)]
pub struct InstantExit {
	value: Amount,
	fee: Amount,
}

impl From<InstantPreview> for InstantExit {
	fn from(InstantPreview { value, fee }: InstantPreview) -> Self {
		Self { value: Decimal(value), fee: Decimal(fee) }
	}
}

/// See [`pallet_liquid_staking::TicketInfo`].
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TicketInfo {
	ticket: TicketId,
	shares: Decimal<Shares>,
	finalised: Decimal<Shares>,
	value: Amount,
	unlock_era: EraIndex,
}

impl From<pallet_liquid_staking::TicketInfo> for TicketInfo {
	fn from(ticket: pallet_liquid_staking::TicketInfo) -> Self {
		let pallet_liquid_staking::TicketInfo { id, shares, finalised, value, unlock_era } = ticket;
		Self {
			ticket: id,
			shares: Decimal(shares),
			finalised: Decimal(finalised),
			value: Decimal(value),
			unlock_era,
		}
	}
}

/// See [`LaneInfo`].
#[derive(Clone, Debug, Serialize)]
pub struct Lane {
	stash: Address,
	rewards: Address,
	active: Amount,
	unlocking: Amount,
	pending: Amount,
	validators: Vec<Address>,
}

impl From<LaneInfo<AccountId>> for Lane {
	fn from(lane: LaneInfo<AccountId>) -> Self {
		let LaneInfo { stash, rewards, active, unlocking, pending, validators } = lane;
		Self {
			stash: Address(stash),
			rewards: Address(rewards),
			active: Decimal(active),
			unlocking: Decimal(unlocking),
			pending: Decimal(pending),
			validators: validators.into_iter().map(Address).collect(),
		}
	}
}
