//! The rate, and the arithmetic of shares.
//!
//! Everything here is a function of the [`Pool`]'s books: no balance of any account is read.

use crate::types::{Pool, Rate, GRAINS_PER_PLANCK};
use cairn_primitives::Balance;
use sp_runtime::{helpers_128bit::multiply_by_rational_with_rounding, Rounding};

/// What shares are worth at a rate, in planck, rounded down.
pub fn worth(shares: Balance, rate: Rate) -> Balance {
	multiply_by_rational_with_rounding(shares, rate, GRAINS_PER_PLANCK, Rounding::Down)
		.unwrap_or(Balance::MAX)
}

/// The shares that are worth `value` planck at a rate. `None` if a share is worth nothing.
pub fn shares_for(value: Balance, rate: Rate, rounding: Rounding) -> Option<Balance> {
	if rate == 0 {
		return None;
	}
	multiply_by_rational_with_rounding(value, GRAINS_PER_PLANCK, rate, rounding)
}

impl Pool {
	/// All that the pool has, in planck.
	pub fn gross(&self) -> Balance {
		self.liquid.saturating_add(self.active).saturating_add(self.unlocking)
	}

	/// All that is left when known slashes have been applied.
	pub fn backing(&self) -> Balance {
		self.gross().saturating_sub(self.pending)
	}

	/// The shares that belong to neither the protocol nor tickets: those there is stCRN for.
	pub fn circulating(&self) -> Balance {
		self.shares.saturating_sub(self.protocol_shares).saturating_sub(self.exiting)
	}

	/// The rate at which holders and open tickets together are owed exactly `backing`.
	///
	/// A ticket is owed its shares times the lower of its own rate and this one. With tickets
	/// together worth `t` for `s` of the `n` shares, the rate is the higher of `backing / n` (all
	/// have lost alike) and `(backing - t) / (n - s)` (tickets are owed what they were promised).
	fn rate(&self, backing: Balance, rounding: Rounding) -> Rate {
		let rounds_up = matches!(rounding, Rounding::Up);
		let grains = backing.saturating_mul(GRAINS_PER_PLANCK);
		let divide = |amount: u128, shares: Balance| {
			let rate = amount.checked_div(shares).unwrap_or(0);
			let rest = amount.checked_rem(shares).unwrap_or(0);
			rate.saturating_add(u128::from(rounds_up && rest > 0))
		};
		let alike = divide(grains, self.shares);
		let holders = self.shares.saturating_sub(self.exiting);
		let promised = divide(grains.saturating_sub(self.exiting_grains), holders);
		alike.max(promised)
	}

	/// What a share is worth to who leaves: without rewards that are not swept, rounded down.
	pub fn bid(&self) -> Rate {
		self.rate(self.backing(), Rounding::Down)
	}

	/// What a share costs who comes: with rewards that are not swept, rounded up.
	pub fn ask(&self) -> Rate {
		self.ask_without(0)
	}

	/// What a share would cost if the pool had `value` planck less.
	pub(crate) fn ask_without(&self, value: Balance) -> Rate {
		let backing = self.backing().saturating_sub(value).saturating_add(self.unswept);
		self.rate(backing, Rounding::Up)
	}

	/// What open tickets are owed now, in planck, rounded up.
	pub fn owed(&self) -> Balance {
		let most = self.exiting_grains.min(self.exiting.saturating_mul(self.bid()));
		most.div_ceil(GRAINS_PER_PLANCK)
	}

	/// Takes shares of open tickets out that were requested at `rate`. `None` if there are not so
	/// many: then the books are wrong.
	pub(crate) fn close_exit(&mut self, shares: Balance, rate: Rate) -> Option<()> {
		self.shares = self.shares.checked_sub(shares)?;
		self.exiting = self.exiting.checked_sub(shares)?;
		self.exiting_grains = self.exiting_grains.checked_sub(shares.checked_mul(rate)?)?;
		Some(())
	}

	/// The protocol's shares that may be burned for a loss: all but the seed, which keeps the rate
	/// from being moved by little when all others have left.
	pub(crate) fn first_loss(&self, seed: Balance) -> Balance {
		self.protocol_shares.saturating_sub(seed)
	}

	/// A slash of `loss` planck becomes known: the protocol's shares pay for it as long as there
	/// are any, then everybody. Returns what the protocol has paid.
	pub(crate) fn recognise_loss(&mut self, loss: Balance, seed: Balance) -> Balance {
		let rate = self.bid();
		let wanted = shares_for(loss, rate, Rounding::Up).unwrap_or(0);
		let burned = wanted.min(self.first_loss(seed));
		let covered = worth(burned, rate).min(loss);
		self.shares = self.shares.saturating_sub(burned);
		self.protocol_shares = self.protocol_shares.saturating_sub(burned);
		self.pending = self.pending.saturating_add(loss);
		self.covered = self.covered.saturating_add(covered);
		self.deficit = self.deficit.saturating_add(loss.saturating_sub(covered));
		covered
	}

	/// Of the slashes that were known, `loss` planck will not come after all. Holders and tickets
	/// are made whole first, then the protocol gets shares for what it has paid.
	pub(crate) fn reverse_loss(&mut self, loss: Balance) {
		let loss = loss.min(self.pending);
		let uncovered = self.pending.saturating_sub(self.covered).min(loss);
		let returned = loss.saturating_sub(uncovered);
		self.pending = self.pending.saturating_sub(uncovered);
		self.deficit = self.deficit.saturating_sub(uncovered);
		// At the rate that has come back, which the protocol's shares leave as it is.
		let rate = self.rate(self.backing(), Rounding::Up);
		self.pending = self.pending.saturating_sub(returned);
		self.covered = self.covered.saturating_sub(returned);
		let minted = shares_for(returned, rate, Rounding::Down).unwrap_or(0);
		self.shares = self.shares.saturating_add(minted);
		self.protocol_shares = self.protocol_shares.saturating_add(minted);
	}

	/// Of the slashes that were known, `loss` planck have been applied: the stake they took is out
	/// of the books already.
	pub(crate) fn realise_loss(&mut self, loss: Balance) {
		self.pending = self.pending.saturating_sub(loss);
		self.covered = self.covered.saturating_sub(loss).min(self.pending);
	}

	/// Income of `amount` planck, which is liquid already: losses are made up for first, of the
	/// rest the protocol gets `fee` as shares. Returns these.
	pub(crate) fn earn(&mut self, amount: Balance, fee: sp_runtime::Permill) -> Balance {
		let profit = amount.saturating_sub(self.deficit);
		self.deficit = self.deficit.saturating_sub(amount);
		let fee = fee.mul_floor(profit);
		let rate =
			self.rate(self.backing().saturating_add(amount).saturating_sub(fee), Rounding::Up);
		self.liquid = self.liquid.saturating_add(amount);
		let minted = shares_for(fee, rate, Rounding::Down).unwrap_or(0);
		self.shares = self.shares.saturating_add(minted);
		self.protocol_shares = self.protocol_shares.saturating_add(minted);
		minted
	}
}
