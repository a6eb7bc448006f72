//! The failure of a command, as shown to the user: what happened, and what to do next.

use crate::keys::KeyError;
use cairn_gateway_chain::{Error as ChainError, SubmitError};
use std::{error::Error, fmt, io};

/// The failure of a command, as shown to the user. The operator `?` converts every error into one.
#[derive(Debug)]
pub struct Failure {
	message: String,
	next_step: Option<String>,
	/// True if the reader of the output has closed it, like `| head`.
	is_broken_pipe: bool,
}

impl Failure {
	/// Creates a failure from a sentence.
	pub fn new(message: impl fmt::Display) -> Self {
		Self { message: message.to_string(), next_step: None, is_broken_pipe: false }
	}

	/// Adds what the user should do next.
	#[must_use]
	pub fn next_step(mut self, next_step: impl fmt::Display) -> Self {
		self.next_step = Some(next_step.to_string());
		self
	}

	/// Returns true if the reader of the output has closed it. This is not an error for the user.
	pub fn is_broken_pipe(&self) -> bool {
		self.is_broken_pipe
	}
}

impl fmt::Display for Failure {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		out.write_str(&self.message)?;
		self.next_step.iter().try_for_each(|step| write!(out, "\n  next: {step}"))
	}
}

// `Failure` does not implement `Error`: it would conflict with this implementation.
impl<Cause: Error + 'static> From<Cause> for Failure {
	fn from(cause: Cause) -> Self {
		let output = (&cause as &dyn Error).downcast_ref::<io::Error>();
		let is_broken_pipe = output.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe);
		Self {
			message: cause.to_string(),
			next_step: advice(&cause).map(Into::into),
			is_broken_pipe,
		}
	}
}

/// Adds to an error the thing or the step that failed.
pub trait Context<Answer> {
	/// Prefixes the message with the file or the step that failed.
	///
	/// # Errors
	/// The error, with this prefix.
	fn context(self, what: impl fmt::Display) -> Result<Answer, Failure>;
}

impl<Answer, Cause: Into<Failure>> Context<Answer> for Result<Answer, Cause> {
	fn context(self, what: impl fmt::Display) -> Result<Answer, Failure> {
		self.map_err(|cause| {
			let cause = cause.into();
			Failure { message: format!("{what}: {}", cause.message), ..cause }
		})
	}
}

/// Returns what the user can do about an error whose own text does not say it.
fn advice(error: &(dyn Error + 'static)) -> Option<&'static str> {
	if let Some(SubmitError::Chain(error)) = error.downcast_ref() {
		return advice(error);
	}
	if let Some(error) = error.downcast_ref::<SubmitError>() {
		return match error {
			SubmitError::Invalid(why) if why.contains("pay") => {
				Some("fund the account: it pays the fee in CRN, or in stCRN with --fee-in stcrn")
			}
			SubmitError::Invalid(_) | SubmitError::Dropped(_) => Some(
				"check with `cairn-gateway status` whether it took effect; otherwise try again",
			),
			SubmitError::Failed { error, .. } if is_lack_of_funds(error) => Some(
				"fund the account: it needs the fee, the bond and a remaining balance of 0.01 CRN",
			),
			SubmitError::PoolFull | SubmitError::TimedOut => {
				Some("the network is busy or your node is not in sync: try again in a few minutes")
			}
			SubmitError::FinalityLags(_) => Some(
				"wait until your node and the network have caught up, use another node with \
				 --endpoint, or do not wait for finality: --in-block",
			),
			_ => None,
		};
	}
	if let Some(KeyError::Io(_, error)) = error.downcast_ref() {
		return (error.kind() == io::ErrorKind::PermissionDenied).then_some(
			"run this as the user that owns the file or folder (`ls -ld` shows it), or omit --account \
			 or --passphrase-file to type the secret at a terminal",
		);
	}
	match error.downcast_ref::<ChainError>()? {
		ChainError::NoEndpoint => Some("name a node: `endpoints` in config.toml, or --endpoint"),
		ChainError::Unreachable(_) | ChainError::Connection(_) => Some(
			"is the node running and in sync? Name another one in `endpoints` of config.toml or with \
			 --endpoint",
		),
		ChainError::OtherNetwork { .. } => {
			Some("remove the endpoint: signatures are valid on one network only")
		}
		ChainError::Metadata(_) => Some("update cairn-gateway to a newer release"),
		_ => None,
	}
}

fn is_lack_of_funds(error: &str) -> bool {
	["FundsUnavailable", "BelowMinimum", "CannotCreate", "InsufficientBalance", "CannotCreateHold"]
		.iter()
		.any(|name| error.contains(name))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn failure_should_name_the_next_step_when_no_node_answers() {
		let error = ChainError::Unreachable(vec![("ws://a".into(), "refused".into())]);
		let message = Failure::from(SubmitError::from(error)).to_string();
		assert!(message.contains("ws://a: refused"), "{message}");
		assert!(message.contains("\n  next: is the node running"), "{message}");
	}

	#[test]
	fn failure_should_name_the_next_step_when_finality_lags() {
		let message = Failure::from(SubmitError::FinalityLags(33)).to_string();
		assert!(message.contains("33 blocks") && message.contains("--endpoint"), "{message}");
	}

	#[test]
	fn failure_should_name_the_next_step_when_a_secret_belongs_to_another_user() {
		let of = |kind: io::ErrorKind| {
			let error: Result<(), _> = Err(KeyError::Io("secret".into(), kind.into()));
			error.context("a secret").unwrap_err().to_string()
		};
		let message = of(io::ErrorKind::PermissionDenied);
		assert!(
			message.contains("next: run this as the user") && message.contains("--account"),
			"{message}"
		);
		assert!(!of(io::ErrorKind::NotFound).contains("next:"));
	}

	#[test]
	fn failure_should_be_a_broken_pipe_when_the_output_is_closed() {
		let of = |kind: io::ErrorKind| Failure::from(io::Error::from(kind)).is_broken_pipe();
		assert!(of(io::ErrorKind::BrokenPipe));
		assert!(!of(io::ErrorKind::NotFound));
	}

	#[test]
	fn failure_should_begin_with_its_context_when_it_has_one() {
		let missing: Result<(), _> = Err(std::io::Error::from(std::io::ErrorKind::NotFound));
		let message = missing.context("config.toml").unwrap_err().to_string();
		assert!(message.starts_with("config.toml: "), "{message}");
	}
}
