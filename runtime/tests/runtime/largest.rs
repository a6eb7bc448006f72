//! Builds calls at the largest size that they can have, from the types in the metadata of the runtime.
//!
//! Metadata do not contain the bounds of sequences. But a call in which a bounded sequence is too long
//! cannot be decoded, so the largest length is found by trying.

use cairn_runtime::RuntimeCall;
use codec::{Compact, Decode, Encode};
use scale_info::{
	form::PortableForm, MetaType, PortableRegistry, Registry, Type, TypeDef, TypeDefPrimitive,
	Variant,
};
use std::collections::{BTreeMap, BTreeSet};

/// A value for the part of a call at a path, such as `Utility.batch.calls`: its encoding.
pub type Given = BTreeMap<&'static str, Vec<u8>>;

/// The names of a call, and the call at each of its largest sizes.
pub struct Largest {
	/// The pallet and the call, such as `Balances.transfer_all`.
	pub name: String,
	/// The call with every bounded sequence at its bound; and, for each sequence without a bound, the
	/// call in which this sequence fills the extrinsic.
	pub calls: Vec<RuntimeCall>,
}

/// The types of calls.
pub struct Types {
	registry: PortableRegistry,
	call: u32,
}

impl Types {
	/// Reads the types of the runtime's calls.
	pub fn new() -> Self {
		let mut registry = Registry::new();
		let call = registry.register_type(&MetaType::new::<RuntimeCall>()).id;
		Self { registry: registry.into(), call }
	}

	/// Returns the pallet and the name of every call.
	pub fn names(&self) -> Vec<(String, String)> {
		variants(self.resolve(self.call))
			.iter()
			.flat_map(|pallet| {
				let calls = variants(self.resolve(pallet.fields[0].ty.id));
				calls.iter().map(|call| (pallet.name.clone(), call.name.clone()))
			})
			.collect()
	}

	/// Builds every call at its largest sizes within `length` bytes. `given` fixes parts of calls.
	pub fn largest(&self, given: &Given, length: usize) -> Vec<Largest> {
		let pallets = variants(self.resolve(self.call));
		pallets
			.iter()
			.flat_map(|pallet| {
				let calls = variants(self.resolve(pallet.fields[0].ty.id));
				calls.iter().map(move |call| self.largest_call(pallet, call, given, length))
			})
			.collect()
	}

	fn resolve(&self, id: u32) -> &Type<PortableForm> {
		self.registry.resolve(id).unwrap()
	}

	fn largest_call(
		&self,
		pallet: &Variant<PortableForm>,
		call: &Variant<PortableForm>,
		given: &Given,
		length: usize,
	) -> Largest {
		let name = format!("{}.{}", pallet.name, call.name);
		let build = |plan: &Plan| self.build(pallet, call, &name, plan, given);
		let fits = |plan: &Plan| {
			let (bytes, _) = build(plan);
			bytes.len() <= length && decode(&bytes).is_some()
		};
		let mut plan = Plan::default();
		if !fits(&plan) {
			plan.integers = Integers::Zero;
			assert!(fits(&plan), "{name}: no value was found; give one");
		}
		// Gives each sequence one element, so that the sequences in elements are found too.
		while let Some(path) =
			build(&plan).1.into_iter().find(|path| !plan.lengths.contains_key(path))
		{
			let mut longer = plan.clone();
			longer.lengths.insert(path.clone(), 1);
			plan.lengths.insert(path, u32::from(fits(&longer)));
		}
		// The sequences in elements first.
		let mut paths: Vec<_> = plan.lengths.keys().cloned().collect();
		paths.sort_by_key(|path| core::cmp::Reverse(path.matches("[]").count()));
		let mut unbounded = vec![];
		for path in paths {
			let at = |count| {
				let mut longer = plan.clone();
				longer.lengths.insert(path.clone(), count);
				longer
			};
			if !fits(&at(1)) {
				continue;
			}
			let one = build(&at(1)).0.len();
			let element = build(&at(2)).0.len().saturating_sub(one).max(1);
			let room = ((length - one.min(length)) / element) as u32;
			// Leaves place for the length itself.
			let room = room.saturating_sub(4).max(1);
			if fits(&at(room)) {
				unbounded.push(at(room));
				continue;
			}
			let (mut fitting, mut failing) = (1, 2);
			while failing < room && fits(&at(failing)) {
				(fitting, failing) = (failing, failing * 2);
			}
			failing = failing.min(room);
			while failing - fitting > 1 {
				let middle = fitting + (failing - fitting) / 2;
				if fits(&at(middle)) {
					fitting = middle;
				} else {
					failing = middle;
				}
			}
			plan = at(fitting);
		}
		let calls =
			unbounded.iter().chain([&plan]).filter_map(|plan| decode(&build(plan).0)).collect();
		Largest { name, calls }
	}

	/// Returns the encoding of a call, and the paths of its sequences.
	fn build(
		&self,
		pallet: &Variant<PortableForm>,
		call: &Variant<PortableForm>,
		name: &str,
		plan: &Plan,
		given: &Given,
	) -> (Vec<u8>, BTreeSet<String>) {
		let bytes = vec![pallet.index, call.index];
		let mut writer =
			Writer { types: self, plan, given, bytes, found: BTreeSet::new(), nth: None };
		for field in &call.fields {
			writer.write(field.ty.id, &format!("{name}.{}", field.name.as_deref().unwrap_or("_")));
		}
		(writer.bytes, writer.found)
	}

	/// Returns the size of a type, in bytes, with empty sequences and the largest variants. An
	/// enumeration in itself counts as nothing.
	fn size(&self, id: u32, within: &mut Vec<u32>) -> usize {
		if within.contains(&id) {
			return 0;
		}
		within.push(id);
		let size = match &self.resolve(id).type_def {
			TypeDef::Composite(composite) => {
				composite.fields.iter().map(|field| self.size(field.ty.id, within)).sum()
			}
			TypeDef::Variant(enumeration) => enumeration
				.variants
				.iter()
				.map(|variant| 1 + self.size_of_variant(variant, within))
				.max()
				.unwrap_or(0),
			TypeDef::Array(array) => array.len as usize * self.size(array.type_param.id, within),
			TypeDef::Tuple(tuple) => {
				tuple.fields.iter().map(|field| self.size(field.id, within)).sum()
			}
			TypeDef::Primitive(primitive) => width(primitive).max(1),
			_ => 1,
		};
		within.pop();
		size
	}

	fn size_of_variant(&self, variant: &Variant<PortableForm>, within: &mut Vec<u32>) -> usize {
		variant.fields.iter().map(|field| self.size(field.ty.id, within)).sum()
	}
}

fn variants(of: &Type<PortableForm>) -> &[Variant<PortableForm>] {
	match &of.type_def {
		TypeDef::Variant(enumeration) => &enumeration.variants,
		other => panic!("not an enumeration: {other:?}"),
	}
}

fn decode(bytes: &[u8]) -> Option<RuntimeCall> {
	let rest = &mut &bytes[..];
	RuntimeCall::decode(rest).ok().filter(|_| rest.is_empty())
}

/// The number of bytes of an integer.
fn width(primitive: &TypeDefPrimitive) -> usize {
	match primitive {
		TypeDefPrimitive::U8 | TypeDefPrimitive::I8 => 1,
		TypeDefPrimitive::U16 | TypeDefPrimitive::I16 => 2,
		TypeDefPrimitive::U32 | TypeDefPrimitive::I32 => 4,
		TypeDefPrimitive::U64 | TypeDefPrimitive::I64 => 8,
		TypeDefPrimitive::U128 | TypeDefPrimitive::I128 => 16,
		TypeDefPrimitive::U256 | TypeDefPrimitive::I256 => 32,
		TypeDefPrimitive::Bool | TypeDefPrimitive::Char | TypeDefPrimitive::Str => 0,
	}
}

/// The sizes of a call.
#[derive(Clone, Default)]
struct Plan {
	lengths: BTreeMap<String, u32>,
	integers: Integers,
}

/// The value of integers outside sequences.
#[derive(Clone, Copy, Default)]
enum Integers {
	#[default]
	Maximum,
	Zero,
}

struct Writer<'a> {
	types: &'a Types,
	plan: &'a Plan,
	given: &'a Given,
	bytes: Vec<u8>,
	found: BTreeSet<String>,
	/// The index of the element that is being written, in the innermost sequence. Integers in sequences
	/// have this value, so that the elements of a set differ.
	nth: Option<u32>,
}

impl Writer<'_> {
	fn write(&mut self, id: u32, path: &str) {
		if let Some(bytes) = self.given.get(path) {
			self.bytes.extend(bytes);
			return;
		}
		let found = self.types.resolve(id);
		match &found.type_def {
			TypeDef::Composite(composite) => {
				for field in &composite.fields {
					match &field.name {
						Some(name) => self.write(field.ty.id, &format!("{path}.{name}")),
						None => self.write(field.ty.id, path),
					}
				}
			}
			TypeDef::Variant(enumeration) => {
				self.write_variant(&found.path.segments, &enumeration.variants, path)
			}
			TypeDef::Sequence(sequence) => self.write_sequence(sequence.type_param.id, path),
			TypeDef::Array(array) => {
				for _ in 0..array.len {
					self.write(array.type_param.id, path);
				}
				// Makes keys and hashes in a sequence differ.
				if let (Some(nth), Some(start)) =
					(self.nth, self.bytes.len().checked_sub(array.len as usize))
				{
					let is_bytes = matches!(
						self.types.resolve(array.type_param.id).type_def,
						TypeDef::Primitive(TypeDefPrimitive::U8)
					);
					if is_bytes && array.len >= 4 {
						self.bytes[start..start + 4].copy_from_slice(&nth.to_le_bytes());
					}
				}
			}
			TypeDef::Tuple(tuple) => {
				for (index, field) in tuple.fields.iter().enumerate() {
					self.write(field.id, &format!("{path}.{index}"));
				}
			}
			TypeDef::Primitive(TypeDefPrimitive::Str) => self.write_bytes(path),
			TypeDef::Primitive(TypeDefPrimitive::Bool) => self.bytes.push(1),
			TypeDef::Primitive(primitive) => {
				let value = self.integer(width(primitive));
				self.bytes.extend(&value.to_le_bytes()[..width(primitive).min(16)]);
			}
			TypeDef::Compact(compact) => {
				let size = self.types.size(compact.type_param.id, &mut vec![]);
				self.bytes.extend(Compact(self.integer(size)).encode());
			}
			TypeDef::BitSequence(_) => panic!("{path}: bits are not supported; give a value"),
		}
	}

	/// Returns the value of an integer of `size` bytes.
	fn integer(&self, size: usize) -> u128 {
		match (self.nth, self.plan.integers) {
			(Some(nth), _) if size >= 4 => nth.into(),
			(Some(nth), _) => u128::from(nth) & 0x7f,
			(None, Integers::Maximum) => u128::MAX >> (128 - 8 * size.clamp(1, 16)),
			(None, Integers::Zero) => 0,
		}
	}

	fn write_variant(&mut self, name: &[String], variants: &[Variant<PortableForm>], path: &str) {
		let chosen = match name.last().map(String::as_str) {
			// The weight of a call in a call is that of the call itself.
			Some("RuntimeCall") => {
				let remark = frame_system::Call::remark { remark: vec![] };
				self.bytes.extend(RuntimeCall::System(remark).encode());
				return;
			}
			Some("OriginCaller") => variants.iter().find(|variant| variant.name == "system"),
			Some("MultiAddress") => variants.iter().find(|variant| variant.name == "Id"),
			_ => None,
		};
		let largest = || {
			variants.iter().max_by_key(|variant| self.types.size_of_variant(variant, &mut vec![]))
		};
		let Some(variant) = chosen.or_else(largest) else { return };
		self.bytes.push(variant.index);
		for (index, field) in variant.fields.iter().enumerate() {
			self.write(field.ty.id, &format!("{path}.{}{index}", variant.name));
		}
	}

	fn write_sequence(&mut self, element: u32, path: &str) {
		if matches!(self.types.resolve(element).type_def, TypeDef::Primitive(TypeDefPrimitive::U8))
		{
			return self.write_bytes(path);
		}
		let count = self.count(path);
		Compact(count).encode_to(&mut self.bytes);
		let outer = self.nth;
		let within = format!("{path}[]");
		for nth in 0..count {
			self.nth = Some(nth);
			self.write(element, &within);
		}
		self.nth = outer;
	}

	fn write_bytes(&mut self, path: &str) {
		let count = self.count(path);
		Compact(count).encode_to(&mut self.bytes);
		let length = self.bytes.len() + count as usize;
		// A letter, which names and texts may contain.
		self.bytes.resize(length, b'a');
	}

	fn count(&mut self, path: &str) -> u32 {
		self.found.insert(path.into());
		self.plan.lengths.get(path).copied().unwrap_or(0)
	}
}
