//! The errors of key files.

use std::{fmt, io, path::PathBuf};

/// The reason why a key cannot be used.
#[derive(Debug)]
pub enum KeyError {
	/// The path cannot be read or written, for this reason.
	Io(PathBuf, io::Error),
	/// The file exists already, and keys are never overwritten.
	AlreadyExists(PathBuf),
	/// Others can access the file.
	TooPermissive(PathBuf),
	/// The path is not a key file, for this reason.
	Malformed(PathBuf, String),
	/// A newer program has written the file, in this version.
	NewerVersion(PathBuf, u8),
	/// The file is sealed, and there is no passphrase.
	NeedsPassphrase(PathBuf),
	/// The passphrase is wrong, or the file was changed: the two cannot be told apart.
	WrongPassphrase(PathBuf),
	/// The public key does not match the secret key.
	KeyMismatch(PathBuf),
}

impl fmt::Display for KeyError {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Io(path, error) => write!(out, "{}: {error}", path.display()),
			Self::AlreadyExists(path) => write!(
				out,
				"{} exists already, and keys are never overwritten: choose another name",
				path.display()
			),
			Self::TooPermissive(path) => write!(
				out,
				"others can access {0}: run `chmod 600 {0}`, and replace the secret if somebody may have \
				 read it",
				path.display()
			),
			Self::Malformed(path, why) => write!(
				out,
				"{} is not a valid key file: {why}; restore it from the backup",
				path.display()
			),
			Self::NewerVersion(path, version) => write!(
				out,
				"{} has version {version}, which a newer cairn-gateway has written: update this one",
				path.display()
			),
			Self::NeedsPassphrase(path) => write!(
				out,
				"{} is sealed: run this at a terminal, or provide --passphrase-file or the systemd \
				 credential `passphrase`",
				path.display()
			),
			Self::WrongPassphrase(path) => write!(
				out,
				"cannot unlock {}: the passphrase is wrong, or the file was changed; try again, or \
				 restore the file from the backup",
				path.display()
			),
			Self::KeyMismatch(path) => write!(
				out,
				"the public key and the secret key in {} do not match: restore the file from the \
				 backup",
				path.display()
			),
		}
	}
}

impl std::error::Error for KeyError {}
