//! docs/polkadot-js.json holds the definitions with which polkadot.js calls Cairn's methods: their
//! parameters and the types of their results. It is derived from the sources of the methods.
//!
//! With `CAIRN_WRITE_DOCS=1` the test writes the file instead of comparing it.

use super::{docs::layout, Node};
use cairn_primitives::{
	coverage::WindowIndex,
	devices::{ClassId, DeviceIndex, MakerId, RegionId},
	rewards::Units,
	AssetId, Balance, BlockNumber, Moment,
};
use pallet_liquid_staking::{Rate, TicketId};
use pallet_reward_emission::SubPlanck;
use serde_json::{json, Value};
use sp_staking::EraIndex;
use std::{
	any::type_name,
	collections::{BTreeMap, BTreeSet},
	env, fs,
	path::PathBuf,
};
use syn::{
	Attribute, Expr, Fields, FnArg, GenericArgument, Ident, Item, ItemEnum, ItemTrait, Lit, LitStr,
	Meta, Pat, PathArguments, ReturnType, Token, TraitItem, TraitItemFn, Type,
};

/// The sources that declare the methods and the types of their parameters and results.
const SOURCES: [&str; 6] = [
	include_str!("../coverage.rs"),
	include_str!("../device.rs"),
	include_str!("../json.rs"),
	include_str!("../liquid_staking.rs"),
	include_str!("../rewards.rs"),
	include_str!("../subscriptions.rs"),
];

/// The prefix of all types, because a type without it would replace the runtime's type of that name.
const PREFIX: &str = "Cairn";

fn file() -> PathBuf {
	[env!("CARGO_MANIFEST_DIR"), "..", "..", "docs", "polkadot-js.json"].iter().collect()
}

/// Returns polkadot.js's name of a type that the sources do not define.
fn known(ident: &str) -> Option<&'static str> {
	macro_rules! same {
		($($name:ident)*) => {
			match ident {
				$(stringify!($name) => Some(type_name::<$name>()),)*
				"Hash" => Some("H256"),
				"Shares" => Some("u128"),
				"Address" => Some("AccountId"),
				// polkadot.js takes a text that starts with 0x for bytes, but no cell starts so.
				"Cell" | "str" => Some("Text"),
				// polkadot.js has no type that is either a number or a text. A device is given by
				// its number here, an earner by the address of an account.
				"DeviceRef" => Some("u64"),
				"Earner" => Some("Text"),
				_ => None,
			}
		};
	}
	same!(
		bool u8 u16 u32 u64 u128 i16 i32 Balance BlockNumber ClassId DeviceIndex EraIndex SubPlanck
		MakerId Moment Rate RegionId TicketId Units WindowIndex
	)
}

/// Returns polkadot.js's type of a text, which depends on its name.
fn text(name: &str) -> &'static str {
	match name {
		"at" => "BlockHash",
		"frame" => "H256",
		"owner" => "AccountId",
		// Amounts are texts, because polkadot.js sends numbers as JSON numbers or in hexadecimal.
		"amount" | "cell" | "cursor" | "message" | "next" | "shares" => "Text",
		_ => panic!("add the type of the text {name} here"),
	}
}

/// The options of attributes such as `#[path(option, option = "value", option = "value" => "value")]`.
type Options = BTreeMap<String, Vec<String>>;

/// Returns the options of the attributes of one kind; `None` if there is no such attribute.
fn options(attributes: &[Attribute], kind: &str) -> Option<Options> {
	let mut attributes = attributes.iter().filter(|found| found.path().is_ident(kind)).peekable();
	attributes.peek()?;
	let mut options = Options::new();
	for attribute in attributes {
		let parsed = attribute.parse_nested_meta(|meta| {
			let mut values = vec![];
			let mut more = meta.input.parse::<Option<Token![=]>>()?.is_some();
			while more {
				values.push(if meta.input.peek(LitStr) {
					meta.input.parse::<LitStr>()?.value()
				} else {
					meta.input.parse::<Ident>()?.to_string()
				});
				more = meta.input.parse::<Option<Token![=>]>>()?.is_some();
			}
			options.insert(meta.path.get_ident().unwrap().to_string(), values);
			Ok(())
		});
		parsed.unwrap();
	}
	Some(options)
}

/// Returns the serde options of an item.
fn serde(attributes: &[Attribute]) -> Options {
	options(attributes, "serde").unwrap_or_default()
}

/// Returns the text of the doc comment.
fn description(attributes: &[Attribute]) -> String {
	let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
		Meta::NameValue(doc) if doc.path.is_ident("doc") => match &doc.value {
			Expr::Lit(literal) => match &literal.lit {
				Lit::Str(line) => Some(line.value().trim().to_owned()),
				_ => None,
			},
			_ => None,
		},
		_ => None,
	});
	lines.collect::<Vec<_>>().join(" ")
}

/// Returns the name that serde writes for a field or a variant.
fn renamed(ident: &Ident, rename: Option<&Vec<String>>) -> String {
	let name = ident.to_string();
	let Some(rename) = rename else { return name };
	assert_eq!(*rename, ["camelCase"]);
	let mut parts = name.split('_');
	let first = parts.next().unwrap();
	let first = first[..1].to_lowercase() + &first[1..];
	parts.fold(first, |name, part| name + &capital(part))
}

fn capital(text: &str) -> String {
	text[..1].to_uppercase() + &text[1..]
}

/// Splits a type into its name and its first type argument.
fn parts(ty: &Type) -> (String, Option<&Type>) {
	let path = match ty {
		Type::Reference(reference) => return parts(&reference.elem),
		Type::Path(path) => path.path.segments.last().unwrap(),
		_ => panic!("polkadot.js has no such type"),
	};
	let of = match &path.arguments {
		PathArguments::AngleBracketed(arguments) => arguments.args.first(),
		_ => None,
	};
	let of = match of {
		Some(GenericArgument::Type(of)) => Some(of),
		_ => None,
	};
	(path.ident.to_string(), of)
}

/// Returns the name of the innermost type.
fn innermost(ty: &Type) -> String {
	let (name, of) = parts(ty);
	of.map_or(name, innermost)
}

/// The types of the sources, and the definitions of the types that methods use.
struct Types<'a> {
	items: &'a BTreeMap<String, Item>,
	definitions: BTreeMap<String, Value>,
}

impl Types<'_> {
	/// Returns polkadot.js's name of the type of a parameter or field called `name`. `item` is the
	/// type argument of the generic type whose definition contains the field.
	fn of(&mut self, ty: &Type, name: &str, item: Option<&str>) -> String {
		match parts(ty) {
			(ident, None) if ident == "Item" => item.unwrap().into(),
			(ident, None) if ident == "String" => text(name).into(),
			(ident, None) => match known(&ident) {
				Some(known) => known.into(),
				None => self.defined(&ident, "", None),
			},
			(ident, Some(of)) => {
				let inner = self.of(of, name, item);
				match ident.as_str() {
					"Result" | "Decimal" => inner,
					"Option" | "Vec" => format!("{ident}<{inner}>"),
					_ => self.defined(&ident, &innermost(of), Some(&inner)),
				}
			}
		}
	}

	/// Defines a type of the sources, and returns its name.
	fn defined(&mut self, ident: &str, of: &str, item: Option<&str>) -> String {
		let name = format!("{PREFIX}{of}{ident}");
		if self.definitions.contains_key(&name) {
			return name;
		}
		let definition = match &self.items[ident] {
			Item::Type(alias) => return self.of(&alias.ty, ident, None),
			Item::Struct(found) => {
				let rename = serde(&found.attrs).remove("rename_all");
				json!(self.fields(&found.fields, rename.as_ref(), item))
			}
			Item::Enum(found) => self.variants(&name, found),
			_ => panic!("{ident} is not a type"),
		};
		self.definitions.insert(name.clone(), definition);
		name
	}

	fn fields(
		&mut self,
		fields: &Fields,
		rename: Option<&Vec<String>>,
		item: Option<&str>,
	) -> BTreeMap<String, String> {
		let mut all = BTreeMap::new();
		for field in fields {
			let ident = field.ident.as_ref().unwrap();
			if serde(&field.attrs).contains_key("flatten") {
				let Item::Struct(flat) = &self.items[&parts(&field.ty).0] else {
					panic!("{ident} cannot be flattened")
				};
				let rename = serde(&flat.attrs).remove("rename_all");
				all.extend(self.fields(&flat.fields, rename.as_ref(), None));
			} else {
				let name = renamed(ident, rename);
				let ty = self.of(&field.ty, &name, item);
				all.insert(name, ty);
			}
		}
		all
	}

	fn variants(&mut self, name: &str, found: &ItemEnum) -> Value {
		let options = serde(&found.attrs);
		let rename = options.get("rename_all");
		let names: Vec<_> =
			found.variants.iter().map(|variant| renamed(&variant.ident, rename)).collect();
		let names = json!({ "_enum": names });
		let Some(tag) = options.get("tag").map(|tag| &tag[0]) else {
			assert!(found.variants.iter().all(|variant| variant.fields.is_empty()), "{name}");
			return names;
		};
		// An object with the fields of all variants.
		let mut all = BTreeMap::new();
		for variant in &found.variants {
			let fields = self.fields(&variant.fields, options.get("rename_all_fields"), None);
			for (field, ty) in fields {
				let ty = format!("Option<{ty}>");
				if all.insert(field, ty.clone()).is_some_and(|other| other != ty) {
					// Two variants have fields of the same name but of different types.
					return json!("Json");
				}
			}
		}
		let kinds = format!("{name}{}", capital(tag));
		all.insert(tag.clone(), kinds.clone());
		self.definitions.insert(kinds, names);
		json!(all)
	}

	/// Returns the name and the definition of a method or a subscription.
	fn method(&mut self, method: &TraitItemFn) -> (String, Value) {
		let mut definition = json!({
			"description": description(&method.attrs),
			"params": self.parameters(method),
		});
		if let Some(options) = options(&method.attrs, "method") {
			let ReturnType::Type(_, reply) = &method.sig.output else { panic!("no reply") };
			definition["type"] = self.of(reply, "", None).into();
			return (options["name"][0].clone(), definition);
		}
		let options = options(&method.attrs, "subscription").unwrap();
		let [subscribe, told] = &options["name"][..] else {
			panic!("a subscription needs two names")
		};
		let item = self.defined(&options["item"][0], "", None);
		// The only field of the final notification.
		let closed = format!("Option<{}>", self.defined("Closed", "", None));
		self.definitions.get_mut(&item).unwrap()["closed"] = closed.into();
		definition["pubsub"] = json!([told, subscribe, options["unsubscribe"][0]]);
		definition["type"] = item.into();
		(subscribe.clone(), definition)
	}

	fn parameters(&mut self, method: &TraitItemFn) -> Vec<Value> {
		let parameter = |argument: &FnArg| {
			let FnArg::Typed(parameter) = argument else { return None };
			let Pat::Ident(pattern) = &*parameter.pat else { panic!("a parameter needs a name") };
			let name = pattern.ident.to_string();
			let ty = self.of(&parameter.ty, &name, None);
			Some(match ty.starts_with("Option<") {
				// The type is not an `Option`, because polkadot.js misreads an optional hash that is
				// passed as bytes. The parameter is not `isHistoric` either: the types are those of
				// every block, and polkadot.js would query the block itself and fail without a code.
				true if name == "at" => {
					json!({ "name": name, "type": text("at"), "isOptional": true })
				}
				true => json!({ "name": name, "type": ty, "isOptional": true }),
				false => json!({ "name": name, "type": ty }),
			})
		};
		method.sig.inputs.iter().filter_map(parameter).collect()
	}
}

/// Returns the expected content of the file.
fn definitions() -> Value {
	let items = SOURCES.into_iter().flat_map(|source| syn::parse_file(source).unwrap().items);
	let (mut traits, mut items_by_name) = (vec![], BTreeMap::new());
	for item in items {
		let name = match &item {
			Item::Trait(found) => {
				traits.extend(options(&found.attrs, "rpc").map(|rpc| (rpc, found.clone())));
				continue;
			}
			Item::Struct(found) => found.ident.to_string(),
			Item::Enum(found) => found.ident.to_string(),
			Item::Type(found) => found.ident.to_string(),
			_ => continue,
		};
		assert!(items_by_name.insert(name.clone(), item).is_none(), "there are two {name}");
	}
	let mut types = Types { items: &items_by_name, definitions: BTreeMap::new() };
	let rpc: BTreeMap<_, _> = traits
		.iter()
		.map(|(rpc, ItemTrait { items, .. })| {
			let methods = items.iter().filter_map(|item| match item {
				TraitItem::Fn(method) => Some(types.method(method)),
				_ => None,
			});
			(rpc["namespace"][0].clone(), methods.collect::<BTreeMap<_, _>>())
		})
		.collect();
	// The asset in which a transaction pays its fee.
	let fee_asset = format!("Option<{}>", type_name::<AssetId>());
	types.definitions.insert("TAssetConversion".into(), fee_asset.into());
	// A transaction extension that polkadot.js does not know. It encodes to nothing.
	let extensions = json!({ "AuthorizeCall": { "extrinsic": {}, "payload": {} } });
	json!({ "rpc": rpc, "signedExtensions": extensions, "types": types.definitions })
}

#[test]
fn file_should_equal_the_definitions_when_they_are_derived_from_the_sources() {
	let wanted = definitions();
	if env::var_os("CAIRN_WRITE_DOCS").is_some() {
		fs::write(file(), layout(&wanted.to_string(), 0) + "\n").unwrap();
	}
	let written: Value = serde_json::from_str(&fs::read_to_string(file()).unwrap()).unwrap();
	assert_eq!(
		written, wanted,
		"docs/polkadot-js.json is out of date: run this test with CAIRN_WRITE_DOCS=1"
	);
}

#[tokio::test]
async fn file_should_define_every_method_when_a_node_serves_it() {
	let mut defined = BTreeSet::new();
	for (namespace, methods) in definitions()["rpc"].as_object().unwrap() {
		for (name, method) in methods.as_object().unwrap() {
			// A subscription has two methods, one to start and one to end it.
			let names = method["pubsub"].as_array().map_or_else(
				|| vec![name.as_str()],
				|pubsub| pubsub[1..].iter().filter_map(Value::as_str).collect(),
			);
			defined.extend(names.into_iter().map(|name| format!("{namespace}_{name}")));
		}
	}
	let node = Node::new();
	let answered: BTreeSet<_> = node.module.method_names().map(String::from).collect();
	assert_eq!(defined, answered);
}
