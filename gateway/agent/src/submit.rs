//! How calls of devices get to the chain.

use cairn_gateway_chain::{Client, SubmitError};
use cairn_gateway_types::signed::SignedStatement;
use std::future::Future;

/// Submits what devices have signed. [`Client`] does so; networks under test have others.
pub trait Submit: Clone + Send + Sync + 'static {
	/// Submits a call.
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
