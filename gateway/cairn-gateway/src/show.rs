//! Output for people: amounts, addresses and colours.

use cairn_primitives::{
	currency::{CRN, TOKEN_DECIMALS, TOKEN_SYMBOL},
	Balance, SS58_PREFIX,
};
use sp_core::crypto::{AccountId32, Ss58AddressFormat, Ss58Codec};
use std::{
	fmt,
	io::{self, IsTerminal},
};

/// Prints a line like `println!`, but does not panic if standard output is closed: a reader like
/// `| head` must not stop a command half-way.
macro_rules! print_line {
	($($text:tt)*) => {{
		use std::io::Write;
		let _ = writeln!(std::io::stdout(), $($text)*);
	}};
}

pub(crate) use print_line;

/// An amount of CRN, shown without trailing zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crn(pub Balance);

impl fmt::Display for Crn {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		let whole = self.0.checked_div(CRN).unwrap_or_default();
		let part = self.0.checked_rem(CRN).unwrap_or_default();
		let part = format!("{part:0width$}", width = usize::from(TOKEN_DECIMALS));
		match part.trim_end_matches('0') {
			"" => write!(out, "{whole} {TOKEN_SYMBOL}"),
			part => write!(out, "{whole}.{part} {TOKEN_SYMBOL}"),
		}
	}
}

/// Returns an account's address with Cairn's prefix, as wallets show it.
pub fn address(account: &AccountId32) -> String {
	account.to_ss58check_with_version(Ss58AddressFormat::custom(SS58_PREFIX))
}

/// Parses an address with any prefix: the same key is the same account on every network.
///
/// # Errors
/// If the text is not an address.
pub fn parse_address(text: &str) -> Result<AccountId32, String> {
	let read = AccountId32::from_ss58check_with_version(text);
	read.map(|(account, _)| account).map_err(|error| format!("not an address: {error:?}"))
}

/// Returns true if a stream shows colours: it is a terminal, and `NO_COLOR` is not set
/// (<https://no-color.org>).
pub fn is_colourful(stream: &impl IsTerminal) -> bool {
	stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// A colour.
#[derive(Clone, Copy, Debug)]
pub enum Colour {
	/// A good state.
	Green,
	/// A state that needs attention.
	Yellow,
	/// A bad state.
	Red,
}

/// Returns the text in a colour, if standard output shows colours.
pub fn paint(text: impl fmt::Display, colour: Colour) -> String {
	let code = match colour {
		Colour::Green => 32,
		Colour::Yellow => 33,
		Colour::Red => 31,
	};
	match is_colourful(&io::stdout()) {
		true => format!("\x1b[{code}m{text}\x1b[0m"),
		false => text.to_string(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn amount_should_be_exact_and_short_when_it_is_shown() {
		for (planck, text) in [
			(0, "0 CRN"),
			(CRN, "1 CRN"),
			(1, "0.000000000001 CRN"),
			(20 * CRN + CRN / 4, "20.25 CRN"),
			(Balance::MAX, "340282366920938463463374607.431768211455 CRN"),
		] {
			assert_eq!(Crn(planck).to_string(), text);
		}
	}

	#[test]
	fn address_should_begin_with_cr_when_it_is_shown() {
		let account = AccountId32::new([7; 32]);
		let text = address(&account);
		assert!(text.starts_with("cr"), "{text}");
		assert_eq!(parse_address(&text), Ok(account.clone()));
		let elsewhere = account.to_ss58check_with_version(Ss58AddressFormat::custom(42));
		assert_eq!(parse_address(&elsewhere), Ok(account));
		assert!(parse_address("cr").is_err());
	}
}
