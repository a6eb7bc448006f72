use super::*;
use tempfile::TempDir;

const CHEAP: KdfCost = KdfCost { memory_kib: 8, passes: 1, lanes: 1 };

fn passphrase(text: &str) -> SecretString {
	text.to_owned().into()
}

fn folder() -> TempDir {
	tempfile::tempdir().unwrap()
}

fn mode(path: &Path) -> u32 {
	fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn rewrite(path: &Path, from: &str, to: &str) {
	let text = fs::read_to_string(path).unwrap();
	assert!(text.contains(from), "{from} is not in {text}");
	fs::write(path, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn key_should_be_unchanged_when_it_is_read_again() {
	let folder = folder();
	for (name, words) in [("plain", None), ("sealed", Some(passphrase("correct horse")))] {
		let path = folder.path().join(name);
		let made = KeyFile::create_at_cost(&path, words.as_ref(), CHEAP).unwrap();
		let read = KeyFile::read(&path).unwrap();
		assert_eq!(read.is_sealed(), words.is_some());
		assert_eq!(read.public(), made.public());
		assert_eq!(read.unlock(words.as_ref()).unwrap().public(), made.public());
		assert_eq!(mode(&path), 0o600);
	}
}

#[test]
fn keys_should_differ_when_two_are_created() {
	let folder = folder();
	let make = |name| KeyFile::create(&folder.path().join(name), None).unwrap().public();
	assert_ne!(make("one"), make("other"));
}

#[test]
fn seed_should_not_be_in_the_file_when_it_is_sealed() {
	let path = folder().path().join("key");
	let folder = path.parent().unwrap();
	fs::create_dir_all(folder).unwrap();
	let words = passphrase("correct horse");
	let made = KeyFile::create_at_cost(&path, Some(&words), CHEAP).unwrap();
	let seed = hex::encode(made.unlock(Some(&words)).unwrap().seed());
	assert!(!fs::read_to_string(&path).unwrap().contains(&seed));
	assert!(!format!("{made:?}").contains(&seed));
	fs::remove_dir_all(folder).unwrap();
}

#[test]
fn file_should_not_be_overwritten_when_it_exists() {
	let folder = folder();
	let path = folder.path().join("key");
	let first = KeyFile::create(&path, None).unwrap().public();
	assert!(matches!(KeyFile::create(&path, None), Err(KeyError::AlreadyExists(_))));
	assert_eq!(KeyFile::read(&path).unwrap().public(), first);
}

#[test]
fn file_should_be_rejected_when_others_can_access_it() {
	let folder = folder();
	let path = folder.path().join("key");
	KeyFile::create(&path, None).unwrap();
	for open in [0o640, 0o604, 0o620, 0o601] {
		fs::set_permissions(&path, fs::Permissions::from_mode(open)).unwrap();
		let error = KeyFile::read(&path).unwrap_err();
		assert!(matches!(error, KeyError::TooPermissive(_)), "{open:o}");
		assert!(error.to_string().contains("chmod 600"), "{error}");
	}
	fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
	assert!(KeyFile::read(&path).is_ok());
}

#[test]
fn credential_should_be_read_when_its_access_list_appears_as_a_right_of_the_group() {
	let folder = folder();
	let path = folder.path().join("passphrase");
	fs::write(&path, "words").unwrap();
	let is_readable = |mode, forbidden| {
		fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
		read_if_not_exposed(&path, forbidden).is_ok()
	};
	for (mode, as_credential) in [(0o400, true), (0o440, true), (0o444, false), (0o660, false)] {
		assert_eq!(is_readable(mode, FORBIDDEN_CREDENTIAL_MODE), as_credential, "{mode:o}");
		assert_eq!(is_readable(mode, FORBIDDEN_MODE), mode == 0o400, "{mode:o}");
	}
	let of = |credentials: Option<&str>| forbidden_mode(&path, credentials.map(Path::new));
	assert_eq!(of(folder.path().to_str()), FORBIDDEN_CREDENTIAL_MODE);
	for other_folder in [None, Some(""), Some("/run/credentials/x")] {
		assert_eq!(of(other_folder), FORBIDDEN_MODE);
	}
}

#[test]
fn file_should_stay_locked_when_the_passphrase_is_wrong_or_missing() {
	let folder = folder();
	let path = folder.path().join("key");
	let key = KeyFile::create_at_cost(&path, Some(&passphrase("right")), CHEAP).unwrap();
	assert!(matches!(key.unlock(Some(&passphrase("wrong"))), Err(KeyError::WrongPassphrase(_))));
	assert!(matches!(key.unlock(Some(&passphrase(""))), Err(KeyError::WrongPassphrase(_))));
	assert!(matches!(key.unlock(None), Err(KeyError::NeedsPassphrase(_))));
}

#[test]
fn file_should_stay_locked_when_any_part_of_it_was_changed() {
	let words = passphrase("right");
	let folder = folder();
	let other = KeyFile::create(&folder.path().join("other"), None).unwrap();
	for field in ["public", "salt", "nonce", "chacha20poly1305"] {
		let path = folder.path().join(field);
		let key = KeyFile::create_at_cost(&path, Some(&words), CHEAP).unwrap();
		let text = fs::read_to_string(&path).unwrap();
		let value = text.split(&format!("\"{field}\": \"")).nth(1).unwrap();
		let value = value.split('"').next().unwrap().to_owned();
		let changed = match field {
			"public" => Hexadecimal(other.public().0).to_string(),
			_ => value[..value.len() - 1].to_owned() + if value.ends_with('0') { "1" } else { "0" },
		};
		rewrite(&path, &value, &changed);
		let opened = KeyFile::read(&path).unwrap().unlock(Some(&words));
		assert!(matches!(opened, Err(KeyError::WrongPassphrase(_))), "{field} of {key:?}");
	}
}

#[test]
fn key_should_be_rejected_when_its_public_and_secret_parts_do_not_match() {
	let folder = folder();
	let path = folder.path().join("key");
	let key = KeyFile::create(&path, None).unwrap();
	let other = KeyFile::create(&folder.path().join("other"), None).unwrap();
	let text = |key: &KeyFile| Hexadecimal(key.public().0).to_string();
	rewrite(&path, &text(&key), &text(&other));
	assert!(matches!(KeyFile::read(&path).unwrap().unlock(None), Err(KeyError::KeyMismatch(_))));
}

#[test]
fn file_should_be_rejected_when_it_is_newer_malformed_or_too_costly() {
	let folder = folder();
	let path = folder.path().join("key");
	KeyFile::create_at_cost(&path, Some(&passphrase("right")), CHEAP).unwrap();
	rewrite(&path, "\"memory_kib\": 8", "\"memory_kib\": 4000000000");
	let opened = KeyFile::read(&path).unwrap().unlock(Some(&passphrase("right")));
	assert!(matches!(opened, Err(KeyError::Malformed(..))));
	rewrite(&path, "\"version\": 1", "\"version\": 1, \"colour\": 3");
	let error = KeyFile::read(&path).unwrap_err();
	assert!(error.to_string().contains("colour"), "{error}");
	rewrite(&path, "\"version\": 1", "\"version\": 2");
	assert!(matches!(KeyFile::read(&path), Err(KeyError::NewerVersion(_, 2))));
}

#[test]
fn default_cost_should_seal_and_unlock_when_no_other_is_given() {
	let folder = folder();
	let (path, words) = (folder.path().join("key"), passphrase("right"));
	let key = KeyFile::create(&path, Some(&words)).unwrap();
	assert_eq!(key.unlock(Some(&words)).unwrap().public(), key.public());
	assert!(fs::read_to_string(&path).unwrap().contains("\"memory_kib\": 65536"));
}
