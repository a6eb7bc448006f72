//! Shares of the pool, as a type of their own.
//!
//! Shares and planck are both large integers, and a share is worth about a planck at first. The type
//! keeps them apart: shares are only added to and subtracted from shares. Two files cross the
//! border. `rate.rs` converts between shares and planck at a rate, and `token.rs` between shares
//! and stCRN, one to one.

use codec::{CompactAs, Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::Permill;

/// A number of shares of the pool, in the smallest unit of stCRN. It is encoded as a `u128`.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	CompactAs,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Shares(pub u128);

impl Shares {
	/// No shares.
	pub const ZERO: Self = Self(0);

	/// The maximum number of shares.
	pub const MAX: Self = Self(u128::MAX);

	/// Returns whether there are no shares.
	pub const fn is_zero(self) -> bool {
		self.0 == 0
	}

	/// Returns the sum. `None` if it overflows.
	pub fn checked_add(self, other: Self) -> Option<Self> {
		self.0.checked_add(other.0).map(Self)
	}

	/// Returns the difference. `None` if there are fewer shares than `other`.
	pub fn checked_sub(self, other: Self) -> Option<Self> {
		self.0.checked_sub(other.0).map(Self)
	}

	/// Returns the sum, at most [`MAX`](Self::MAX).
	pub const fn saturating_add(self, other: Self) -> Self {
		Self(self.0.saturating_add(other.0))
	}

	/// Returns the difference, at least zero.
	pub const fn saturating_sub(self, other: Self) -> Self {
		Self(self.0.saturating_sub(other.0))
	}

	/// Returns a part of the shares, rounded up.
	pub fn part_ceil(self, part: Permill) -> Self {
		Self(part.mul_ceil(self.0))
	}
}

impl fmt::Display for Shares {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		self.0.fmt(out)
	}
}
