//! What a proxy may do in another account's name.

use crate::{Balances, Runtime, RuntimeCall, RuntimeEvent, System};
use cairn_primitives::currency::deposit;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::traits::{ConstU128, ConstU32, InstanceFilter};
use pallet_device_registry::Call as Devices;
use pallet_liquid_staking::Call as Liquid;
use pallet_reward_emission::Call as Rewards;
use scale_info::TypeInfo;
use sp_runtime::traits::BlakeTwo256;

/// The kinds of proxy. A kind's number is part of the transaction format and never changes.
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
	/// Everything the account may.
	#[default]
	#[codec(index = 0)]
	Any,
	/// Everything that moves no tokens to others.
	#[codec(index = 1)]
	NonTransfer,
	/// Bonding, nominating, validating, session keys, payouts; deposits to liquid staking and exits.
	#[codec(index = 2)]
	Staking,
	/// Referenda, votes, preimages, the treasury.
	#[codec(index = 3)]
	Governance,
	/// Running devices: bringing, placing, resting, replacing and retiring them, claims and appeals. It
	/// spends their fees and bonds (for a maker also bonds that are others' to keep), and can
	/// neither sell them nor say who is paid.
	#[codec(index = 4)]
	Fleet,
	/// Rejecting what other proxies have announced.
	#[codec(index = 5)]
	CancelProxy,
}

impl InstanceFilter<RuntimeCall> for ProxyType {
	// A batch may hold any call: pallet-utility dispatches each of them with this filter.
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
