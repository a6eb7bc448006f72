//! Why a command has ended, for people: what is wrong, and what to do next.

use crate::keys::KeyError;
use cairn_gateway_chain::{Error as ChainError, SubmitError};
use std::{error::Error, fmt, io};

/// What a person is told when a command ends early. Every error becomes one, by `?`.
#[derive(Debug)]
pub struct Failure {
	what: String,
	next: Option<String>,
	/// Whether nobody reads the output any more, as behind `| head`.
	is_broken_pipe: bool,
}

impl Failure {
	/// A failure, told in one sentence.
	pub fn new(what: impl fmt::Display) -> Self {
		Self { what: what.to_string(), next: None, is_broken_pipe: false }
	}

	/// Says what to do next.
	#[must_use]
	pub fn next(mut self, next: impl fmt::Display) -> Self {
		self.next = Some(next.to_string());
		self
	}

	/// Whether nobody reads the output any more: no reason to complain.
	pub fn is_broken_pipe(&self) -> bool {
		self.is_broken_pipe
	}
}

impl fmt::Display for Failure {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		out.write_str(&self.what)?;
		self.next.iter().try_for_each(|next| write!(out, "\n  next: {next}"))
	}
}

// Not an `Error` itself: this would be in the way of the next line.
impl<Cause: Error + 'static> From<Cause> for Failure {
	fn from(cause: Cause) -> Self {
		let output = (&cause as &dyn Error).downcast_ref::<io::Error>();
		let is_broken_pipe = output.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe);
		Self { what: cause.to_string(), next: advice(&cause).map(Into::into), is_broken_pipe }
	}
}

/// Says of an error where it has happened, or what to do.
pub trait Explain<Answer> {
	/// Tells first what was to be done: a file, a step.
	///
	/// # Errors
	/// The failure that it was, with more words.
	fn while_doing(self, what: impl fmt::Display) -> Result<Answer, Failure>;
}

impl<Answer, Cause: Into<Failure>> Explain<Answer> for Result<Answer, Cause> {
	fn while_doing(self, what: impl fmt::Display) -> Result<Answer, Failure> {
		self.map_err(|cause| {
			let cause = cause.into();
			Failure { what: format!("{what}: {}", cause.what), ..cause }
		})
	}
}

/// What a person can do about an error whose own text does not say it.
fn advice(error: &(dyn Error + 'static)) -> Option<&'static str> {
	if let Some(SubmitError::Chain(error)) = error.downcast_ref() {
		return advice(error);
	}
	if let Some(error) = error.downcast_ref::<SubmitError>() {
		return match error {
			SubmitError::Invalid(why) if why.contains("pay") => Some(
				"the account must hold what the fee is paid in: CRN, or stCRN with --fee-in stcrn",
			),
			SubmitError::Invalid(_) | SubmitError::Dropped(_) => {
				Some("look with `cairn-gateway status` whether it has counted, else try again")
			}
			SubmitError::Failed { error, .. } if is_about_money(error) => Some(
				"the account must hold the fee and the bond, and 0.01 CRN beside them: fund it",
			),
			SubmitError::PoolFull | SubmitError::TimedOut => {
				Some("the network is busy or your node is behind: try again in some minutes")
			}
			SubmitError::FinalityLags(_) => Some(
				"wait until your node and the network have caught up, ask another node with \
				 --endpoint, or be content with a block: --in-block",
			),
			_ => None,
		};
	}
	if let Some(KeyError::Disk(_, error)) = error.downcast_ref() {
		return (error.kind() == io::ErrorKind::PermissionDenied).then_some(
			"run this as the user whose file or folder that is (`ls -ld` shows it); a secret that you \
			 know is asked for at a terminal if --account or --passphrase-file is left out",
		);
	}
	match error.downcast_ref::<ChainError>()? {
		ChainError::NoEndpoint => Some("name one: `endpoints` in config.toml, or --endpoint"),
		ChainError::Unreachable(_) | ChainError::Connection(_) => Some(
			"is the node running and synchronised? Another one: `endpoints` in config.toml, or \
			 --endpoint",
		),
		ChainError::OtherNetwork { .. } => {
			Some("take the endpoint out: signatures hold on one network only")
		}
		ChainError::Metadata(_) => Some("look for a newer release of cairn-gateway"),
		_ => None,
	}
}

fn is_about_money(error: &str) -> bool {
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
		let told = Failure::from(SubmitError::from(error)).to_string();
		assert!(told.contains("ws://a: refused"), "{told}");
		assert!(told.contains("\n  next: is the node running"), "{told}");
	}

	#[test]
	fn failure_should_name_the_next_step_when_finality_lags() {
		let told = Failure::from(SubmitError::FinalityLags(33)).to_string();
		assert!(told.contains("33 blocks") && told.contains("--endpoint"), "{told}");
	}

	#[test]
	fn failure_should_name_the_next_step_when_a_secret_is_somebody_elses() {
		let of = |kind: io::ErrorKind| {
			let error: Result<(), _> = Err(KeyError::Disk("secret".into(), kind.into()));
			error.while_doing("a secret").unwrap_err().to_string()
		};
		let told = of(io::ErrorKind::PermissionDenied);
		assert!(
			told.contains("next: run this as the user") && told.contains("--account"),
			"{told}"
		);
		assert!(!of(io::ErrorKind::NotFound).contains("next:"));
	}

	#[test]
	fn failure_should_be_unheard_when_nobody_reads_the_output() {
		let of = |kind: io::ErrorKind| Failure::from(io::Error::from(kind)).is_broken_pipe();
		assert!(of(io::ErrorKind::BrokenPipe));
		assert!(!of(io::ErrorKind::NotFound));
	}

	#[test]
	fn failure_should_say_where_it_happened_when_it_is_explained() {
		let missing: Result<(), _> = Err(std::io::Error::from(std::io::ErrorKind::NotFound));
		let told = missing.while_doing("config.toml").unwrap_err().to_string();
		assert!(told.starts_with("config.toml: "), "{told}");
	}
}
