//! The rate, and the conversion of shares into planck and of planck into shares.
//!
//! Only this file converts between them; see [`Shares`].
//!
//! Everything here is a function of the book, [`Pool`]: no balance of any account is read
//! (Invariant 4).

use crate::{Pool, Shares};
use cairn_primitives::Balance;
use sp_runtime::{helpers_128bit::multiply_by_rational_with_rounding, Rounding};

/// The number of grains in one planck. A [`Rate`] is counted in grains.
pub const GRAINS_PER_PLANCK: u128 = 1_000_000_000_000_000;

/// The value of one share, in grains (10^-15 planck).
pub type Rate = u128;

/// Returns the value of shares at a rate, in planck, rounded down.
pub fn worth(shares: Shares, rate: Rate) -> Balance {
	multiply_by_rational_with_rounding(shares.0, rate, GRAINS_PER_PLANCK, Rounding::Down)
		.unwrap_or(Balance::MAX)
}

/// Returns the shares that are worth `value` planck at a rate. `None` if a share is worth nothing.
pub fn shares_for(value: Balance, rate: Rate, rounding: Rounding) -> Option<Shares> {
	if rate == 0 {
		return None;
	}
	multiply_by_rational_with_rounding(value, GRAINS_PER_PLANCK, rate, rounding).map(Shares)
}

/// Returns the shares that genesis issues for the seed: one for each planck.
pub(crate) fn first_shares(seed: Balance) -> Shares {
	Shares(seed)
}

impl Shares {
	/// Returns the value of the shares at a rate, in grains. `None` if it overflows.
	pub(crate) fn checked_grains(self, rate: Rate) -> Option<u128> {
		self.0.checked_mul(rate)
	}

	/// Returns the value of the shares at a rate, in grains, at most `u128::MAX`.
	pub(crate) fn saturating_grains(self, rate: Rate) -> u128 {
		self.0.saturating_mul(rate)
	}
}

impl Pool {
	/// Returns everything that the pool has, in planck.
	pub fn gross(&self) -> Balance {
		self.liquid.saturating_add(self.active).saturating_add(self.unlocking)
	}

	/// Returns what is left of the pool after pending slashes have been applied, in planck.
	pub fn backing(&self) -> Balance {
		self.gross().saturating_sub(self.pending)
	}

	/// Returns the shares that belong neither to the protocol nor to tickets: those that exist as
	/// stCRN.
	pub fn circulating(&self) -> Shares {
		self.shares.saturating_sub(self.protocol_shares).saturating_sub(self.exiting)
	}

	/// Returns the rate at which holders and open tickets together are owed exactly `backing`.
	///
	/// A ticket is owed its shares times the lower of its own rate and this one (Invariant 5). If
	/// tickets together are worth `t` for `s` of the `n` shares, the rate is the higher of `backing
	/// / n` (all lose the same part) and `(backing - t) / (n - s)` (tickets are owed what they were
	/// promised).
	fn rate(&self, backing: Balance, rounding: Rounding) -> Rate {
		let rounds_up = matches!(rounding, Rounding::Up);
		let grains = backing.saturating_mul(GRAINS_PER_PLANCK);
		let divide = |amount: u128, shares: Shares| {
			let rate = amount.checked_div(shares.0).unwrap_or(0);
			let rest = amount.checked_rem(shares.0).unwrap_or(0);
			rate.saturating_add(u128::from(rounds_up && rest > 0))
		};
		let alike = divide(grains, self.shares);
		let holders = self.shares.saturating_sub(self.exiting);
		let promised = divide(grains.saturating_sub(self.exiting_grains), holders);
		alike.max(promised)
	}

	/// Returns the price of one share when redeeming: without unswept rewards, rounded down.
	pub fn bid(&self) -> Rate {
		self.rate(self.backing(), Rounding::Down)
	}

	/// Returns the price of one share when depositing: with unswept rewards, rounded up.
	pub fn ask(&self) -> Rate {
		self.ask_without(0)
	}

	/// Returns the ask if the pool had `value` planck less.
	pub(crate) fn ask_without(&self, value: Balance) -> Rate {
		let backing = self.backing().saturating_sub(value).saturating_add(self.unswept);
		self.rate(backing, Rounding::Up)
	}

	/// Returns what open tickets are owed now, in planck, rounded up.
	pub fn owed(&self) -> Balance {
		let most = self.exiting_grains.min(self.exiting.saturating_grains(self.bid()));
		most.div_ceil(GRAINS_PER_PLANCK)
	}

	/// Removes shares of open tickets that were requested at `rate`. `None` if there are fewer,
	/// which means that the book is wrong.
	pub(crate) fn close_exit(&mut self, shares: Shares, rate: Rate) -> Option<()> {
		self.shares = self.shares.checked_sub(shares)?;
		self.exiting = self.exiting.checked_sub(shares)?;
		self.exiting_grains = self.exiting_grains.checked_sub(shares.checked_grains(rate)?)?;
		Some(())
	}

	/// Returns the shares of the protocol that may be burned for a loss: all but the seed. The seed
	/// keeps small amounts from moving the rate after everybody else has left.
	pub(crate) fn first_loss(&self, seed: Shares) -> Shares {
		self.protocol_shares.saturating_sub(seed)
	}

	/// Prices in a slash of `loss` planck that has become known. Shares of the protocol are burned
	/// for it first; everybody bears the rest. Returns what the protocol has covered.
	pub(crate) fn recognise_loss(&mut self, loss: Balance, seed: Shares) -> Balance {
		let rate = self.bid();
		let wanted = shares_for(loss, rate, Rounding::Up).unwrap_or_default();
		let burned = wanted.min(self.first_loss(seed));
		let covered = worth(burned, rate).min(loss);
		self.shares = self.shares.saturating_sub(burned);
		self.protocol_shares = self.protocol_shares.saturating_sub(burned);
		self.pending = self.pending.saturating_add(loss);
		self.covered = self.covered.saturating_add(covered);
		self.deficit = self.deficit.saturating_add(loss.saturating_sub(covered));
		covered
	}

	/// Prices out `loss` planck of pending slashes that will not be applied. Holders and tickets
	/// are made whole first; then the protocol receives shares for what it has covered.
	pub(crate) fn reverse_loss(&mut self, loss: Balance) {
		let loss = loss.min(self.pending);
		let uncovered = self.pending.saturating_sub(self.covered).min(loss);
		let returned = loss.saturating_sub(uncovered);
		self.pending = self.pending.saturating_sub(uncovered);
		self.deficit = self.deficit.saturating_sub(uncovered);
		// The recovered rate, which minting at it does not change.
		let rate = self.rate(self.backing(), Rounding::Up);
		self.pending = self.pending.saturating_sub(returned);
		self.covered = self.covered.saturating_sub(returned);
		let minted = shares_for(returned, rate, Rounding::Down).unwrap_or_default();
		self.shares = self.shares.saturating_add(minted);
		self.protocol_shares = self.protocol_shares.saturating_add(minted);
	}

	/// Removes `loss` planck of pending slashes that have been applied. The stake that they took
	/// has left the book already.
	pub(crate) fn realise_loss(&mut self, loss: Balance) {
		self.pending = self.pending.saturating_sub(loss);
		self.covered = self.covered.saturating_sub(loss).min(self.pending);
	}

	/// Books an income of `amount` planck and adds it to the liquid part. The income makes up for
	/// losses first; of the rest the protocol receives `fee` as shares. Returns these shares.
	pub(crate) fn earn(&mut self, amount: Balance, fee: sp_runtime::Permill) -> Shares {
		let profit = amount.saturating_sub(self.deficit);
		self.deficit = self.deficit.saturating_sub(amount);
		let fee = fee.mul_floor(profit);
		let rate =
			self.rate(self.backing().saturating_add(amount).saturating_sub(fee), Rounding::Up);
		self.liquid = self.liquid.saturating_add(amount);
		let minted = shares_for(fee, rate, Rounding::Down).unwrap_or_default();
		self.shares = self.shares.saturating_add(minted);
		self.protocol_shares = self.protocol_shares.saturating_add(minted);
		minted
	}
}
