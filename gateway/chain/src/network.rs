//! The network configuration of `subxt`.

/// The network configuration of `subxt`. Blocks, addresses and signatures have Substrate's default
/// types, and fee assets are identified by number.
pub type Network = subxt::SubstrateConfig;
