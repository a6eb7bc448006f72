//! The signals that stop the program.

use crate::failure::Failure;
use std::future::Future;
use tokio::signal::unix::{signal, SignalKind};

/// Returns a future that resolves when SIGTERM or SIGINT arrives.
///
/// # Errors
/// If the signal handlers cannot be installed.
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
