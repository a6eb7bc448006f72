//! The example of the crate documentation.

use crate::{mock::*, *};
use cairn_primitives::devices::{CertificateTerms, DeviceStatement};
use frame_support::assert_ok;
use sp_core::Pair;

#[docify::export]
#[test]
fn gateway_should_be_in_service_when_maker_device_and_owner_have_signed() {
	test(|| {
		// The maker certifies the device in its factory.
		let terms = CertificateTerms {
			genesis: genesis(),
			device: device_key(1),
			class: GATEWAY,
			batch: 1,
			expires_at: NOW_MS + 1_000,
			replaces: None,
		};
		let evidence = Evidence::Certificate(Certificate {
			maker: MAKER,
			signer: MakerKey::Ed25519(maker_pair().public()),
			signature: MakerSignature::Ed25519(maker_pair().sign(&terms.signing_payload())),
			terms,
		});

		// The device agrees to its owner, with the first nonce of its key.
		let statement = DeviceStatement::Onboard { owner: owner() };
		let consent = statement.sign(&device_pair(1), genesis(), 0);
		let onboarding = Onboarding { device: device_key(1), consent, evidence };

		// The owner signs the transaction. The fee is burned and the bond is put on hold.
		let devices = vec![onboarding].try_into().unwrap();
		assert_ok!(Registry::onboard(signed(owner()), owner(), devices));
		let device = Registry::device_with_key(device_key(1)).unwrap();
		assert_eq!(held(&owner()), GATEWAY_BOND);

		// The owner and the device assert where the gateway is.
		let location = location(cell(45.2, 5.7));
		let statement = DeviceStatement::<AccountId>::Locate { location };
		let consent = statement.sign(&device_pair(1), genesis(), 1);
		let assertion = LocationAssertion { device, location, consent };
		let assertions = vec![assertion].try_into().unwrap();
		assert_ok!(Registry::assert_location(signed(owner()), assertions));
		assert_eq!(Devices::<Test>::get(device).unwrap().location.unwrap().cell, location.cell);
	});
}
