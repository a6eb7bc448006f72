//! The calls that an emergency never pauses.
//!
//! `pallet-tx-pause` pauses single calls, and `pallet-safe-mode` pauses all others than these. Neither
//! may stop blocks and finality, calls of devices, which have deadlines, the payouts of eras that have
//! ended, exits from liquid staking, or the means by which governance ends the emergency.

use alloc::string::String;
use frame_support::traits::{Contains, GetCallMetadata};
use pallet_tx_pause::RuntimeCallNameOf;

use crate::{Runtime, RuntimeCall};

/// The pallets of which no call is ever paused.
pub const PALLETS: [&str; 16] = [
	// Blocks and their execution. `system` also replaces the code.
	"System",
	"Timestamp",
	"Babe",
	"Grandpa",
	"Session",
	"MultiBlockMigrations",
	// Deadlines of devices. These calls have no fee, so a paused one could be repeated for nothing.
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
];

/// The calls of other pallets that are never paused.
pub const CALLS: [(&str, &str); 19] = [
	// Payouts of eras that have ended, and the decisions of a validator about its own service.
	("Staking", "payout_stakers"),
	("Staking", "payout_stakers_by_page"),
	("Staking", "validate"),
	("Staking", "chill"),
	// Exits from the pool, the work that pays them, and the acts of the guardian and the staking admin.
	("LiquidStaking", "request_exit"),
	("LiquidStaking", "cancel_queued_deposit"),
	("LiquidStaking", "claim"),
	("LiquidStaking", "advance_cycle"),
	("LiquidStaking", "pause_deposits"),
	("LiquidStaking", "resume_deposits"),
	("LiquidStaking", "manual_slash"),
	("LiquidStaking", "cancel_deferred_slash"),
	("LiquidStaking", "set_min_commission"),
	// Suspensions, and appeals against them.
	("DeviceRegistry", "suspend"),
	("DeviceRegistry", "appeal_suspension"),
	("DeviceRegistry", "resolve_suspension"),
	("DeviceRegistry", "service_agenda"),
	// The calls that stop a spend.
	("Treasury", "remove_approval"),
	("Treasury", "void_spend"),
];

/// The pallets whose calls only make other calls, each of which is paused or not on its own. Safe mode
/// allows them, because accounts need them to vote. They can be paused one by one, because a defect of
/// theirs is best stopped there.
pub const WRAPPERS: [&str; 3] = ["Multisig", "Proxy", "Utility"];

fn is_never_paused(pallet: &str, call: &str) -> bool {
	PALLETS.contains(&pallet) || CALLS.contains(&(pallet, call))
}

/// The calls that are never paused.
pub struct NeverPaused;

impl Contains<RuntimeCallNameOf<Runtime>> for NeverPaused {
	fn contains((pallet, call): &RuntimeCallNameOf<Runtime>) -> bool {
		let text = |name: &[u8]| String::from_utf8_lossy(name).into_owned();
		is_never_paused(&text(pallet), &text(call))
	}
}

/// The calls that work in safe mode.
pub struct AllowedInSafeMode;

impl Contains<RuntimeCall> for AllowedInSafeMode {
	fn contains(call: &RuntimeCall) -> bool {
		let names = call.get_call_metadata();
		WRAPPERS.contains(&names.pallet_name)
			|| is_never_paused(names.pallet_name, names.function_name)
	}
}
