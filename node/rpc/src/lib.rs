//! The JSON-RPC methods that a Cairn node adds to those of every Substrate node: devices, coverage,
//! rewards and liquid staking. docs/rpc.md explains the methods.
//!
//! [`methods`] creates them. They query a [`Chain`], and their subscriptions publish what a [`Feed`]
//! reads from final blocks.

mod chain;
mod coverage;
mod device;
mod error;
mod feed;
mod json;
mod liquid_staking;
mod rewards;
mod subscriptions;

#[cfg(test)]
mod tests;

pub use chain::Chain;
pub use feed::Feed;

use coverage::CoverageApiServer;
use device::DeviceApiServer;
use jsonrpsee::{core::RegisterMethodError, RpcModule};
use liquid_staking::LiquidStakingApiServer;
use rewards::RewardsApiServer;
use sc_rpc::SubscriptionTaskExecutor;
use std::sync::Arc;

/// Creates the methods. Subscriptions publish nothing until the feed is [running](Feed::run).
///
/// - `executor`: runs the subscriptions.
pub fn methods<C: Chain>(
	chain: Arc<C>,
	feed: Arc<Feed>,
	executor: SubscriptionTaskExecutor,
) -> Result<RpcModule<()>, RegisterMethodError> {
	let mut module = RpcModule::new(());
	module.merge(device::Devices::new(chain.clone()).into_rpc())?;
	module
		.merge(coverage::Coverage::new(chain.clone(), feed.clone(), executor.clone()).into_rpc())?;
	module.merge(rewards::Rewards::new(chain.clone(), feed, executor).into_rpc())?;
	module.merge(liquid_staking::LiquidStaking::new(chain).into_rpc())?;
	Ok(module)
}
