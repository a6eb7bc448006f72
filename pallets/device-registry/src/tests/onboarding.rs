use crate::{mock::*, *};
use binary_merkle_tree::{merkle_proof, merkle_root};
use cairn_primitives::devices::{CertificateTerms, DeviceStatement};
use frame_support::{assert_err, assert_noop, assert_ok, dispatch::DispatchResult};
use sp_core::{ecdsa, ed25519, sr25519, Pair, H256};
use sp_io::hashing::sha2_256;
use sp_runtime::{traits::BlakeTwo256, TokenError};

/// Commits a batch of the devices with serial numbers below `leaves`; returns the proof for one of
/// them.
fn committed(leaves: u32, serial: u32) -> Membership<H256> {
	let keys: Vec<_> = (0..leaves).map(device_key).collect();
	let root = merkle_root::<BlakeTwo256, _>(keys.iter());
	let batch = 7;
	if !Batches::<Test>::contains_key(MAKER, batch) {
		assert_ok!(Registry::commit_batch(
			signed(maker_account()),
			MAKER,
			batch,
			GATEWAY,
			root,
			leaves,
			NOW_MS + 1_000
		));
	}
	let proof = merkle_proof::<BlakeTwo256, _, _>(keys, serial);
	Membership { maker: MAKER, batch, leaf: serial, path: proof.proof.try_into().unwrap() }
}

fn onboard_with_terms(change: impl FnOnce(&mut CertificateTerms<H256>)) -> DispatchResult {
	let mut terms = terms(1, GATEWAY);
	change(&mut terms);
	onboard_one(onboarding_with(Evidence::Certificate(certificate(terms)), 1))
}

fn onboard_with_certificate(change: impl FnOnce(&mut Certificate<H256>)) -> DispatchResult {
	let mut certificate = certificate(terms(1, GATEWAY));
	change(&mut certificate);
	onboard_one(onboarding_with(Evidence::Certificate(certificate), 1))
}

fn onboard_with_consent(genesis: H256, nonce: u32, owner: AccountId) -> DispatchResult {
	let mut onboarding = onboarding(1, GATEWAY);
	onboarding.consent = DeviceStatement::Onboard { owner }.sign(&device_pair(1), genesis, nonce);
	onboard_one(onboarding)
}

/// Sets the only key that signs the maker's certificates.
fn set_key(key: MakerKey) {
	let keys = vec![key].try_into().unwrap();
	assert_ok!(Registry::set_maker_keys(signed(maker_account()), MAKER, keys));
}

#[test]
fn device_should_be_registered_when_maker_and_device_have_signed() {
	test(|| {
		let issued = Balances::total_issuance();
		assert_ok!(onboard_one(onboarding(1, GATEWAY)));
		assert_eq!(
			events(),
			[Event::DeviceOnboarded {
				device: 0,
				key: device_key(1),
				owner: owner(),
				maker: MAKER,
				class: GATEWAY,
				bond: GATEWAY_BOND,
				payer: owner(),
			}]
		);
		assert_eq!(held(&owner()), GATEWAY_BOND);
		assert_eq!(Balances::free_balance(owner()), WEALTH - GATEWAY_BOND - ONBOARDING_FEE);
		assert_eq!(Balances::total_issuance(), issued - ONBOARDING_FEE);
		assert_eq!(Makers::<Test>::get(MAKER).unwrap().onboarded, 1);
		let device = device(0);
		assert!(device.is_active() && device.location.is_none());
		assert_eq!((device.nonce, device.strikes), (1, 0));
	});
}

#[test]
fn devices_should_be_registered_together_when_a_list_is_onboarded() {
	test(|| {
		let devices: Vec<_> = (0..10)
			.map(|serial| onboarding(serial, if serial < 5 { GATEWAY } else { STATION }))
			.collect();
		assert_ok!(Registry::onboard(signed(owner()), owner(), devices.try_into().unwrap()));
		assert_eq!(held(&owner()), 5 * (GATEWAY_BOND + STATION_BOND));
		assert_eq!(Registry::devices_of(owner(), None).len(), 10);
	});
}

#[test]
fn maker_should_pay_when_it_onboards_the_device() {
	test(|| {
		let devices = vec![onboarding(1, GATEWAY)].try_into().unwrap();
		assert_ok!(Registry::onboard(signed(maker_account()), owner(), devices));
		assert_eq!(Balances::free_balance(maker_account()), WEALTH - GATEWAY_BOND - ONBOARDING_FEE);
		assert_eq!(held(&owner()), GATEWAY_BOND);
		assert_eq!(Balances::free_balance(owner()), WEALTH);
	});
}

#[test]
fn onboarding_should_fail_when_the_caller_is_neither_owner_nor_maker() {
	test(|| {
		let devices = vec![onboarding(1, GATEWAY)].try_into().unwrap();
		assert_noop!(
			Registry::onboard(signed(buyer()), owner(), devices),
			Error::<Test>::NotOwnerNorMaker
		);
	});
}

#[test]
fn onboarding_should_fail_when_the_payer_has_too_little() {
	test(|| {
		let consent =
			DeviceStatement::Onboard { owner: stranger() }.sign(&device_pair(1), genesis(), 0);
		let onboarding = Onboarding { consent, ..onboarding(1, GATEWAY) };
		let bring = || {
			let devices = vec![onboarding.clone()].try_into().unwrap();
			Registry::onboard(signed(stranger()), stranger(), devices)
		};
		let give = |amount| {
			assert_ok!(Balances::transfer_allow_death(signed(buyer()), stranger(), amount));
		};
		assert_err!(bring(), TokenError::FundsUnavailable);
		give(ONBOARDING_FEE + GATEWAY_BOND);
		assert_err!(
			frame_support::storage::with_storage_layer(bring),
			TokenError::FundsUnavailable
		);
		give(1);
		assert_ok!(bring());
	});
}

#[test]
fn onboarding_should_fail_when_the_key_is_registered() {
	test(|| {
		onboard_gateway(1);
		assert_noop!(onboard_one(onboarding(1, GATEWAY)), Error::<Test>::DeviceAlreadyOnboarded);
	});
}

#[test]
fn onboarding_should_fail_when_numbers_run_out() {
	test(|| {
		NextDevice::<Test>::put(u32::MAX);
		assert_err!(
			frame_support::storage::with_storage_layer(|| onboard_one(onboarding(1, GATEWAY))),
			Error::<Test>::TooManyDevices
		);
	});
}

#[test]
fn onboarding_should_fail_when_maker_or_class_is_unknown() {
	test(|| {
		assert_err!(
			onboard_with_certificate(|certificate| certificate.maker = 9),
			Error::<Test>::MakerUnknown
		);
		assert_err!(onboard_with_terms(|terms| terms.class = 9), Error::<Test>::ClassUnknown);
	});
}

#[test]
fn certificate_should_be_refused_when_network_device_or_purpose_do_not_match() {
	test(|| {
		let other = device_key(2);
		for (refused, error) in [
			(
				onboard_with_terms(|terms| terms.genesis = H256::zero()),
				Error::<Test>::GenesisMismatch,
			),
			(onboard_with_terms(|terms| terms.device = other), Error::CertificateDeviceMismatch),
			(
				onboard_with_terms(|terms| terms.replaces = Some(other)),
				Error::CertificatePurposeMismatch,
			),
		] {
			assert_err!(refused, error);
		}
	});
}

#[test]
fn certificate_should_be_refused_when_it_has_expired() {
	test(|| {
		Timestamp::set_timestamp(NOW_MS + 1_001);
		assert_noop!(onboard_one(onboarding(1, GATEWAY)), Error::<Test>::CertificateExpired);
		Timestamp::set_timestamp(NOW_MS + 1_000);
		onboard_gateway(1);
	});
}

#[test]
fn certificate_should_be_refused_when_its_signature_does_not_match() {
	test(|| {
		let other = ed25519::Pair::from_seed(&[1; 32]);
		let wrong = [
			// The terms are not those that were signed.
			onboard_with_certificate(|certificate| certificate.terms.batch += 1),
			// The signature is by another key.
			onboard_with_certificate(|certificate| {
				let payload = certificate.terms.signing_payload();
				certificate.signature = MakerSignature::Ed25519(other.sign(&payload));
			}),
			// The signature is of another kind than the key.
			onboard_with_certificate(|certificate| {
				certificate.signature = MakerSignature::P256([1; 64]);
			}),
		];
		for refused in wrong {
			assert_err!(refused, Error::<Test>::CertificateSignatureInvalid);
		}
		assert_err!(
			onboard_with_certificate(|certificate| {
				certificate.signer = MakerKey::Ed25519(other.public());
			}),
			Error::<Test>::SignerUnknown
		);
	});
}

#[test]
fn consent_should_be_refused_when_network_nonce_or_signature_do_not_match() {
	test(|| {
		for (refused, error) in [
			(onboard_with_consent(H256::zero(), 0, owner()), Error::<Test>::GenesisMismatch),
			(onboard_with_consent(genesis(), 1, owner()), Error::NonceTooHigh),
			(onboard_with_consent(genesis(), 0, buyer()), Error::DeviceSignatureInvalid),
		] {
			assert_err!(refused, error);
		}
		let mut onboarding = onboarding(1, GATEWAY);
		onboarding.consent.signature = device_pair(2).sign(b"whatever");
		assert_noop!(onboard_one(onboarding), Error::<Test>::DeviceSignatureInvalid);
	});
}

#[test]
fn consent_should_be_refused_when_the_keys_nonces_are_exhausted() {
	test(|| {
		KeyHistories::<Test>::insert(
			device_key(1),
			KeyHistory { nonce: u32::MAX, ..Default::default() },
		);
		assert_err!(
			onboard_with_consent(genesis(), u32::MAX, owner()),
			Error::<Test>::NonceExhausted
		);
	});
}

#[test]
fn certificate_should_be_accepted_when_signed_with_sr25519() {
	test(|| {
		let key = sr25519::Pair::from_seed(&[1; 32]);
		set_key(MakerKey::Sr25519(key.public()));
		assert_ok!(onboard_with_certificate(|certificate| {
			certificate.signer = MakerKey::Sr25519(key.public());
			certificate.signature =
				MakerSignature::Sr25519(key.sign(&certificate.terms.signing_payload()));
		}));
	});
}

#[test]
fn certificate_should_be_accepted_when_signed_with_secp256k1() {
	test(|| {
		let key = ecdsa::Pair::from_seed(&[1; 32]);
		set_key(MakerKey::Secp256k1(key.public()));
		assert_ok!(onboard_with_certificate(|certificate| {
			let digest = sha2_256(&certificate.terms.signing_payload());
			certificate.signer = MakerKey::Secp256k1(key.public());
			certificate.signature = MakerSignature::Secp256k1(key.sign_prehashed(&digest));
		}));
	});
}

/// OpenSSL 3.0 made this signature, with a key that it generated: `openssl ecparam -name prime256v1
/// -genkey`, `openssl dgst -sha256 -sign key.pem payload`, where the payload is that of `terms(1,
/// GATEWAY)`.
#[test]
fn certificate_should_be_accepted_when_signed_with_p256_by_openssl() {
	const KEY: [u8; 33] =
		sp_core::hex2array!("035cae51ed59e3b5a71ebe0a63cfbd9dc9ce3471d2ed99cba453a0f1c1d38902df");
	const DER: [u8; 71] = sp_core::hex2array!(
		"3045022100e9fd01c9ddaea48499785b64577bc8ebc77de7a7d35ebef57b40e2fc209633f302200fd0ed02f913f4def50066fceaa59cbfb3a55f6c273786088300f1fa0f6d6d0b"
	);
	// The same two numbers without the DER encoding.
	let mut raw = [0; 64];
	raw[..32].copy_from_slice(&DER[5..37]);
	raw[32..].copy_from_slice(&DER[39..]);
	let mut forged = raw;
	forged[63] ^= 1;

	for (signature, result) in [
		(MakerSignature::P256Der(DER.to_vec().try_into().unwrap()), Ok(())),
		(MakerSignature::P256(raw), Ok(())),
		(MakerSignature::P256(forged), Err(Error::<Test>::CertificateSignatureInvalid.into())),
		(
			MakerSignature::P256Der(DER[..70].to_vec().try_into().unwrap()),
			Err(Error::<Test>::CertificateSignatureInvalid.into()),
		),
	] {
		test(|| {
			set_key(MakerKey::P256(KEY));
			let onboarded = onboard_with_certificate(|certificate| {
				certificate.signer = MakerKey::P256(KEY);
				certificate.signature = signature;
			});
			assert_eq!(onboarded, result);
		});
	}
}

#[test]
fn certificate_should_be_refused_when_the_p256_key_is_not_a_point() {
	test(|| {
		set_key(MakerKey::P256([0; 33]));
		assert_err!(
			onboard_with_certificate(|certificate| {
				certificate.signer = MakerKey::P256([0; 33]);
				certificate.signature = MakerSignature::P256([1; 64]);
			}),
			Error::<Test>::CertificateSignatureInvalid
		);
	});
}

#[test]
fn membership_should_be_accepted_when_the_device_is_in_the_batch() {
	test(|| {
		for serial in [0, 3, 99] {
			let membership = committed(100, serial);
			assert_ok!(onboard_one(onboarding_with(Evidence::Membership(membership), serial)));
		}
		assert_eq!(device(2).class, GATEWAY);
	});
}

#[test]
fn membership_should_be_refused_when_the_path_leads_elsewhere() {
	test(|| {
		let good = committed(100, 3);
		let mut wrong_leaf = good.clone();
		wrong_leaf.leaf = 4;
		let mut beyond = good.clone();
		beyond.leaf = 100;
		let mut wrong_sibling = good.clone();
		wrong_sibling.path[0] = H256::zero();
		let mut short = good.clone();
		short.path.pop();
		for (membership, serial) in
			[(wrong_leaf, 3), (beyond, 3), (wrong_sibling, 3), (short, 3), (good, 5)]
		{
			assert_noop!(
				onboard_one(onboarding_with(Evidence::Membership(membership), serial)),
				Error::<Test>::NotInBatch
			);
		}
	});
}

#[test]
fn membership_should_be_refused_when_the_batch_has_expired_or_is_unknown() {
	test(|| {
		let membership = committed(100, 3);
		let bring = |membership: Membership<H256>| {
			onboard_one(onboarding_with(Evidence::Membership(membership), 3))
		};
		let unknown = Membership { batch: 8, ..membership.clone() };
		assert_noop!(bring(unknown), Error::<Test>::BatchUnknown);
		Timestamp::set_timestamp(NOW_MS + 1_001);
		assert_noop!(bring(membership), Error::<Test>::BatchExpired);
	});
}

fn replacement(serial: u32, broken: u32) -> (ed25519::Public, Certificate<H256>) {
	let terms = CertificateTerms { replaces: Some(device_key(broken)), ..terms(serial, GATEWAY) };
	(device_key(serial), certificate(terms))
}

fn replace(
	device: DeviceIndex,
	serial: u32,
	broken: u32,
	certificate: Certificate<H256>,
) -> DispatchResult {
	let key = device_key(serial);
	let broken = device_key(broken);
	let consent = DeviceStatement::Replace { owner: owner(), broken }.sign(
		&device_pair(serial),
		genesis(),
		0,
	);
	Registry::replace_device(signed(owner()), device, key, consent, Box::new(certificate))
}

#[test]
fn replacement_should_take_over_location_and_strikes_when_owner_and_maker_agree() {
	test(|| {
		let cell = cell(46.2, 6.1);
		let device_index = located_gateway(1, cell);
		<Registry as cairn_primitives::devices::Discipline>::strike(device_index).unwrap();
		HookLog::take();
		events();

		let (key, certificate) = replacement(2, 1);
		assert_ok!(replace(device_index, 2, 1, certificate));
		let broken = device_key(1);
		assert_eq!(events(), [Event::DeviceReplaced { device: device_index, broken, key }]);
		assert_eq!(HookLog::take(), [HookCall::Replaced(device_index)]);
		let device = device(device_index);
		assert_eq!((device.key, device.strikes, device.nonce), (key, 1, 1));
		assert_eq!(device.location.unwrap().cell, cell);
		assert_eq!(Registry::device_with_key(broken), None);
		assert_eq!(
			KeyHistories::<Test>::get(broken),
			Some(KeyHistory { nonce: 2, strikes: 1, expelled: false })
		);
	});
}

#[test]
fn replacement_should_be_refused_when_owner_or_maker_do_not_agree() {
	test(|| {
		let device = onboard_gateway(1);
		onboard_gateway(3);
		let (_, good) = replacement(2, 1);
		let (_, registered) = replacement(3, 1);
		let (_, for_another) = replacement(2, 3);
		let mut other_class = good.clone();
		other_class.terms.class = STATION;
		let mut other_maker = good.clone();
		other_maker.maker = 1;
		for (serial, certificate, error) in [
			(3, registered, Error::<Test>::DeviceAlreadyOnboarded),
			(2, for_another, Error::CertificatePurposeMismatch),
			(2, certificate(terms(2, GATEWAY)), Error::CertificatePurposeMismatch),
			(2, other_class, Error::ReplacementMismatch),
			(2, other_maker, Error::ReplacementMismatch),
		] {
			assert_noop!(replace(device, serial, 1, certificate), error);
		}
		// The device's consent names another broken device.
		assert_noop!(replace(device, 2, 3, good.clone()), Error::<Test>::DeviceSignatureInvalid);
		assert_noop!(
			Registry::replace_device(
				signed(buyer()),
				device,
				device_key(2),
				onboarding(2, GATEWAY).consent,
				Box::new(good)
			),
			Error::<Test>::NotOwner
		);
	});
}

#[test]
fn strikes_should_not_double_when_a_repaired_device_replaces_its_replacement() {
	test(|| {
		let index = onboard_gateway(1);
		for _ in 0..2 {
			<Registry as cairn_primitives::devices::Discipline>::strike(index).unwrap();
		}
		let (_, second) = replacement(2, 1);
		assert_ok!(replace(index, 2, 1, second));
		let (key, first) = replacement(1, 2);
		let broken = device_key(2);
		let statement = DeviceStatement::Replace { owner: owner(), broken };
		let consent = statement.sign(&device_pair(1), genesis(), 1);
		assert_ok!(Registry::replace_device(signed(owner()), index, key, consent, Box::new(first)));
		assert_eq!((device(index).strikes, device(index).nonce), (2, 2));
	});
}

#[test]
fn onboarding_should_change_nothing_when_one_device_of_the_list_is_refused() {
	test(|| {
		let devices = vec![onboarding(1, GATEWAY), onboarding(2, 99)].try_into().unwrap();
		let brought = frame_support::storage::with_storage_layer(|| {
			Registry::onboard(signed(owner()), owner(), devices)
		});
		assert_err!(brought, Error::<Test>::ClassUnknown);
		assert_eq!(Registry::device_with_key(device_key(1)), None);
	});
}

#[test]
fn onboarding_should_fail_when_the_owner_has_no_account() {
	test(|| {
		let statement = DeviceStatement::Onboard { owner: stranger() };
		let consent = statement.sign(&device_pair(1), genesis(), 0);
		let devices = vec![Onboarding { consent, ..onboarding(1, GATEWAY) }].try_into().unwrap();
		let brought = frame_support::storage::with_storage_layer(|| {
			Registry::onboard(signed(maker_account()), stranger(), devices)
		});
		assert_err!(brought, TokenError::CannotCreateHold);
	});
}
