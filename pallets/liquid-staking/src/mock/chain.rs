//! The chain of the mock: sessions, eras, payouts and offences.

use super::*;
use crate::*;
use core::cell::RefCell;
use frame_support::traits::Hooks;
use pallet_session::SessionManager;
use sp_runtime::Perbill;
use sp_staking::{
	offence::{OffenceDetails, OnOffenceHandler},
	SessionIndex,
};

/// Begins the first session after genesis.
pub fn begin_chain() {
	SLASH_DEFERRAL.with(|it| *it.borrow_mut() = 2);
	ERA_PAYOUT.with(|it| *it.borrow_mut() = 100 * CRN);
	System::set_block_number(1);
	Timestamp::set_timestamp(1_000);
	start_session(0);
	Staking::on_finalize(1);
}

fn start_session(index: SessionIndex) {
	if index == 0 {
		<Staking as SessionManager<AccountId>>::new_session_genesis(0);
		<Staking as SessionManager<AccountId>>::new_session_genesis(1);
		<Staking as SessionManager<AccountId>>::start_session(0);
		SESSION.with(|session| *session.borrow_mut() = 0);
	}
}

thread_local! {
	static SESSION: RefCell<SessionIndex> = const { RefCell::new(0) };
}

/// Sets the session of the chain that continues in this thread. Each thread keeps a number of its
/// own.
pub fn set_session(index: SessionIndex) {
	SESSION.with(|session| *session.borrow_mut() = index);
}

/// Ends a session. The staking pallet plans one ahead, as with `pallet-session`. The pool
/// reconciles pending slashes, as in the runtime.
pub fn next_session() {
	let ended = SESSION.with(|session| *session.borrow());
	System::set_block_number(System::block_number() + 1);
	Timestamp::set_timestamp(Timestamp::get() + 1_000);
	<Staking as SessionManager<AccountId>>::end_session(ended);
	<Staking as SessionManager<AccountId>>::start_session(ended + 1);
	<Staking as SessionManager<AccountId>>::new_session(ended + 2);
	SESSION.with(|session| *session.borrow_mut() = ended + 1);
	Staking::on_finalize(System::block_number());
	LiquidStaking::reconcile();
}

pub fn active_era() -> EraIndex {
	<Staking as LaneStaking<AccountId>>::active_era()
}

/// Gives every validator points in this era.
pub fn reward_validators() {
	<Staking as frame_support::traits::RewardsReporter<AccountId>>::reward_by_ids(
		VALIDATORS.iter().map(|who| (*who, 20)),
	);
}

/// Begins the next era without taking steps of its cycle.
pub fn begin_era() {
	reward_validators();
	begin_era_without_points();
}

/// Begins the next era after one in which no validator made a block.
pub fn begin_era_without_points() {
	let era = active_era();
	while active_era() == era {
		next_session();
	}
}

/// Takes all steps of this era's cycle.
pub fn work() {
	loop {
		let mut meter = WeightMeter::new();
		if LiquidStaking::work(1_000, &mut meter) == 0 {
			break;
		}
	}
}

/// Begins the next era and completes its cycle.
pub fn next_era() {
	begin_era();
	work();
}

pub fn run_to_era(era: EraIndex) {
	while active_era() < era {
		next_era();
	}
}

/// Reports an offence of a validator in the active era.
pub fn offend(validator: AccountId, fraction: Perbill) {
	let session = SESSION.with(|session| *session.borrow());
	offend_in(validator, fraction, session);
}

/// The staking pallet as an offence handler, without `pallet-session`.
pub struct Reports;
impl OnOffenceHandler<AccountId, AccountId, Weight> for Reports {
	fn on_offence(
		offenders: &[OffenceDetails<AccountId, AccountId>],
		fractions: &[Perbill],
		session: SessionIndex,
	) -> Weight {
		Staking::on_offence(offenders.iter().cloned(), fractions, session)
	}
}

/// Reports an offence of a validator in a session.
pub fn offend_in(validator: AccountId, fraction: Perbill, session: SessionIndex) {
	let details = OffenceDetails { offender: validator, reporters: vec![] };
	PricedOffences::<Test, Reports>::on_offence(&[details], &[fraction], session);
}
