//! Submits devices' calls to the chain.

use cairn_gateway_chain::{Client, SubmitError};
use cairn_gateway_types::signed::SignedStatement;
use std::future::Future;

/// Submits statements signed by devices. [`Client`] implements it; test networks have other
/// implementations.
pub trait Submit: Clone + Send + Sync + 'static {
	/// Submits a signed statement.
	fn submit(
		&self,
		signed: &SignedStatement,
	) -> impl Future<Output = Result<(), SubmitError>> + Send;
}

impl Submit for Client {
	async fn submit(&self, signed: &SignedStatement) -> Result<(), SubmitError> {
		Client::submit(self, signed).await
	}
}
