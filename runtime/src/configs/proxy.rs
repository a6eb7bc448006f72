//! Configures proxies, which make calls on behalf of another account.

use crate::{Balances, Runtime, RuntimeCall, RuntimeEvent, System};
use cairn_primitives::currency::deposit;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::traits::{ConstU128, ConstU32, GetCallMetadata, InstanceFilter};
use scale_info::TypeInfo;
use sp_runtime::traits::BlakeTwo256;

/// The types of proxies. The number of a type is part of the transaction format and never changes.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	Ord,
	PartialEq,
	PartialOrd,
	TypeInfo,
)]
pub enum ProxyType {
	/// All calls of the account.
	#[default]
	#[codec(index = 0)]
	Any,
	/// Calls that can move nothing of the account to another account, neither tokens nor rewards, and
	/// can neither bond tokens for others nor give others power over the account. The proxy spends
	/// fees, and may vote, nominate and move stake into and out of liquid staking.
	#[codec(index = 1)]
	NonTransfer,
	/// Bonding, nominating, validating, session keys and payouts; deposits to liquid staking, and
	/// exits from it. The proxy can direct the rewards of staking to any account.
	#[codec(index = 2)]
	Staking,
	/// Referenda, votes, preimages, motions of the technical committee, and payouts of the treasury.
	/// The deposit of a referendum is lost if it is killed.
	#[codec(index = 3)]
	Governance,
	/// Operating devices: onboarding, locating, deactivating, replacing and retiring them, claims and
	/// appeals. The proxy spends fees and bonds of the account; for a maker, these include bonds that
	/// other accounts keep. The proxy can neither sell devices nor change the payee.
	#[codec(index = 4)]
	Fleet,
	/// Rejecting the announcements of other proxies.
	#[codec(index = 5)]
	CancelProxy,
}

/// Calls of one pallet.
type Calls = (&'static str, &'static [&'static str]);

/// Batches. `pallet-utility` applies the filter to each call in a batch.
const BATCHES: Calls = ("Utility", &["batch", "batch_all", "force_batch"]);

/// The calls of [`ProxyType::NonTransfer`]. None of them moves tokens of the account to another one or
/// lets another one receive its rewards; none locks tokens under the control of others.
const NON_TRANSFER: &[Calls] = &[
	BATCHES,
	("System", &["remark", "remark_with_event"]),
	(
		"Staking",
		&[
			"bond_extra",
			"unbond",
			"rebond",
			"withdraw_unbonded",
			"validate",
			"nominate",
			"chill",
			"chill_other",
			"kick",
			"reap_stash",
			"payout_stakers",
			"payout_stakers_by_page",
		],
	),
	("Session", &["set_keys", "purge_keys"]),
	("VoterList", &["rebag", "put_in_front_of"]),
	(
		"LiquidStaking",
		&[
			"deposit",
			"cancel_queued_deposit",
			"request_exit",
			"instant_exit",
			"restake",
			"claim",
			"advance_cycle",
		],
	),
	(
		"ConvictionVoting",
		&["vote", "delegate", "undelegate", "unlock", "remove_vote", "remove_other_vote"],
	),
	("Referenda", &["refund_decision_deposit", "refund_submission_deposit"]),
	("Preimage", &["note_preimage", "unnote_preimage"]),
	("Vesting", &["vest", "vest_other", "merge_schedules"]),
	("Identity", &["set_identity", "clear_identity", "cancel_request"]),
	("Proxy", &["reject_announcement", "remove_announcement"]),
	(
		"DeviceRegistry",
		&[
			"assert_location",
			"deactivate",
			"reactivate",
			"retire",
			"cancel_change",
			"cancel_offer",
			"appeal_suspension",
			"swap_bond",
			"service_agenda",
		],
	),
	("RewardEmission", &["claim", "claim_many", "claim_account"]),
	("ProofOfCoverage", &["relay", "close_windows"]),
];

/// The calls of [`ProxyType::Staking`].
const STAKING: &[Calls] = &[
	BATCHES,
	(
		"Staking",
		&[
			"bond",
			"bond_extra",
			"unbond",
			"rebond",
			"withdraw_unbonded",
			"validate",
			"nominate",
			"chill",
			"chill_other",
			"kick",
			"reap_stash",
			"set_payee",
			"update_payee",
			"set_controller",
			"payout_stakers",
			"payout_stakers_by_page",
		],
	),
	("Session", &["set_keys", "purge_keys"]),
	("VoterList", &["rebag", "put_in_front_of"]),
	(
		"LiquidStaking",
		&[
			"deposit",
			"cancel_queued_deposit",
			"request_exit",
			"instant_exit",
			"restake",
			"claim",
			"advance_cycle",
		],
	),
];

/// The calls of [`ProxyType::Governance`].
const GOVERNANCE: &[Calls] = &[
	BATCHES,
	(
		"ConvictionVoting",
		&["vote", "delegate", "undelegate", "unlock", "remove_vote", "remove_other_vote"],
	),
	(
		"Referenda",
		&[
			"submit",
			"place_decision_deposit",
			"refund_decision_deposit",
			"refund_submission_deposit",
			"set_metadata",
		],
	),
	("Preimage", &["note_preimage", "unnote_preimage", "request_preimage", "unrequest_preimage"]),
	("TechnicalCommittee", &["propose", "vote", "close", "execute"]),
	("Treasury", &["payout", "check_status"]),
];

/// The calls of [`ProxyType::Fleet`].
const FLEET: &[Calls] = &[
	BATCHES,
	(
		"DeviceRegistry",
		&[
			"onboard",
			"assert_location",
			"deactivate",
			"reactivate",
			"retire",
			"cancel_change",
			"replace_device",
			"appeal_suspension",
			"swap_bond",
			"service_agenda",
		],
	),
	("RewardEmission", &["claim", "claim_many", "claim_account"]),
	("ProofOfCoverage", &["relay", "close_windows"]),
];

/// The calls of [`ProxyType::CancelProxy`].
const CANCEL_PROXY: &[Calls] = &[("Proxy", &["reject_announcement"])];

impl ProxyType {
	/// Returns the calls that the type allows; `None` if it allows all. A call that nobody has listed
	/// is refused, so that a new call needs a decision.
	pub fn allowed(&self) -> Option<&'static [Calls]> {
		match self {
			Self::Any => None,
			Self::NonTransfer => Some(NON_TRANSFER),
			Self::Staking => Some(STAKING),
			Self::Governance => Some(GOVERNANCE),
			Self::Fleet => Some(FLEET),
			Self::CancelProxy => Some(CANCEL_PROXY),
		}
	}

	/// Returns whether the type allows a call of a pallet.
	pub fn allows(&self, pallet: &str, call: &str) -> bool {
		self.allowed().is_none_or(|allowed| {
			allowed.iter().any(|(name, calls)| *name == pallet && calls.contains(&call))
		})
	}
}

impl InstanceFilter<RuntimeCall> for ProxyType {
	fn filter(&self, call: &RuntimeCall) -> bool {
		let names = call.get_call_metadata();
		self.allows(names.pallet_name, names.function_name)
	}

	fn is_superset(&self, other: &Self) -> bool {
		self == other
			|| matches!((self, other), (Self::Any, _) | (Self::NonTransfer, Self::CancelProxy))
	}
}

impl pallet_proxy::Config for Runtime {
	type AnnouncementDepositBase = ConstU128<{ deposit(1, 48) }>;
	type AnnouncementDepositFactor = ConstU128<{ deposit(0, 68) }>;
	type BlockNumberProvider = System;
	type CallHasher = BlakeTwo256;
	type Currency = Balances;
	type MaxPending = ConstU32<32>;
	type MaxProxies = ConstU32<32>;
	type ProxyDepositBase = ConstU128<{ deposit(1, 48) }>;
	type ProxyDepositFactor = ConstU128<{ deposit(0, 37) }>;
	type ProxyType = ProxyType;
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_proxy::weights::SubstrateWeight<Runtime>;
}
