//! A test runtime with only the system pallet and this one.

use crate as pallet_network_parameters;
use crate::Parameters;
use frame_support::derive_impl;
use sp_runtime::BuildStorage;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(RuntimeCall, RuntimeEvent, RuntimeError, RuntimeOrigin, RuntimeTask)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type NetworkParameters = pallet_network_parameters;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
}

impl crate::Config for Test {}

/// Builds a chain whose genesis sets `parameters`.
pub fn chain_with(parameters: Parameters) -> sp_io::TestExternalities {
	RuntimeGenesisConfig {
		system: Default::default(),
		network_parameters: crate::GenesisConfig { parameters, ..Default::default() },
	}
	.build_storage()
	.unwrap()
	.into()
}
