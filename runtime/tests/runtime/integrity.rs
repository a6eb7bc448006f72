//! The integrity tests that FRAME generates as unit tests of a runtime. They run here because this
//! runtime has no unit tests.

use cairn_runtime::*;
use frame_support::traits::IntegrityTest;
use sp_io::TestExternalities;
use sp_runtime::BuildStorage;

#[test]
fn pallets_should_pass_their_integrity_tests_when_they_are_configured() {
	TestExternalities::default().execute_with(AllPalletsWithSystem::integrity_test);
}

#[test]
fn genesis_should_be_built_when_nothing_is_configured() {
	RuntimeGenesisConfig::default().build_storage().unwrap();
}
