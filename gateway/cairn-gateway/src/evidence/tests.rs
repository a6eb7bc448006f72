use super::*;

fn terms() -> CertificateTerms<H256> {
	CertificateTerms {
		genesis: H256::repeat_byte(7),
		device: DeviceKey::from_raw([3; 32]),
		class: 1,
		batch: 2,
		expires_at: 1_798_761_600_000,
		replaces: None,
	}
}

#[test]
fn certificate_should_sign_the_documented_bytes_when_it_is_created() {
	let maker = sr25519::Pair::from_string("//Maker", None).unwrap();
	let certificate = Certificate::sign(5, &maker, &terms());
	let MakerSignature::Sr25519(signature) = &certificate.signature else {
		panic!("an sr25519 key must sign")
	};
	let signature = sr25519::Signature::from_raw(signature.0);
	let documented = [
		b"cairn/certificate/1".as_slice(),
		&[7; 32],
		&[3; 32],
		&1u16.to_le_bytes(),
		&2u32.to_le_bytes(),
		&1_798_761_600_000u64.to_le_bytes(),
		&[0],
	]
	.concat();
	assert!(sr25519::Pair::verify(&signature, documented, &maker.public()));
}

#[test]
fn evidence_should_round_trip_when_it_is_serialized() {
	let maker = sr25519::Pair::from_string("//Maker", None).unwrap();
	let certificate = Evidence::Certificate(Certificate::sign(5, &maker, &terms()));
	let membership = Evidence::Membership(Membership {
		device: Hexadecimal([3; 32]),
		maker: 0,
		batch: 1,
		leaf: 2,
		path: vec![Hexadecimal([4; 32])],
	});
	let one = serde_json::to_string_pretty(&certificate).unwrap();
	assert_eq!(Evidence::parse(&one).unwrap(), std::slice::from_ref(&certificate));
	let all = vec![certificate, membership];
	let many = serde_json::to_string(&all).unwrap();
	assert_eq!(Evidence::parse(&format!("\n {many}")).unwrap(), all);
	assert!(all.iter().all(|one| one.device() == DeviceKey::from_raw([3; 32])));
	assert!(all.iter().all(|one| one.to_value().is_ok()));
}

#[test]
fn error_should_name_the_cause_when_a_file_is_malformed() {
	for (text, named) in [
		("{\"certificat\": {}}", "certificat"),
		("{\"membership\": {\"device\": \"0x00\"}}", "32 bytes"),
		("{\"membership\": {\"devise\": 1}}", "devise"),
		("", "EOF"),
	] {
		let message = Evidence::parse(text).unwrap_err().to_string();
		assert!(message.contains(named) && message.contains("next:"), "{message}");
	}
}

#[test]
fn certificate_should_be_rejected_when_its_signature_is_not_hexadecimal() {
	let maker = sr25519::Pair::from_string("//Maker", None).unwrap();
	let mut certificate = Certificate::sign(5, &maker, &terms());
	certificate.signature = MakerSignature::P256Der("0x30xx".into());
	assert!(Evidence::Certificate(certificate).to_value().is_err());
}
