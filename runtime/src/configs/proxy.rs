//! Configures proxies, which make calls on behalf of another account.

use crate::{Balances, Runtime, RuntimeCall, RuntimeEvent, System};
use cairn_primitives::currency::deposit;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::traits::{ConstU128, ConstU32, InstanceFilter};
use pallet_device_registry::Call as Devices;
use pallet_liquid_staking::Call as Liquid;
use pallet_reward_emission::Call as Rewards;
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
	/// All calls that transfer no tokens to other accounts.
	#[codec(index = 1)]
	NonTransfer,
	/// Bonding, nominating, validating, session keys and payouts; deposits to liquid staking, and
	/// exits from it.
	#[codec(index = 2)]
	Staking,
	/// Referenda, votes, preimages and the treasury.
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

impl InstanceFilter<RuntimeCall> for ProxyType {
	// A batch may contain any call, because pallet-utility applies this filter to each call.
	fn filter(&self, call: &RuntimeCall) -> bool {
		match self {
			Self::Any => true,
			Self::NonTransfer => !matches!(
				call,
				RuntimeCall::Balances(..)
					| RuntimeCall::Assets(..)
					| RuntimeCall::Vesting(pallet_vesting::Call::vested_transfer { .. })
					| RuntimeCall::Sudo(..)
					| RuntimeCall::LiquidStaking(
						Liquid::transfer_ticket { .. } | Liquid::fund_reserve { .. }
					) | RuntimeCall::DeviceRegistry(
					Devices::offer { .. }
						| Devices::transfer { .. }
						| Devices::set_payout_account { .. }
				)
			),
			Self::Staking => matches!(
				call,
				RuntimeCall::Staking(..)
					| RuntimeCall::LiquidStaking(
						Liquid::deposit { .. }
							| Liquid::cancel_queued_deposit { .. }
							| Liquid::request_exit { .. }
							| Liquid::instant_exit { .. }
							| Liquid::restake { .. }
							| Liquid::claim { .. }
							| Liquid::advance_cycle { .. }
					) | RuntimeCall::Session(..)
					| RuntimeCall::VoterList(..)
					| RuntimeCall::Utility(..)
			),
			Self::Governance => matches!(
				call,
				RuntimeCall::ConvictionVoting(..)
					| RuntimeCall::Referenda(..)
					| RuntimeCall::Preimage(..)
					| RuntimeCall::Treasury(..)
					| RuntimeCall::Utility(..)
			),
			Self::Fleet => matches!(
				call,
				RuntimeCall::DeviceRegistry(
					Devices::onboard { .. }
						| Devices::assert_location { .. }
						| Devices::deactivate { .. }
						| Devices::reactivate { .. }
						| Devices::retire { .. }
						| Devices::cancel_change { .. }
						| Devices::replace_device { .. }
						| Devices::appeal_suspension { .. }
						| Devices::swap_bond { .. }
				) | RuntimeCall::RewardEmission(
					Rewards::claim { .. }
						| Rewards::claim_many { .. }
						| Rewards::claim_account { .. }
				) | RuntimeCall::Utility(..)
			),
			Self::CancelProxy => {
				matches!(call, RuntimeCall::Proxy(pallet_proxy::Call::reject_announcement { .. }))
			}
		}
	}

	fn is_superset(&self, other: &Self) -> bool {
		match (self, other) {
			(mine, theirs) if mine == theirs => true,
			(Self::Any, _) => true,
			(_, Self::Any) => false,
			(Self::NonTransfer, _) => true,
			_ => false,
		}
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
