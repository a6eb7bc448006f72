use super::*;
use cairn_primitives::currency::CRN;

fn class(id: u16, name: &str) -> Class {
	Class {
		id,
		name: name.into(),
		covers: true,
		region_table: None,
		bond: 20 * CRN,
		onboarding_fee: CRN,
		location_fee: 0,
	}
}

#[test]
fn consent_should_sign_the_documented_bytes_when_a_device_is_onboarded() {
	let (key, owner) = (ed25519::Pair::from_seed(&[7; 32]), AccountId32::new([9; 32]));
	let signed = sign_consent(&key, &owner, H256::repeat_byte(5), 3);
	let documented =
		[b"cairn/device/1".as_slice(), &[5; 32], &3u32.to_le_bytes(), &[0], &[9; 32]].concat();
	assert!(ed25519::Pair::verify(&signed.signature, documented, &key.public()));
	assert_eq!((signed.genesis, signed.nonce), (H256::repeat_byte(5), 3));
	// The registry makes the same check.
	assert!(signed.verify(&DeviceStatement::Onboard { owner }, &key.public()));
}

#[test]
fn class_should_be_found_when_its_number_or_name_is_given() {
	let classes = [class(1, "LoRa gateway"), class(5, "energy meter")];
	assert_eq!(find_class(&classes, "5").unwrap().id, 5);
	assert_eq!(find_class(&classes, "lora Gateway").unwrap().id, 1);
	let message = find_class(&classes, "meter").unwrap_err().to_string();
	assert!(message.contains("5 energy meter"), "{message}");
}

#[test]
fn costs_should_be_totals_when_the_classes_are_known() {
	let classes = [class(1, "LoRa gateway")];
	let maker = sr25519::Pair::from_seed(&[1; 32]);
	let terms = |class| CertificateTerms {
		genesis: H256::zero(),
		device: DeviceKey::from_raw([0; 32]),
		class,
		batch: 0,
		expires_at: 0,
		replaces: None,
	};
	let of = |class| Evidence::Certificate(Certificate::sign(0, &maker, &terms(class)));
	let message = describe_costs(&classes, &[of(1), of(1)]);
	assert_eq!(message, "Onboarding 2: 2 CRN in fees, and 40 CRN held as bonds");
}
