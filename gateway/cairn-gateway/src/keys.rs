//! The keys of devices, in files.
//!
//! A device's key is its identity: who has it can report in its name, and who has lost it needs a
//! new device in the maker's eyes. A file holds one key. It is made once and never overwritten, its
//! owner alone may read it, and with a passphrase it is sealed: with a key that Argon2id makes of the
//! passphrase, and ChaCha20-Poly1305. The public key stays readable, so that nobody types a
//! passphrase only to look.

mod error;

pub use error::KeyError;

use argon2::{Algorithm, Argon2, Params, Version};
use cairn_gateway_types::hexadecimal::Hexadecimal;
use chacha20poly1305::{
	aead::{Aead, KeyInit, Payload},
	ChaCha20Poly1305,
};
use rand::{rngs::OsRng, RngCore};
use serde::{Deserialize, Serialize};
use sp_core::{
	crypto::{ExposeSecret, SecretString, Zeroize},
	ed25519, Pair,
};
use std::{
	fmt,
	fs::{self, OpenOptions},
	io::{self, Read, Write},
	os::unix::fs::{OpenOptionsExt, PermissionsExt},
	path::{Path, PathBuf},
};

/// The version of the files that this program writes, and the only one that it reads.
const VERSION: u8 = 1;

/// What nobody but the owner may do with a secret file: anything.
const OTHERS: u32 = 0o077;

/// The same of systemd's credentials. They are root's, and an access list lets the service read them:
/// its mask looks like a right of the group, which has none.
const OTHERS_OF_CREDENTIALS: u32 = 0o027;

/// Where systemd puts the credentials of a service (systemd.exec(5), `LoadCredential=`).
pub const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";

/// What it costs to try a passphrase. Kept in the file, so that later programs may ask for more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cost {
	memory_kib: u32,
	passes: u32,
	lanes: u32,
}

impl Cost {
	/// RFC 9106, section 4: where memory is scarce, as on a gateway.
	const USUAL: Self = Self { memory_kib: 64 * 1_024, passes: 3, lanes: 4 };

	/// A file may have been changed by somebody who wants this machine to run out of memory.
	fn is_bearable(self) -> bool {
		self.memory_kib <= 1_024 * 1_024 && self.passes <= 64 && self.lanes <= 64
	}
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
	version: u8,
	public: Hexadecimal<32>,
	secret: Secret,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Secret {
	Plain(Hexadecimal<32>),
	Sealed {
		argon2id: Cost,
		salt: Hexadecimal<16>,
		nonce: Hexadecimal<12>,
		/// The seed and the tag.
		chacha20poly1305: Hexadecimal<48>,
	},
}

/// A file with a key, which may be sealed.
pub struct KeyFile {
	path: PathBuf,
	stored: Stored,
}

impl KeyFile {
	/// Makes a new key and its file.
	///
	/// - `passphrase`: seals it, if there is one.
	///
	/// # Errors
	/// [`KeyError::Exists`] and [`KeyError::Disk`].
	pub fn create(path: &Path, passphrase: Option<&SecretString>) -> Result<Self, KeyError> {
		Self::create_at_cost(path, passphrase, Cost::USUAL)
	}

	fn create_at_cost(
		path: &Path,
		passphrase: Option<&SecretString>,
		cost: Cost,
	) -> Result<Self, KeyError> {
		let mut seed = random::<32>();
		let public = ed25519::Pair::from_seed(&seed).public();
		let secret = match passphrase {
			Some(passphrase) => seal(&seed, &public, passphrase, cost)
				.map_err(|why| KeyError::Malformed(path.into(), why))?,
			None => Secret::Plain(Hexadecimal(seed)),
		};
		seed.zeroize();
		let stored = Stored { version: VERSION, public: Hexadecimal(public.0), secret };
		let mut text = serde_json::to_string_pretty(&stored)
			.map_err(|error| KeyError::Malformed(path.into(), error.to_string()))?;
		text.push('\n');
		write_once(path, text.as_bytes()).map_err(|error| match error.kind() {
			io::ErrorKind::AlreadyExists => KeyError::Exists(path.into()),
			_ => KeyError::Disk(path.into(), error),
		})?;
		text.zeroize();
		Ok(Self { path: path.into(), stored })
	}

	/// Reads a file.
	///
	/// # Errors
	/// [`KeyError`].
	pub fn read(path: &Path) -> Result<Self, KeyError> {
		let mut text = read_private(path)?;
		let malformed =
			|error: serde_json::Error| KeyError::Malformed(path.into(), error.to_string());
		// Of a newer file the version alone is sure to be understood.
		let value: serde_json::Value = serde_json::from_str(&text).map_err(malformed)?;
		let version = value.get("version").and_then(serde_json::Value::as_u64);
		match version.and_then(|version| u8::try_from(version).ok()) {
			Some(version) if version > VERSION => {
				return Err(KeyError::Newer(path.into(), version))
			}
			_ => {}
		}
		let stored = serde_json::from_str(&text).map_err(malformed)?;
		text.zeroize();
		Ok(Self { path: path.into(), stored })
	}

	/// The public key.
	pub fn public(&self) -> ed25519::Public {
		ed25519::Public::from_raw(self.stored.public.0)
	}

	/// Whether a passphrase is needed.
	pub fn is_sealed(&self) -> bool {
		matches!(self.stored.secret, Secret::Sealed { .. })
	}

	/// The key.
	///
	/// - `passphrase`: asked for if the file is sealed.
	///
	/// # Errors
	/// [`KeyError::NeedsPassphrase`], [`KeyError::WrongPassphrase`], [`KeyError::Changed`].
	pub fn open(&self, passphrase: Option<&SecretString>) -> Result<ed25519::Pair, KeyError> {
		let mut seed = match &self.stored.secret {
			Secret::Plain(seed) => seed.0,
			Secret::Sealed { argon2id, salt, nonce, chacha20poly1305 } => {
				let needed = || KeyError::NeedsPassphrase(self.path.clone());
				let passphrase = passphrase.ok_or_else(needed)?;
				let key = derive(passphrase, &salt.0, *argon2id)
					.map_err(|why| KeyError::Malformed(self.path.clone(), why))?;
				let payload = Payload { msg: &chacha20poly1305.0, aad: &bound(&self.public()) };
				let opened = ChaCha20Poly1305::new(&key.into()).decrypt(&nonce.0.into(), payload);
				let seed = opened.ok().and_then(|seed| <[u8; 32]>::try_from(seed).ok());
				seed.ok_or_else(|| KeyError::WrongPassphrase(self.path.clone()))?
			}
		};
		let pair = ed25519::Pair::from_seed(&seed);
		seed.zeroize();
		match pair.public() == self.public() {
			true => Ok(pair),
			false => Err(KeyError::Changed(self.path.clone())),
		}
	}
}

impl fmt::Debug for KeyFile {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(out, "KeyFile({}, {})", self.path.display(), self.public())
	}
}

/// What is sealed together with the seed: a public key that is exchanged is noticed.
fn bound(public: &ed25519::Public) -> Vec<u8> {
	[b"cairn-gateway/key/".as_slice(), &[VERSION], &public.0].concat()
}

fn seal(
	seed: &[u8; 32],
	public: &ed25519::Public,
	passphrase: &SecretString,
	cost: Cost,
) -> Result<Secret, String> {
	let (salt, nonce) = (random::<16>(), random::<12>());
	let key = derive(passphrase, &salt, cost)?;
	let payload = Payload { msg: seed, aad: &bound(public) };
	let sealed = ChaCha20Poly1305::new(&key.into()).encrypt(&nonce.into(), payload);
	let sealed = sealed.ok().and_then(|sealed| <[u8; 48]>::try_from(sealed).ok());
	Ok(Secret::Sealed {
		argon2id: cost,
		salt: Hexadecimal(salt),
		nonce: Hexadecimal(nonce),
		chacha20poly1305: Hexadecimal(sealed.ok_or("it cannot be sealed")?),
	})
}

fn derive(passphrase: &SecretString, salt: &[u8], cost: Cost) -> Result<[u8; 32], String> {
	if !cost.is_bearable() {
		return Err("a passphrase that is so costly to try is no work of this program".into());
	}
	let mut key = [0; 32];
	let parameters = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(key.len()));
	let parameters = parameters.map_err(|error| error.to_string())?;
	Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters)
		.hash_password_into(passphrase.expose_secret().as_bytes(), salt, &mut key)
		.map_err(|error| error.to_string())?;
	Ok(key)
}

fn random<const N: usize>() -> [u8; N] {
	let mut bytes = [0; N];
	OsRng.fill_bytes(&mut bytes);
	bytes
}

/// Writes a file that is there for its owner alone from its first moment on.
fn write_once(path: &Path, content: &[u8]) -> io::Result<()> {
	let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
	let written = file.write_all(content).and_then(|()| file.sync_all());
	if written.is_err() {
		// Half a key would be in the way of a whole one.
		let _ = fs::remove_file(path);
	}
	written
}

/// Reads a secret file, if nobody but its owner can.
///
/// # Errors
/// [`KeyError::Disk`] and [`KeyError::TooOpen`].
pub fn read_private(path: &Path) -> Result<String, KeyError> {
	let credentials = std::env::var_os(CREDENTIALS).map(PathBuf::from);
	read_closed(path, others(path, credentials.as_deref()))
}

/// What nobody but its owner may do with a file.
fn others(path: &Path, credentials: Option<&Path>) -> u32 {
	// Every path begins with an empty one.
	match credentials.filter(|folder| folder.is_absolute()) {
		Some(folder) if path.starts_with(folder) => OTHERS_OF_CREDENTIALS,
		_ => OTHERS,
	}
}

/// Reads a file that is closed to what `others` could do with it.
fn read_closed(path: &Path, others: u32) -> Result<String, KeyError> {
	let read = || {
		let mut file = fs::File::open(path)?;
		// Of the open file: a path could be exchanged in between.
		let mode = file.metadata()?.permissions().mode();
		let mut text = String::new();
		file.read_to_string(&mut text)?;
		Ok((text, mode))
	};
	let (text, mode) = read().map_err(|error| KeyError::Disk(path.into(), error))?;
	match mode & others {
		0 => Ok(text),
		_ => Err(KeyError::TooOpen(path.into())),
	}
}

#[cfg(test)]
mod tests;
