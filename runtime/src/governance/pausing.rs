//! The calls that an emergency never pauses.
//!
//! `pallet-tx-pause` pauses single calls and `pallet-safe-mode` pauses all others than these. Neither
//! may stop time, blocks, finality, the coverage game that devices play against deadlines, the
//! payouts of eras that have ended, or the means by which governance ends the emergency.

use alloc::string::String;
use frame_support::traits::{Contains, GetCallMetadata};
use pallet_tx_pause::RuntimeCallNameOf;

use crate::{Runtime, RuntimeCall};

/// The pallets of which no call is ever paused.
pub const PALLETS: [&str; 18] = [
	// Blocks and their execution. `system` also replaces the code.
	"System",
	"Timestamp",
	"Babe",
	"Grandpa",
	"Session",
	"MultiBlockMigrations",
	// Deadlines of devices.
	"ProofOfCoverage",
	// Governance.
	"ConvictionVoting",
	"Referenda",
	"Preimage",
	"Scheduler",
	"Whitelist",
	"TechnicalCommittee",
	"TxPause",
	"SafeMode",
	"Sudo",
	// Wrappers, whose inner calls are paused or not on their own.
	"Utility",
	"Proxy",
];

/// The calls of other pallets that are never paused.
pub const CALLS: [(&str, &str); 13] = [
	// Wraps calls that are paused or not on their own.
	("Multisig", "as_multi"),
	("Multisig", "as_multi_threshold_1"),
	("Multisig", "approve_as_multi"),
	("Multisig", "cancel_as_multi"),
	// Payouts of eras that have ended.
	("Staking", "payout_stakers"),
	("Staking", "payout_stakers_by_page"),
	("Staking", "chill"),
	// Slashes, and the work of the pool.
	("LiquidStaking", "advance_cycle"),
	("LiquidStaking", "manual_slash"),
	("LiquidStaking", "cancel_deferred_slash"),
	// Stolen devices, and those wrongly suspended.
	("DeviceRegistry", "suspend"),
	("DeviceRegistry", "appeal_suspension"),
	("DeviceRegistry", "resolve_suspension"),
];

/// The calls that are never paused.
pub struct NeverPaused;

impl NeverPaused {
	fn has(pallet: &str, call: &str) -> bool {
		PALLETS.contains(&pallet) || CALLS.contains(&(pallet, call))
	}
}

impl Contains<RuntimeCall> for NeverPaused {
	fn contains(call: &RuntimeCall) -> bool {
		let names = call.get_call_metadata();
		Self::has(names.pallet_name, names.function_name)
	}
}

impl Contains<RuntimeCallNameOf<Runtime>> for NeverPaused {
	fn contains((pallet, call): &RuntimeCallNameOf<Runtime>) -> bool {
		let text = |name: &[u8]| String::from_utf8_lossy(name).into_owned();
		Self::has(&text(pallet), &text(call))
	}
}
