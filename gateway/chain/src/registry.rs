//! Queries of the device registry: its classes, regions and makers.

use crate::{client::Client, error::Error};
use cairn_primitives::{
	devices::{ClassId, MakerId, RegionId},
	Balance,
};
use subxt::{dynamic::Value, ext::scale_decode::DecodeAsType};

/// The name of the registry's runtime API.
const API: &str = "DeviceRegistryApi";

/// A device class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
	/// The identifier.
	pub id: ClassId,
	/// The name.
	pub name: String,
	/// Whether the chain challenges devices of this class.
	pub covers: bool,
	/// The table of regions that devices can be in; `None` for devices without a radio.
	pub region_table: Option<u16>,
	/// The bond held from the owner for each device, in planck.
	pub bond: Balance,
	/// The fee of an onboarding, in planck.
	pub onboarding_fee: Balance,
	/// The fee of a location assertion, in planck.
	pub location_fee: Balance,
}

/// A radio region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
	/// The identifier within the table.
	pub id: RegionId,
	/// The name.
	pub name: String,
	/// The maximum radiated power, in hundredths of dBm.
	pub max_eirp_cdbm: i16,
}

/// A maker and the keys of its certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Maker {
	/// The identifier.
	pub id: MakerId,
	/// The name.
	pub name: String,
	/// The sr25519 keys that sign the maker's certificates.
	pub sr25519_keys: Vec<[u8; 32]>,
}

/// The runtime's types, as `subxt` decodes them.
#[allow(unused_imports, missing_docs)] // the derive adds unused imports
mod raw {
	use super::*;

	#[derive(DecodeAsType)]
	#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
	pub enum Mode {
		Covers,
		Serves,
	}

	#[derive(DecodeAsType)]
	#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
	pub struct Class {
		pub name: Vec<u8>,
		pub mode: Mode,
		pub region_table: Option<u16>,
		pub bond: Balance,
		pub onboarding_fee: Balance,
		pub location_fee: Balance,
	}

	#[derive(DecodeAsType)]
	#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
	pub struct Region {
		pub id: RegionId,
		pub name: Vec<u8>,
		pub max_eirp_cdbm: i16,
	}

	#[derive(DecodeAsType)]
	#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
	pub struct Maker {
		pub name: Vec<u8>,
		pub keys: Vec<Value>,
	}
}

fn text(bytes: &[u8]) -> String {
	String::from_utf8_lossy(bytes).into_owned()
}

/// Queries all pages, until one is empty.
macro_rules! pages {
	($client:expr, $method:literal, $key:ty, $item:ty) => {{
		let mut all = Vec::<($key, $item)>::new();
		loop {
			let after = all.last().map(|(id, _)| *id);
			let page: Vec<($key, $item)> =
				$client.call_runtime_api(API, $method, (after,), None).await?;
			if page.is_empty() {
				break all;
			}
			all.extend(page);
		}
	}};
}

/// Returns all device classes.
///
/// # Errors
/// [`Error`], if the query fails.
pub async fn classes(client: &Client) -> Result<Vec<Class>, Error> {
	let all = pages!(client, "classes", ClassId, raw::Class);
	let classes = all.into_iter().map(|(id, class)| Class {
		id,
		name: text(&class.name),
		covers: matches!(class.mode, raw::Mode::Covers),
		region_table: class.region_table,
		bond: class.bond,
		onboarding_fee: class.onboarding_fee,
		location_fee: class.location_fee,
	});
	Ok(classes.collect())
}

/// Returns the regions of a table.
///
/// # Errors
/// [`Error`], if the query fails.
pub async fn regions(client: &Client, table: u16) -> Result<Vec<Region>, Error> {
	let all: Vec<raw::Region> = client.call_runtime_api(API, "regions", (table,), None).await?;
	let regions = all.into_iter().map(|region| Region {
		id: region.id,
		name: text(&region.name),
		max_eirp_cdbm: region.max_eirp_cdbm,
	});
	Ok(regions.collect())
}

/// Returns all makers.
///
/// # Errors
/// [`Error`], if the query fails.
pub async fn makers(client: &Client) -> Result<Vec<Maker>, Error> {
	let all = pages!(client, "makers", MakerId, raw::Maker);
	Ok(all.into_iter().map(|(id, maker)| Maker::new(id, &maker)).collect())
}

impl Maker {
	fn new(id: MakerId, raw: &raw::Maker) -> Self {
		let keys = raw.keys.iter().filter_map(|key| match &key.value {
			subxt::ext::scale_value::ValueDef::Variant(key) if key.name == "Sr25519" => {
				let bytes = bytes_of(key.values.values().next()?);
				<[u8; 32]>::try_from(bytes).ok()
			}
			_ => None,
		});
		Self { id, name: text(&raw.name), sr25519_keys: keys.collect() }
	}
}

/// Returns the bytes in a value, at any depth of nesting.
fn bytes_of(value: &Value) -> Vec<u8> {
	match (value.as_u128(), &value.value) {
		(Some(byte), _) => u8::try_from(byte).into_iter().collect(),
		(None, subxt::ext::scale_value::ValueDef::Composite(inner)) => {
			inner.values().flat_map(bytes_of).collect()
		}
		_ => Vec::new(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn bytes_should_be_found_when_they_are_nested() {
		let wrapped = Value::unnamed_composite([Value::from_bytes([1, 2, 255])]);
		assert_eq!(bytes_of(&wrapped), [1, 2, 255]);
		assert_eq!(bytes_of(&Value::bool(true)), [0u8; 0]);
	}

	#[test]
	fn maker_should_have_only_sr25519_keys_when_it_has_several_kinds() {
		let key = |kind, byte| {
			let key = Value::unnamed_composite([Value::from_bytes([byte; 32])]);
			Value::unnamed_variant(kind, [key])
		};
		let keys = vec![key("Ed25519", 1), key("Sr25519", 2), key("Sr25519", 3)];
		let maker = Maker::new(7, &raw::Maker { name: b"Gateways Ltd".to_vec(), keys });
		assert_eq!(maker.sr25519_keys, [[2; 32], [3; 32]]);
		assert_eq!((maker.id, maker.name.as_str()), (7, "Gateways Ltd"));
	}
}
