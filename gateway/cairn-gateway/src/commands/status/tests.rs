use super::*;
use cairn_primitives::devices::{DeviceKey, Location};
use sp_core::crypto::AccountId32;

fn device() -> RegisteredDevice {
	RegisteredDevice {
		index: 3,
		key: DeviceKey::from_raw([1; 32]),
		owner: AccountId32::new([2; 32]),
		payee: AccountId32::new([2; 32]),
		class: 1,
		status: DeviceStatus::Active,
		location: Some(Location { cell: 1, elevation_m: 0, gain_cdbi: 0, region: Some(1) }),
		nonce: 2,
		strikes: 0,
		reward_scale: 10_000,
		bond: 20 * CRN,
	}
}

const RECORD: DeviceRecord = DeviceRecord {
	beacons: 1,
	missed: 0,
	valid: 1,
	invalid: 0,
	strikes: 0,
	validity: Some(10_000),
	may_earn_by_beacons: true,
	may_earn_as_witness: true,
};

const PENDING: Pending = Pending { claimable: 0, escrowed: 0, open_units: 0 };

#[test]
fn next_steps_should_be_empty_when_all_is_well() {
	let next = next_steps(&device(), true, Some(&RECORD), Some(&PENDING), Some(true));
	assert_eq!(next, [""; 0]);
	// The same holds if the record and the radio are unknown.
	assert_eq!(next_steps(&device(), true, None, None, None), [""; 0]);
}

#[test]
fn next_step_should_be_named_when_something_is_wrong() {
	let message = |device: RegisteredDevice, record: DeviceRecord, pending: Pending, radio| {
		next_steps(&device, true, Some(&record), Some(&pending), radio).join("\n")
	};
	let with_status = |status| RegisteredDevice { status, ..device() };
	for (message, named) in [
		(message(with_status(DeviceStatus::Inactive), RECORD, PENDING, None), "reactivate"),
		(message(with_status(DeviceStatus::Suspended), RECORD, PENDING, None), "appeal"),
		(
			message(with_status(DeviceStatus::Retired { expelled: true }), RECORD, PENDING, None),
			"config.toml",
		),
		(message(RegisteredDevice { location: None, ..device() }, RECORD, PENDING, None), "locate"),
		(message(device(), RECORD, PENDING, Some(false)), "packet forwarder"),
		(message(device(), DeviceRecord { strikes: 1, ..RECORD }, PENDING, None), "missed reveals"),
		(
			message(device(), DeviceRecord { may_earn_by_beacons: false, ..RECORD }, PENDING, None),
			"does it receive any",
		),
		(
			message(device(), DeviceRecord { may_earn_as_witness: false, ..RECORD }, PENDING, None),
			"beacon of its own",
		),
		(message(device(), RECORD, Pending { claimable: CRN, ..PENDING }, None), "claim"),
	] {
		assert!(message.contains(named) && message.lines().count() == 1, "{named}: {message}");
	}
}

#[test]
fn missing_radio_should_be_ignored_when_the_class_is_not_challenged() {
	let struck = DeviceRecord { may_earn_by_beacons: false, ..RECORD };
	assert_eq!(next_steps(&device(), false, Some(&struck), None, Some(false)), [""; 0]);
}

#[test]
fn amounts_should_be_strings_when_they_are_in_json() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("key");
	let key = crate::keys::KeyFile::create(&path, None).unwrap();
	let config = toml::from_str("name = \"roof\"\nkey = \"key\"").unwrap();
	let member = Member { config, key, device: Some(device()) };
	let pending = Pending { claimable: u128::MAX, ..PENDING };
	let report = DeviceReport::new(&member, &[], Some(RECORD), Some(pending), None);
	let json = serde_json::to_value(&report).unwrap();
	assert_eq!(json["claimable"], u128::MAX.to_string());
	assert_eq!(json["device"], 3);
	assert_eq!(json["location"]["cell"], "1");
	assert_eq!(json["record"]["strikes"], 0);
	assert!(json["owner"].as_str().unwrap().starts_with("cr"));
	assert!(json["radio"].is_null());
}
