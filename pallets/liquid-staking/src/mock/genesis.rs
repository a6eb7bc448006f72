//! The genesis of the mock: accounts, validators and the seed of the pool.

use super::*;
use crate::*;
use pallet_staking::StakerStatus;
use sp_runtime::{BuildStorage, Perbill, Permill};

pub const STCRN: AssetId = 1;
pub const EXISTENTIAL_DEPOSIT: Balance = CRN / 100;
pub const TOKEN_MINIMUM: Balance = CRN / 100;
/// The protocol shares that never leave.
pub const SEED: Shares = Shares(10 * CRN);
/// The seed with which the pool begins.
pub const ENDOWED_SEED: Balance = 10 * CRN;
pub const BONDING: EraIndex = 4;
pub const SESSIONS_PER_ERA: u32 = 2;
pub const VALIDATORS: [AccountId; 6] = [101, 102, 103, 104, 105, 106];
/// The bond of each validator.
pub const SELF_STAKE: Balance = 1_000 * CRN;
pub const LEAST_NOMINATION: Balance = 10 * CRN;

pub const ADMIN: AccountId = 1_001;
pub const GUARDIAN: AccountId = 1_002;
pub const SLASHER: AccountId = 1_003;
pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const CAROL: AccountId = 3;
pub const DAVE: AccountId = 4;
pub const WEALTH: Balance = 100_000 * CRN;

/// Returns parameters without a buffer and fees, so that they do not disturb a test about something
/// else.
pub fn plain_parameters() -> Parameters {
	Parameters {
		deposit_cap: 1_000_000 * CRN,
		minimum_deposit: CRN,
		minimum_exit: Shares(CRN / 10),
		fee: Permill::zero(),
		buffer: Permill::zero(),
		lowest_instant_fee: Permill::from_parts(3_000),
		highest_instant_fee: Permill::from_percent(3),
		early_share: Permill::from_percent(5),
		first_loss: Permill::zero(),
		validators: 6,
		max_turnover: Permill::from_percent(100),
		hysteresis: Permill::zero(),
		max_commission: Perbill::from_percent(50),
		target_self_stake: SELF_STAKE,
		record_lookback_eras: 20,
	}
}

pub fn externalities_with(parameters: Parameters, seed: Balance) -> sp_io::TestExternalities {
	let mut externalities = sp_io::TestExternalities::new(storage_with(parameters, seed));
	externalities.execute_with(begin_chain);
	externalities
}

/// Builds the genesis.
pub fn storage_with(parameters: Parameters, seed: Balance) -> sp_core::storage::Storage {
	let pot = LiquidStaking::account(PoolAccount::Liquid);
	let balances = LiquidStaking::accounts()
		.into_iter()
		.map(|account| {
			let seed = if account == pot { seed } else { 0 };
			(account, EXISTENTIAL_DEPOSIT + seed)
		})
		.chain([ALICE, BOB, CAROL, DAVE, ADMIN].map(|who| (who, WEALTH)))
		.chain(VALIDATORS.map(|who| (who, 10 * SELF_STAKE)))
		.collect();
	RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
		assets: pallet_assets::GenesisConfig {
			assets: vec![(STCRN, pot, true, TOKEN_MINIMUM)],
			metadata: vec![(STCRN, b"Staked CRN".to_vec(), b"stCRN".to_vec(), 12)],
			..Default::default()
		},
		staking: pallet_staking::GenesisConfig {
			validator_count: VALIDATORS.len() as u32,
			minimum_validator_count: 1,
			slash_reward_fraction: Perbill::zero(),
			min_nominator_bond: LEAST_NOMINATION,
			min_validator_bond: CRN,
			stakers: VALIDATORS
				.iter()
				.map(|who| (*who, *who, SELF_STAKE, StakerStatus::Validator))
				.collect(),
			..Default::default()
		},
		liquid_staking: GenesisConfig { seed, parameters, _config: Default::default() },
		..Default::default()
	}
	.build_storage()
	.unwrap()
}
