//! The network, as `subxt` must know it.

/// What `subxt` needs to know of the network: blocks, addresses and signatures are those of every
/// Substrate chain, and the assets that fees are paid in are numbered.
pub type Network = subxt::SubstrateConfig;
