//! The signals that stop this program.

use crate::failure::Failure;
use std::future::Future;
use tokio::signal::unix::{signal, SignalKind};

/// Is ready when somebody wants this program to stop.
///
/// # Errors
/// If the system gives no signals.
pub fn stop_signal() -> Result<impl Future<Output = ()>, Failure> {
	let mut terminate = signal(SignalKind::terminate())?;
	let mut interrupt = signal(SignalKind::interrupt())?;
	Ok(async move {
		tokio::select! {
			_ = terminate.recv() => {},
			_ = interrupt.recv() => {},
		}
	})
}
