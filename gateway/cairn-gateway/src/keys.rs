//! The key files of devices.
//!
//! A device's key is its identity. Anyone who has the key can report in the device's name, and an
//! owner who loses it needs a replacement from the maker. A file holds one key. It is never
//! overwritten, and only its owner may read it. With a passphrase, the file is sealed by
//! ChaCha20-Poly1305, with an encryption key that Argon2id derives from the passphrase. The public key
//! stays readable, because many commands need no more than that.

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

/// The version of key files that this program writes, and the only one that it reads.
const VERSION: u8 = 1;

/// The mode bits that a secret file must not have: all rights of anyone but its owner.
const FORBIDDEN_MODE: u32 = 0o077;

/// The mode bits that a systemd credential must not have. Credentials belong to root, and an access
/// control list lets the service read them. The mask of that list appears as a right of the group.
const FORBIDDEN_CREDENTIAL_MODE: u32 = 0o027;

/// The variable that names the folder of a service's credentials (systemd.exec(5),
/// `LoadCredential=`).
pub const CREDENTIALS_VARIABLE: &str = "CREDENTIALS_DIRECTORY";

/// The cost of trying a passphrase. The file contains it, so that later versions can raise it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KdfCost {
	memory_kib: u32,
	passes: u32,
	lanes: u32,
}

impl KdfCost {
	/// The second recommendation of RFC 9106, section 4, for machines with little memory.
	const DEFAULT: Self = Self { memory_kib: 64 * 1_024, passes: 3, lanes: 4 };

	/// Returns true if this machine can afford the cost. An attacker could have raised it in the file,
	/// to make the machine run out of memory.
	fn is_acceptable(self) -> bool {
		self.memory_kib <= 1_024 * 1_024 && self.passes <= 64 && self.lanes <= 64
	}
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredKey {
	version: u8,
	public: Hexadecimal<32>,
	secret: Secret,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Secret {
	Plain(Hexadecimal<32>),
	Sealed {
		argon2id: KdfCost,
		salt: Hexadecimal<16>,
		nonce: Hexadecimal<12>,
		/// The seed and the tag.
		chacha20poly1305: Hexadecimal<48>,
	},
}

/// A file with a key, possibly sealed.
pub struct KeyFile {
	path: PathBuf,
	stored: StoredKey,
}

impl KeyFile {
	/// Generates a key and writes its file.
	///
	/// - `passphrase`: seals the file if present.
	///
	/// # Errors
	/// [`KeyError::AlreadyExists`] and [`KeyError::Io`].
	pub fn create(path: &Path, passphrase: Option<&SecretString>) -> Result<Self, KeyError> {
		Self::create_at_cost(path, passphrase, KdfCost::DEFAULT)
	}

	fn create_at_cost(
		path: &Path,
		passphrase: Option<&SecretString>,
		cost: KdfCost,
	) -> Result<Self, KeyError> {
		let mut seed = random_bytes::<32>();
		let public = ed25519::Pair::from_seed(&seed).public();
		let secret = match passphrase {
			Some(passphrase) => seal(&seed, &public, passphrase, cost)
				.map_err(|why| KeyError::Malformed(path.into(), why))?,
			None => Secret::Plain(Hexadecimal(seed)),
		};
		seed.zeroize();
		let stored = StoredKey { version: VERSION, public: Hexadecimal(public.0), secret };
		let mut text = serde_json::to_string_pretty(&stored)
			.map_err(|error| KeyError::Malformed(path.into(), error.to_string()))?;
		text.push('\n');
		write_new_private_file(path, text.as_bytes()).map_err(|error| match error.kind() {
			io::ErrorKind::AlreadyExists => KeyError::AlreadyExists(path.into()),
			_ => KeyError::Io(path.into(), error),
		})?;
		text.zeroize();
		Ok(Self { path: path.into(), stored })
	}

	/// Reads a key file.
	///
	/// # Errors
	/// [`KeyError`].
	pub fn read(path: &Path) -> Result<Self, KeyError> {
		let mut text = read_private_file(path)?;
		let malformed =
			|error: serde_json::Error| KeyError::Malformed(path.into(), error.to_string());
		// In a file of a newer version, only the version is certain to be readable.
		let value: serde_json::Value = serde_json::from_str(&text).map_err(malformed)?;
		let version = value.get("version").and_then(serde_json::Value::as_u64);
		match version.and_then(|version| u8::try_from(version).ok()) {
			Some(version) if version > VERSION => {
				return Err(KeyError::NewerVersion(path.into(), version))
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

	/// Returns true if unlocking needs a passphrase.
	pub fn is_sealed(&self) -> bool {
		matches!(self.stored.secret, Secret::Sealed { .. })
	}

	/// Returns the key pair.
	///
	/// - `passphrase`: required if the file is sealed.
	///
	/// # Errors
	/// [`KeyError::NeedsPassphrase`], [`KeyError::WrongPassphrase`], [`KeyError::KeyMismatch`].
	pub fn unlock(&self, passphrase: Option<&SecretString>) -> Result<ed25519::Pair, KeyError> {
		let mut seed = match &self.stored.secret {
			Secret::Plain(seed) => seed.0,
			Secret::Sealed { argon2id, salt, nonce, chacha20poly1305 } => {
				let needed = || KeyError::NeedsPassphrase(self.path.clone());
				let passphrase = passphrase.ok_or_else(needed)?;
				let key = derive_key(passphrase, &salt.0, *argon2id)
					.map_err(|why| KeyError::Malformed(self.path.clone(), why))?;
				let payload =
					Payload { msg: &chacha20poly1305.0, aad: &associated_data(&self.public()) };
				let plaintext =
					ChaCha20Poly1305::new(&key.into()).decrypt(&nonce.0.into(), payload);
				let seed = plaintext.ok().and_then(|seed| <[u8; 32]>::try_from(seed).ok());
				seed.ok_or_else(|| KeyError::WrongPassphrase(self.path.clone()))?
			}
		};
		let pair = ed25519::Pair::from_seed(&seed);
		seed.zeroize();
		match pair.public() == self.public() {
			true => Ok(pair),
			false => Err(KeyError::KeyMismatch(self.path.clone())),
		}
	}
}

impl fmt::Debug for KeyFile {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(out, "KeyFile({}, {})", self.path.display(), self.public())
	}
}

/// The data that is authenticated together with the seed, so that a changed public key is detected.
fn associated_data(public: &ed25519::Public) -> Vec<u8> {
	[b"cairn-gateway/key/".as_slice(), &[VERSION], &public.0].concat()
}

fn seal(
	seed: &[u8; 32],
	public: &ed25519::Public,
	passphrase: &SecretString,
	cost: KdfCost,
) -> Result<Secret, String> {
	let (salt, nonce) = (random_bytes::<16>(), random_bytes::<12>());
	let key = derive_key(passphrase, &salt, cost)?;
	let payload = Payload { msg: seed, aad: &associated_data(public) };
	let sealed = ChaCha20Poly1305::new(&key.into()).encrypt(&nonce.into(), payload);
	let sealed = sealed.ok().and_then(|sealed| <[u8; 48]>::try_from(sealed).ok());
	Ok(Secret::Sealed {
		argon2id: cost,
		salt: Hexadecimal(salt),
		nonce: Hexadecimal(nonce),
		chacha20poly1305: Hexadecimal(sealed.ok_or("encryption failed")?),
	})
}

fn derive_key(passphrase: &SecretString, salt: &[u8], cost: KdfCost) -> Result<[u8; 32], String> {
	if !cost.is_acceptable() {
		return Err("its key derivation cost exceeds what this program accepts".into());
	}
	let mut key = [0; 32];
	let parameters = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(key.len()));
	let parameters = parameters.map_err(|error| error.to_string())?;
	Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters)
		.hash_password_into(passphrase.expose_secret().as_bytes(), salt, &mut key)
		.map_err(|error| error.to_string())?;
	Ok(key)
}

fn random_bytes<const N: usize>() -> [u8; N] {
	let mut bytes = [0; N];
	OsRng.fill_bytes(&mut bytes);
	bytes
}

/// Writes a new file that only its owner can access, from the moment it is created.
fn write_new_private_file(path: &Path, content: &[u8]) -> io::Result<()> {
	let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
	let written = file.write_all(content).and_then(|()| file.sync_all());
	if written.is_err() {
		// An incomplete file would block another attempt.
		let _ = fs::remove_file(path);
	}
	written
}

/// Reads a secret file, unless others can access it.
///
/// # Errors
/// [`KeyError::Io`] and [`KeyError::TooPermissive`].
pub fn read_private_file(path: &Path) -> Result<String, KeyError> {
	let credentials = std::env::var_os(CREDENTIALS_VARIABLE).map(PathBuf::from);
	read_if_not_exposed(path, forbidden_mode(path, credentials.as_deref()))
}

/// Returns the mode bits that a file must not have.
fn forbidden_mode(path: &Path, credentials: Option<&Path>) -> u32 {
	// Every path starts with the empty path.
	match credentials.filter(|folder| folder.is_absolute()) {
		Some(folder) if path.starts_with(folder) => FORBIDDEN_CREDENTIAL_MODE,
		_ => FORBIDDEN_MODE,
	}
}

/// Reads a file, unless its mode contains any of the `forbidden` bits.
fn read_if_not_exposed(path: &Path, forbidden: u32) -> Result<String, KeyError> {
	let read = || {
		let mut file = fs::File::open(path)?;
		// The mode of the open file: the path could be replaced in between.
		let mode = file.metadata()?.permissions().mode();
		let mut text = String::new();
		file.read_to_string(&mut text)?;
		Ok((text, mode))
	};
	let (text, mode) = read().map_err(|error| KeyError::Io(path.into(), error))?;
	match mode & forbidden {
		0 => Ok(text),
		_ => Err(KeyError::TooPermissive(path.into())),
	}
}

#[cfg(test)]
mod tests;
