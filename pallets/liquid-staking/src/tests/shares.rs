use crate::*;
use codec::{Compact, Decode, Encode, MaxEncodedLen};
use scale_info::{MetaType, TypeDef, TypeDefPrimitive, TypeInfo};
use sp_runtime::Permill;

#[test]
fn shares_should_be_encoded_as_a_number_when_they_are_stored_or_sent() {
	for number in [0, 1, 1 << 30, u128::MAX] {
		let shares = Shares(number);
		assert_eq!(shares.encode(), number.encode());
		assert_eq!(Shares::decode(&mut &number.encode()[..]), Ok(shares));
		assert_eq!(Compact(shares).encode(), Compact(number).encode());
		assert_eq!(shares.to_string(), number.to_string());
	}
	assert_eq!(Shares::max_encoded_len(), u128::max_encoded_len());
}

#[test]
fn shares_should_be_a_newtype_when_metadata_describes_them() {
	let described = Shares::type_info();
	assert_eq!(described.path.segments, ["pallet_liquid_staking", "shares", "Shares"]);
	let TypeDef::Composite(composite) = described.type_def else { panic!("a struct") };
	let [field] = &composite.fields[..] else { panic!("one field") };
	assert_eq!((field.name, field.ty), (None, MetaType::new::<u128>()));
	assert_eq!(u128::type_info().type_def, TypeDef::Primitive(TypeDefPrimitive::U128));
}

#[test]
fn arithmetic_should_be_refused_or_capped_when_shares_overflow() {
	let (two, three) = (Shares(2), Shares(3));
	assert_eq!(
		(two.checked_add(three), three.checked_sub(two)),
		(Some(Shares(5)), Some(Shares(1)))
	);
	assert_eq!((Shares::MAX.checked_add(Shares(1)), two.checked_sub(three)), (None, None));
	assert_eq!((two.saturating_add(three), three.saturating_sub(two)), (Shares(5), Shares(1)));
	assert_eq!(Shares::MAX.saturating_add(three), Shares::MAX);
	assert_eq!(two.saturating_sub(three), Shares::ZERO);
	assert!(Shares::default().is_zero() && !two.is_zero());
}

#[test]
fn part_should_be_rounded_up_when_it_is_not_whole() {
	assert_eq!(Shares(101).part_ceil(Permill::from_percent(1)), Shares(2));
	assert_eq!(Shares(100).part_ceil(Permill::from_percent(1)), Shares(1));
}
