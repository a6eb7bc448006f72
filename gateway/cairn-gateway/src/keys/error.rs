//! What can be wrong with a key.

use std::{fmt, io, path::PathBuf};

/// Why a key cannot be used.
#[derive(Debug)]
pub enum KeyError {
	/// The disk is at fault: which path, and why.
	Disk(PathBuf, io::Error),
	/// There is a file already, and keys are never overwritten.
	Exists(PathBuf),
	/// Others can read or write the file.
	TooOpen(PathBuf),
	/// It is no file of a key: which, and why.
	Malformed(PathBuf, String),
	/// A newer program has written it.
	Newer(PathBuf, u8),
	/// It is sealed, and there is no passphrase.
	NeedsPassphrase(PathBuf),
	/// The passphrase is another one, or the file was changed: nobody can tell which.
	WrongPassphrase(PathBuf),
	/// Its secret does not make its public key.
	Changed(PathBuf),
}

impl fmt::Display for KeyError {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Disk(path, error) => write!(out, "{}: {error}", path.display()),
			Self::Exists(path) => write!(
				out,
				"{} exists, and keys are never overwritten: choose another name",
				path.display()
			),
			Self::TooOpen(path) => write!(
				out,
				"others can read {0}: `chmod 600 {0}`, and if somebody may have, replace the secret",
				path.display()
			),
			Self::Malformed(path, why) => write!(
				out,
				"{} is no key of a device: {why}; take it from the backup",
				path.display()
			),
			Self::Newer(path, version) => write!(
				out,
				"{} is of version {version}, written by a newer cairn-gateway: update this one",
				path.display()
			),
			Self::NeedsPassphrase(path) => write!(
				out,
				"{} is sealed: run this at a terminal, or give --passphrase-file or the systemd \
				 credential `passphrase`",
				path.display()
			),
			Self::WrongPassphrase(path) => write!(
				out,
				"{} does not open: the passphrase is another one, or the file was changed",
				path.display()
			),
			Self::Changed(path) => write!(
				out,
				"the public and the secret key in {} do not belong together: take it from the \
				 backup",
				path.display()
			),
		}
	}
}

impl std::error::Error for KeyError {}
