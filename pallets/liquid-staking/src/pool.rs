//! The book of the pool, from which `rate.rs` computes prices.

use crate::Shares;
use cairn_primitives::Balance;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The book of the pool. The pool has `liquid + active + unlocking` planck. [`Pool::backing`]
/// returns what that is worth, [`Pool::bid`] and [`Pool::ask`] the rate.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Pool {
	/// All shares: stCRN, those of the protocol and those of open tickets.
	pub shares: Shares,
	/// The shares of the protocol, which absorb losses first. They do not exist as stCRN.
	pub protocol_shares: Shares,
	/// The shares of tickets that are not finalised.
	pub exiting: Shares,
	/// The maximum value of those tickets, in grains: the sum of their shares times their rates.
	pub exiting_grains: u128,
	/// The planck in the account of the pool.
	pub liquid: Balance,
	/// The planck bonded in all lanes.
	pub active: Balance,
	/// The planck unbonding in all lanes.
	pub unlocking: Balance,
	/// The planck of pending slashes: known and not applied.
	pub pending: Balance,
	/// The part of the pending slashes that burned shares of the protocol have covered, in planck.
	pub covered: Balance,
	/// The losses that rewards have not made up for, in planck. The protocol takes no fee until
	/// they have.
	pub deficit: Balance,
	/// The planck in reward accounts that are not swept yet, as of the last claim.
	pub unswept: Balance,
	/// The liquid planck that tickets need before the stake that unbonds for them is free, as of
	/// the last plan.
	pub reserved: Balance,
}
