//! Tests that rewards follow devices through changes in the registry, and the runtime API's
//! answers.

use super::{
	chain::*,
	devices::{calls, device, sudo},
};
use cairn_primitives::{
	currency::CRN,
	devices::{DeviceIndex, DeviceStatement, SuspensionReason},
	rewards::{Bucket, RewardCredit},
	AccountId, Balance, BlockNumber, Hash,
};
use cairn_runtime::{genesis_devices::LORA_GATEWAY, *};
use codec::{Decode, Encode};
use frame_support::assert_ok;
use pallet_device_registry::{Call, Decision, DeviceInfo, Evidence, Membership, Onboarding};
use pallet_reward_emission::{Call as Rewards, EraOutlook, Pending, SchedulePoint};
use sp_core::{Pair, H256};
use sp_io::hashing::blake2_256;
use sp_keyring::Sr25519Keyring::{self, Bob, Charlie, Dave, Eve, Ferdie};

/// Onboards a device of Charlie's.
pub(super) fn onboard(number: u32) -> DeviceIndex {
	let pair = device(number);
	sudo(Call::admit_maker {
		account: Bob.to_account_id(),
		name: b"Gateways Ltd".to_vec().try_into().unwrap(),
		quota: 10,
		keys: Default::default(),
	});
	calls(
		Bob,
		Call::commit_batch {
			maker: 0,
			batch: number,
			class: LORA_GATEWAY,
			root: H256(blake2_256(&pair.public().0)),
			leaves: 1,
			expires_at: u64::MAX,
		},
	);
	let owner = Charlie.to_account_id();
	let membership = Membership { maker: 0, batch: number, leaf: 0, path: Default::default() };
	let onboarding = Onboarding {
		device: pair.public(),
		consent: DeviceStatement::Onboard { owner: owner.clone() }.sign(
			&pair,
			System::block_hash(0),
			0,
		),
		evidence: Evidence::Membership(membership),
	};
	calls(Charlie, Call::onboard { owner, devices: vec![onboarding].try_into().unwrap() });
	DeviceRegistry::device_with_key(pair.public()).unwrap()
}

fn credit(device: DeviceIndex, units: u64) {
	assert_ok!(RewardEmission::credit(device, Bucket::Coverage, units));
}

fn claim(call: Rewards<Runtime>) {
	super::chain::call(Ferdie, call);
}

fn free(who: Sr25519Keyring) -> Balance {
	Balances::free_balance(who.to_account_id())
}

#[test]
fn rewards_should_go_to_the_payee_who_earned_them_when_a_device_is_sold_and_retired() {
	chain("local_testnet").execute_with(|| {
		next_block();
		let index = onboard(1);
		let fleet = || vec![index].try_into().unwrap();
		credit(index, 10_000);
		run_to_era(1);
		credit(index, 10_000);
		calls(Charlie, Call::offer { devices: fleet(), to: Dave.to_account_id() });
		calls(Dave, Call::accept_offer { devices: fleet() });
		credit(index, 30_000);
		run_to_era(2);
		// A unit was worth its cap: one CRN for 10,000 units.
		let (charlies, daves) = (free(Charlie), free(Dave));
		claim(Rewards::claim_account { account: Charlie.to_account_id() });
		assert_eq!(free(Charlie), charlies + 2 * CRN);
		claim(Rewards::claim { device: index });
		assert_eq!(free(Dave), daves + 3 * CRN);

		credit(index, 10_000);
		let payout = Some(Eve.to_account_id());
		calls(Dave, Call::set_payout_account { devices: fleet(), account: payout });
		calls(Dave, Call::retire { devices: fleet() });
		run_to_era(3);
		let eves = free(Eve);
		claim(Rewards::claim_account { account: Eve.to_account_id() });
		assert_eq!(free(Eve), eves + CRN);
		assert_invariants();
	});
}

#[test]
fn rewards_should_be_forfeited_when_a_suspension_is_upheld_and_returned_when_an_appeal_is_granted()
{
	use cairn_primitives::devices::Discipline;
	chain("local_testnet").execute_with(|| {
		next_block();
		for (number, decision, due) in
			[(1, Decision::Uphold { slash: 0, expel: false }, 0), (2, Decision::Grant, CRN)]
		{
			let index = onboard(number);
			credit(index, 10_000);
			run_to_era(active_era() + 1);
			assert_ok!(DeviceRegistry::suspend_automatically(
				index,
				SuspensionReason::MissedReveals
			));
			let pending = RewardEmission::pending(index);
			assert_eq!((pending.claimable, pending.escrowed), (0, CRN));
			let release_at =
				pallet_device_registry::Suspensions::<Runtime>::get(index).unwrap().release_at;
			sudo(Call::resolve_suspension { device: index, release_at, decision });
			assert_eq!(RewardEmission::pending(index).claimable, due);
			assert_invariants();
		}
	});
}

/// Calls a runtime API as a node does.
pub fn ask<Answer: Decode>(function: &str, arguments: impl Encode) -> Answer {
	let answer = cairn_runtime::apis::api::dispatch(function, &arguments.encode()).unwrap();
	Answer::decode(&mut &answer[..]).unwrap()
}

#[test]
fn runtime_apis_should_return_devices_and_rewards_when_a_node_calls_them() {
	chain("local_testnet").execute_with(|| {
		next_block();
		let index = onboard(1);
		credit(index, 10_000);
		run_to_era(1);
		credit(index, 5_000);
		let charlie = Charlie.to_account_id();

		type Info = DeviceInfo<AccountId, Balance, BlockNumber, Hash>;
		let info: Option<Info> = ask("DeviceRegistryApi_device", index);
		assert_eq!(info.unwrap().owner, charlie);
		let key = device(1).public();
		assert_eq!(
			ask::<Option<DeviceIndex>>("DeviceRegistryApi_device_with_key", key),
			Some(index)
		);
		let page = (charlie.clone(), None::<DeviceIndex>);
		assert_eq!(ask::<Vec<DeviceIndex>>("DeviceRegistryApi_devices_of", &page), [index]);

		let pending: Pending = ask("RewardEmissionApi_pending", index);
		assert_eq!((pending.claimable, pending.open_units.coverage), (CRN, 5_000));
		let devices: Vec<(DeviceIndex, Pending)> =
			ask("RewardEmissionApi_pending_of_devices", &page);
		assert_eq!(devices, [(index, pending)]);
		let own: Pending = ask("RewardEmissionApi_pending_of_account", &charlie);
		assert_eq!(own, Pending::default());
		let era: EraOutlook = ask("RewardEmissionApi_era", ());
		assert_eq!((era.index, era.units.coverage), (1, 5_000));
		let point: SchedulePoint = ask("RewardEmissionApi_schedule_at", u64::MAX);
		assert_eq!(point.emitted, genesis_emission::schedule().emitted_after(u64::MAX));
		let projected: Balance =
			ask("RewardEmissionApi_projected_reward", (Bucket::Coverage, 10_000u64));
		assert_eq!(projected, CRN);
	});
}
