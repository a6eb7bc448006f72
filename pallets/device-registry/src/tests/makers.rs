use crate::{mock::*, *};
use frame_support::{assert_err, assert_noop, assert_ok, storage::with_storage_layer};
use sp_core::{ed25519, Pair};
use sp_runtime::DispatchError::BadOrigin;

fn limit(quota: u32, suspended: bool) {
	assert_ok!(Registry::update_maker(RuntimeOrigin::root(), MAKER, quota, suspended));
}

fn no_keys() -> MakerKeys {
	MakerKeys::default()
}

#[test]
fn maker_should_be_admitted_when_governance_asks() {
	test(|| {
		let (account, name) = (stranger(), name("Stations Ltd"));
		assert_ok!(Registry::admit_maker(
			RuntimeOrigin::root(),
			account.clone(),
			name.clone(),
			5,
			no_keys()
		));
		assert_eq!(
			events(),
			[Event::MakerAdmitted { maker: 1, account, name, quota: 5, keys: no_keys() }]
		);
		assert_eq!(Makers::<Test>::get(1).unwrap().quota, 5);
	});
}

#[test]
fn maker_should_be_refused_when_numbers_run_out() {
	test(|| {
		NextMaker::<Test>::put(u32::MAX);
		let admit = |origin| Registry::admit_maker(origin, stranger(), name("x"), 5, no_keys());
		assert_noop!(admit(RuntimeOrigin::root()), Error::<Test>::TooManyMakers);
		assert_noop!(admit(signed(stranger())), BadOrigin);
	});
}

#[test]
fn quota_should_stop_onboarding_when_it_is_used_up() {
	test(|| {
		limit(1, false);
		assert_eq!(events(), [Event::MakerUpdated { maker: MAKER, quota: 1, suspended: false }]);
		onboard_gateway(1);
		assert_noop!(onboard_one(onboarding(2, GATEWAY)), Error::<Test>::QuotaExhausted);
		limit(2, false);
		onboard_gateway(2);
	});
}

#[test]
fn maker_should_onboard_no_devices_when_it_is_suspended() {
	test(|| {
		onboard_gateway(1);
		limit(QUOTA, true);
		assert_noop!(onboard_one(onboarding(2, GATEWAY)), Error::<Test>::MakerSuspended);
		assert_noop!(
			Registry::commit_batch(
				signed(maker_account()),
				MAKER,
				1,
				GATEWAY,
				Default::default(),
				1,
				NOW_MS
			),
			Error::<Test>::MakerSuspended
		);
		limit(QUOTA, false);
		onboard_gateway(2);
	});
}

#[test]
fn maker_update_should_be_refused_when_the_maker_or_the_origin_is_wrong() {
	test(|| {
		assert_noop!(
			Registry::update_maker(RuntimeOrigin::root(), 9, 1, false),
			Error::<Test>::MakerUnknown
		);
		assert_noop!(Registry::update_maker(signed(maker_account()), MAKER, 1, false), BadOrigin);
	});
}

#[test]
fn certificates_should_become_invalid_when_the_maker_changes_its_keys() {
	test(|| {
		let key = MakerKey::Ed25519(ed25519::Pair::from_seed(&[9; 32]).public());
		let keys: MakerKeys = vec![key].try_into().unwrap();
		assert_ok!(Registry::set_maker_keys(signed(maker_account()), MAKER, keys.clone()));
		assert_eq!(events(), [Event::MakerKeysSet { maker: MAKER, keys: keys.clone() }]);
		assert_noop!(onboard_one(onboarding(1, GATEWAY)), Error::<Test>::SignerUnknown);

		// Governance may set the keys too, because a maker can lose its account.
		let old = vec![MakerKey::Ed25519(maker_pair().public())].try_into().unwrap();
		assert_ok!(Registry::set_maker_keys(RuntimeOrigin::root(), MAKER, old));
		onboard_gateway(1);
	});
}

#[test]
fn keys_should_stay_unchanged_when_the_caller_is_not_the_maker() {
	test(|| {
		assert_noop!(
			Registry::set_maker_keys(signed(owner()), MAKER, no_keys()),
			Error::<Test>::NotMaker
		);
		assert_noop!(
			Registry::set_maker_keys(RuntimeOrigin::root(), 9, no_keys()),
			Error::<Test>::MakerUnknown
		);
	});
}

#[test]
fn batch_should_be_committed_once_when_its_maker_asks() {
	test(|| {
		let root = sp_core::H256::repeat_byte(3);
		let commit = |who, maker, class, leaves, expires_at| {
			Registry::commit_batch(signed(who), maker, 4, class, root, leaves, expires_at)
		};
		for (refused, error) in [
			(commit(owner(), MAKER, GATEWAY, 1, NOW_MS), Error::<Test>::NotMaker),
			(commit(maker_account(), 9, GATEWAY, 1, NOW_MS), Error::MakerUnknown),
			(commit(maker_account(), MAKER, 99, 1, NOW_MS), Error::ClassUnknown),
			(commit(maker_account(), MAKER, GATEWAY, 0, NOW_MS), Error::BatchSizeOutOfRange),
			(
				commit(maker_account(), MAKER, GATEWAY, MAX_BATCH + 1, NOW_MS),
				Error::BatchSizeOutOfRange,
			),
			(commit(maker_account(), MAKER, GATEWAY, 1, NOW_MS - 1), Error::BatchExpired),
		] {
			assert_err!(refused, error);
		}
		assert_ok!(commit(maker_account(), MAKER, GATEWAY, 1, NOW_MS));
		assert_eq!(
			events(),
			[Event::BatchCommitted {
				maker: MAKER,
				batch: 4,
				class: GATEWAY,
				root,
				leaves: 1,
				expires_at: NOW_MS
			}]
		);
		assert_noop!(
			commit(maker_account(), MAKER, GATEWAY, 1, NOW_MS),
			Error::<Test>::BatchAlreadyCommitted
		);
	});
}

#[test]
fn batch_should_be_removed_when_its_maker_revokes_it() {
	test(|| {
		let root = sp_core::H256::repeat_byte(3);
		assert_ok!(Registry::commit_batch(
			signed(maker_account()),
			MAKER,
			4,
			GATEWAY,
			root,
			1,
			NOW_MS
		));
		let revoke = |who, maker| Registry::revoke_batch(signed(who), maker, 4);
		assert_err!(with_storage_layer(|| revoke(owner(), MAKER)), Error::<Test>::NotMaker);
		assert_noop!(revoke(maker_account(), 9), Error::<Test>::MakerUnknown);
		events();
		assert_ok!(revoke(maker_account(), MAKER));
		assert_eq!(events(), [Event::BatchRevoked { maker: MAKER, batch: 4 }]);
		assert_noop!(revoke(maker_account(), MAKER), Error::<Test>::BatchUnknown);
	});
}

#[test]
fn batch_should_be_revocable_by_anyone_when_it_has_expired() {
	test(|| {
		let root = sp_core::H256::repeat_byte(3);
		let commit =
			|| Registry::commit_batch(signed(maker_account()), MAKER, 4, GATEWAY, root, 1, NOW_MS);
		assert_ok!(commit());
		Timestamp::set_timestamp(NOW_MS + 1);
		assert_ok!(Registry::revoke_batch(signed(stranger()), MAKER, 4));
	});
}
