//! The checks that FRAME generates for a runtime's own unit tests, of which this runtime has none.

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
