use super::*;
use codec::Encode;
use coverage_math::cell_resolution;
use sp_core::{ed25519, Pair, H256};

#[test]
fn cell_should_be_of_resolution_12_when_a_place_is_given() {
	let cell = cell_at_degrees(45.189_889, 5.724_215).unwrap();
	assert_eq!(cell_resolution(cell), Some(12));
	assert_eq!(parse_cell(&format!("{cell:x}")), Ok(cell));
	// The cell does not reveal the place: neighbouring places have the same cell.
	assert_eq!(cell_at_degrees(45.189_89, 5.724_216), Some(cell));
	assert!(describe_cell(cell).contains(&format!("{cell:x}")));
}

#[test]
fn place_should_be_rejected_when_it_is_not_on_the_globe() {
	for (lat, lon) in [(90.1, 0.0), (0.0, -180.1), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
		assert_eq!(cell_at_degrees(lat, lon), None, "{lat} {lon}");
	}
}

#[test]
fn cell_should_be_rejected_when_it_has_another_resolution_or_is_malformed() {
	let finer = cell_at(Position { lat_e7: 0, lon_e7: 0 }, 13).unwrap();
	assert!(parse_cell(&format!("{finer:x}")).unwrap_err().contains("resolution 13"));
	assert!(parse_cell("8928308280fffff").unwrap_err().contains("resolution 9"));
	assert!(parse_cell("12").unwrap_err().contains("no such H3 cell"));
	assert!(parse_cell("x").unwrap_err().contains("hexadecimal"));
}

#[test]
fn gain_should_be_in_hundredths_when_it_has_decimals() {
	for (text, gain) in [("3", 300), ("2.15", 215), ("-1.5", -150), ("0.004", 0)] {
		assert_eq!(parse_hundredths(text), Ok(gain));
	}
	for text in ["three", "400", "NaN", "inf"] {
		assert!(parse_hundredths(text).is_err(), "{text}");
	}
}

#[test]
fn region_should_be_found_when_its_name_or_number_is_given() {
	let region = |id, name: &str| Region { id, name: name.into(), max_eirp_cdbm: 1_600 };
	let regions = [region(1, "EU868"), region(2, "US915")];
	assert_eq!(find_region(&regions, Some("us915")).unwrap(), 2);
	assert_eq!(find_region(&regions, Some("1")).unwrap(), 1);
	for wanted in [None, Some("EU433")] {
		let message = find_region(&regions, wanted).unwrap_err().to_string();
		assert!(message.contains("1 EU868, 2 US915"), "{message}");
	}
}

#[test]
fn consent_should_sign_the_documented_bytes_when_a_location_is_asserted() {
	let key = ed25519::Pair::from_seed(&[7; 32]);
	let cell = parse_cell("8c1f9ed922265ff").unwrap();
	let location = Location { cell, elevation_m: 250, gain_cdbi: -300, region: Some(1) };
	let statement = DeviceStatement::<[u8; 32]>::Locate { location };
	let signed = statement.sign(&key, H256::repeat_byte(5), 1);
	let documented = [
		b"cairn/device/1".as_slice(),
		&[5; 32],
		&1u32.to_le_bytes(),
		&[1],
		&0x08c1_f9ed_9222_65ff_u64.to_le_bytes(),
		&250i16.to_le_bytes(),
		&(-300i16).to_le_bytes(),
		&[1, 1, 0],
	]
	.concat();
	assert!(ed25519::Pair::verify(&signed.signature, &documented, &key.public()));
	assert_eq!((b"cairn/device/1", [5u8; 32], 1u32, &statement).encode(), documented);
}
