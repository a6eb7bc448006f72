//! Parses parameters, and serialises the types that several methods share.

use super::error::Error;
use cairn_primitives::{devices::DeviceKey, AccountId, Balance, Hash, SS58_PREFIX};
use coverage_math::cell_resolution;
use pallet_device_registry::{LOCATION_RESOLUTION, QUERY_PAGE};
use pallet_reward_emission::PerBucket;
use serde::{Deserialize, Serialize, Serializer};
use sp_core::crypto::{Ss58AddressFormat, Ss58Codec};
use std::{fmt, str::FromStr};

/// The prefix of addresses that belong to no network. Many tools display keys with it.
const GENERIC_SS58_PREFIX: u16 = 42;

/// The longest text that is decoded as an address, in bytes. Every address is shorter. The limit
/// exists because the cost of decoding grows with the square of the length.
const LONGEST_ADDRESS: usize = 64;

/// The number of hexadecimal digits in a hash.
const HASH_DIGITS: usize = 64;

/// The most items on a page, which is the page size of the runtime's queries.
pub const MAX_PAGE_SIZE: u32 = QUERY_PAGE;

/// A reference to a device.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, expecting = "a device is named by its number, or by its public key as 0x-hex")]
pub enum DeviceRef {
	/// The number of the device.
	Number(u64),
	/// The public key of the device.
	Key(String),
}

impl fmt::Display for DeviceRef {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Number(number) => number.fmt(out),
			Self::Key(key) => out.write_str(key),
		}
	}
}

/// An amount, or another number that may exceed the precision of JSON numbers, as a decimal string.
#[derive(Clone, Copy, Debug)]
pub struct Decimal<Number>(pub Number);

impl<Number: fmt::Display> Serialize for Decimal<Number> {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(&self.0)
	}
}

/// An amount of CRN or stCRN, in its smallest unit.
pub type Amount = Decimal<Balance>;

/// An account, as an SS58 address with Cairn's prefix.
#[derive(Clone, Debug)]
pub struct Address(pub AccountId);

impl Serialize for Address {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		let format = Ss58AddressFormat::custom(SS58_PREFIX);
		serializer.serialize_str(&self.0.to_ss58check_with_version(format))
	}
}

/// An H3 cell in the notation of H3's tools.
#[derive(Clone, Copy, Debug)]
pub struct Cell(pub u64);

impl fmt::Display for Cell {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(out, "{:x}", self.0)
	}
}

impl Serialize for Cell {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(self)
	}
}

/// One item for each bucket that pays devices.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Buckets<Item> {
	/// The item of the coverage bucket.
	coverage: Item,
	/// The item of the usage bucket.
	usage: Item,
}

impl<Number> From<PerBucket<Number>> for Buckets<Decimal<Number>> {
	fn from(PerBucket { coverage, usage }: PerBucket<Number>) -> Self {
		Self { coverage: Decimal(coverage), usage: Decimal(usage) }
	}
}

/// A page of a list.
#[derive(Clone, Debug, Serialize)]
pub struct Page<Item> {
	/// The items.
	pub items: Vec<Item>,
	/// The cursor for the next page; `None` on the last page.
	pub next: Option<String>,
}

impl<Item> Page<Item> {
	/// Cuts the page from a page of the runtime that starts at the same cursor. More items may follow
	/// if the page of the runtime is full.
	pub fn cut(mut items: Vec<Item>, limit: usize, cursor: impl Fn(&Item) -> String) -> Self {
		let more = items.len() > limit || items.len() >= MAX_PAGE_SIZE as usize;
		items.truncate(limit);
		let next = items.last().filter(|_| more).map(cursor);
		Self { items, next }
	}

	/// Converts the items of the page.
	pub fn map<Other>(self, change: impl FnMut(Item) -> Other) -> Page<Other> {
		Page { items: self.items.into_iter().map(change).collect(), next: self.next }
	}
}

/// Parses the size of a page, which defaults to the largest.
pub fn limit(asked: Option<u32>) -> Result<usize, Error> {
	match asked.unwrap_or(MAX_PAGE_SIZE) {
		asked if asked == 0 || asked > MAX_PAGE_SIZE => {
			Err(Error::BadPageSize { asked, max: MAX_PAGE_SIZE })
		}
		asked => Ok(asked as usize),
	}
}

/// Parses a cursor that is the number of the last item.
pub fn cursor<Number: FromStr>(given: Option<&str>) -> Result<Option<Number>, Error> {
	let parse = |given: &str| given.parse().map_err(|_| Error::BadCursor { given: given.into() });
	given.map(parse).transpose()
}

/// Parses a cursor that is the cell and the number of the last device.
pub fn cell_cursor(given: Option<&str>) -> Result<Option<(u64, u32)>, Error> {
	let parse = |given: &str| {
		let (cell, device) = given.split_once('-')?;
		Some((u64::from_str_radix(cell, 16).ok()?, device.parse().ok()?))
	};
	given
		.map(|given| parse(given).ok_or_else(|| Error::BadCursor { given: given.into() }))
		.transpose()
}

/// Parses an amount.
pub fn amount(given: &str) -> Result<Balance, Error> {
	let digits = !given.is_empty() && given.bytes().all(|byte| byte.is_ascii_digit());
	let amount = digits.then(|| given.parse().ok()).flatten();
	amount.ok_or_else(|| Error::BadAmount { given: given.into() })
}

/// Parses an address with Cairn's prefix or the generic prefix.
pub fn account(given: &str) -> Result<AccountId, Error> {
	let bad = |reason| Error::BadAddress { given: given.into(), reason };
	if given.len() > LONGEST_ADDRESS {
		return Err(bad("the address is too long".into()));
	}
	match AccountId::from_ss58check_with_version(given) {
		Ok((account, format)) => match u16::from(format) {
			SS58_PREFIX | GENERIC_SS58_PREFIX => Ok(account),
			prefix => Err(bad(format!(
				"the address has the prefix {prefix}, but Cairn's prefix is {SS58_PREFIX}"
			))),
		},
		Err(error) => Err(bad(format!("{error:?}"))),
	}
}

/// Parses a cell that is no finer than the cells in which devices are located.
pub fn cell(given: &str) -> Result<u64, Error> {
	let bad = |reason| Error::BadCell { given: given.into(), reason };
	let digits = !given.is_empty() && given.bytes().all(|byte| byte.is_ascii_hexdigit());
	let cell = digits.then(|| u64::from_str_radix(given, 16).ok()).flatten();
	let cell = cell.ok_or_else(|| bad("not a hexadecimal number of 64 bits"))?;
	match cell_resolution(cell) {
		None => Err(bad("not an index of H3")),
		Some(resolution) if resolution > LOCATION_RESOLUTION => {
			Err(bad("finer than resolution 12, at which devices are located"))
		}
		Some(_) => Ok(cell),
	}
}

/// Parses the hash of a block.
pub fn block_hash(given: &str) -> Result<Hash, Error> {
	hash(given, "the hash of a block: 0x and 64 hexadecimal digits")
}

/// Parses the hash of a frame.
pub fn frame_hash(given: &str) -> Result<Hash, Error> {
	hash(given, "the hash of a frame: 0x and 64 hexadecimal digits")
}

/// Parses the public key of a device.
pub fn device_key(given: &str) -> Result<DeviceKey, Error> {
	let key = hash(given, "the public key of a device: 0x and 64 hexadecimal digits")?;
	Ok(DeviceKey::from_raw(key.0))
}

fn hash(given: &str, wanted: &'static str) -> Result<Hash, Error> {
	let digits = given.strip_prefix("0x").filter(|digits| digits.len() == HASH_DIGITS);
	let hash = digits.and_then(|digits| Hash::from_str(digits).ok());
	hash.ok_or_else(|| Error::BadHex { wanted, given: given.into() })
}
