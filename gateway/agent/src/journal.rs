//! The journal of an agent: a folder with one file per window.
//!
//! Records are appended, one line per step and window, and are on disk before the step has any
//! other effect. A line starts with a checksum and ends with a line feed. If the machine stops
//! while it writes a line, that line is torn: no effect of its step was executed, and the line is
//! removed when the journal is opened again. A line that is damaged in any other way marks its
//! window as [damaged](WindowJournal::is_damaged). The file of a closed window is deleted.
//!
//! The journal contains secrets, so only its user may read the folder and its files. It belongs to
//! one network and, while it is open, to one process: two agents with the same keys would send
//! beacons twice.

use cairn_gateway_agent_core::journal::{Entry, JournalContents, Record, WindowJournal};
use cairn_primitives::coverage::WindowIndex;
use codec::{Decode, Encode};
use sp_core::{Blake2Hasher, Hasher, H256};
use std::{
	collections::BTreeMap,
	fmt, fs,
	fs::{File, OpenOptions, TryLockError},
	io::{self, Read, Write},
	os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
	path::{Path, PathBuf},
};

/// The extension of a window's file, such as `12.window`.
const EXTENSION: &str = "window";

/// The name of the file that contains the genesis hash and that is locked.
const NETWORK: &str = "network";

/// The number of hexadecimal digits of a line's checksum.
const CHECKSUM_DIGITS: usize = 16;

/// The reason for which a journal cannot be used.
#[derive(Debug)]
pub enum JournalError {
	/// The file system reported an error for this path.
	Disk(PathBuf, io::Error),
	/// Another process uses the journal.
	InUse(PathBuf),
	/// The journal belongs to another network.
	OtherNetwork(PathBuf),
	/// Other users can read or write the journal.
	TooOpen(PathBuf),
}

impl fmt::Display for JournalError {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Disk(path, error) => {
				write!(out, "cannot use the journal {}: {error}", path.display())
			}
			Self::InUse(path) => {
				write!(out, "another process uses the journal {}: stop it first", path.display())
			}
			Self::OtherNetwork(path) => write!(
				out,
				"the journal {} belongs to another network: choose another folder",
				path.display()
			),
			Self::TooOpen(path) => write!(
				out,
				"others may read {}, which contains secrets: chmod 700 the folder and 600 its files",
				path.display()
			),
		}
	}
}

impl std::error::Error for JournalError {}

/// An open journal.
#[derive(Debug)]
pub struct Journal {
	folder: PathBuf,
	/// The open files of windows written to since the start.
	open: BTreeMap<WindowIndex, File>,
	/// The lock, held until this file is closed.
	_network: File,
}

impl Journal {
	/// Opens the journal in a folder and returns its contents. Creates the folder if it is missing.
	///
	/// # Errors
	/// [`JournalError`].
	pub fn open(folder: &Path, genesis: H256) -> Result<(Self, JournalContents), JournalError> {
		let at = |path: &Path| {
			let path = path.to_owned();
			move |error| JournalError::Disk(path, error)
		};
		fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(at(folder))?;
		ensure_private(folder)?;
		let network = lock(&folder.join(NETWORK), genesis)?;
		let mut contents = JournalContents::new();
		for file in fs::read_dir(folder).map_err(at(folder))? {
			let path = file.map_err(at(folder))?.path();
			if let Some(window) = window_of(&path) {
				ensure_private(&path)?;
				contents.insert(window, read_window(&path).map_err(at(&path))?);
			}
		}
		sync(folder).map_err(at(folder))?;
		let journal = Self { folder: folder.into(), open: BTreeMap::new(), _network: network };
		Ok((journal, contents))
	}

	/// Writes records and waits until they are on disk. The records of a window are written
	/// together or not at all.
	///
	/// # Errors
	/// [`JournalError::Disk`]. The caller must then not execute the effects of the step.
	pub fn write(&mut self, records: Vec<Record>) -> Result<(), JournalError> {
		let mut entries = BTreeMap::<_, Vec<_>>::new();
		for Record { window, entry } in records {
			entries.entry(window).or_default().push(entry);
		}
		for (window, entries) in entries {
			let path = self.path(window);
			self.append(window, &entries).map_err(|error| JournalError::Disk(path, error))?;
		}
		Ok(())
	}

	fn append(&mut self, window: WindowIndex, entries: &[Entry]) -> io::Result<()> {
		let path = self.path(window);
		let is_open = self.open.contains_key(&window);
		let mut file = match self.open.remove(&window) {
			Some(file) => file,
			None => OpenOptions::new().append(true).create(true).mode(0o600).open(path)?,
		};
		file.write_all(encode_line(entries).as_bytes())?;
		file.sync_data()?;
		if !is_open {
			sync(&self.folder)?;
		}
		self.open.insert(window, file);
		Ok(())
	}

	/// Deletes the file of a closed window.
	///
	/// # Errors
	/// [`JournalError::Disk`]. The file stays.
	pub fn forget(&mut self, window: WindowIndex) -> Result<(), JournalError> {
		self.open.remove(&window);
		let path = self.path(window);
		match fs::remove_file(&path) {
			Err(error) if error.kind() != io::ErrorKind::NotFound => {
				Err(JournalError::Disk(path, error))
			}
			_ => Ok(()),
		}
	}

	fn path(&self, window: WindowIndex) -> PathBuf {
		self.folder.join(format!("{window}.{EXTENSION}"))
	}
}

fn window_of(path: &Path) -> Option<WindowIndex> {
	let is_window = path.extension().is_some_and(|extension| extension == EXTENSION);
	is_window.then(|| path.file_stem()?.to_str()?.parse().ok())?
}

/// Writes the entries of a folder to disk, so that its files survive a loss of power.
fn sync(folder: &Path) -> io::Result<()> {
	File::open(folder)?.sync_all()
}

fn ensure_private(path: &Path) -> Result<(), JournalError> {
	let metadata = fs::metadata(path).map_err(|error| JournalError::Disk(path.into(), error))?;
	match metadata.permissions().mode() & 0o077 {
		0 => Ok(()),
		_ => Err(JournalError::TooOpen(path.into())),
	}
}

/// Locks the journal for this process and binds it to the network.
fn lock(path: &Path, genesis: H256) -> Result<File, JournalError> {
	let disk = |error| JournalError::Disk(path.into(), error);
	let mut options = OpenOptions::new();
	options.read(true).write(true).create(true).truncate(false).mode(0o600);
	let mut file = options.open(path).map_err(disk)?;
	ensure_private(path)?;
	match file.try_lock() {
		Ok(()) => {}
		Err(TryLockError::WouldBlock) => return Err(JournalError::InUse(path.into())),
		Err(TryLockError::Error(error)) => return Err(disk(error)),
	}
	let ours = format!("{genesis:?}\n");
	let mut found = String::new();
	file.read_to_string(&mut found).map_err(disk)?;
	if found.len() < ours.len() && ours.starts_with(&found) {
		// The file is new, or it was torn when it was new.
		let rest = ours.get(found.len()..).unwrap_or_default();
		file.write_all(rest.as_bytes()).and_then(|()| file.sync_all()).map_err(disk)?;
	} else if found != ours {
		return Err(JournalError::OtherNetwork(path.into()));
	}
	Ok(file)
}

/// Encodes entries as a line.
fn encode_line(entries: &[Entry]) -> String {
	let content = hex::encode(entries.encode());
	format!("{}{content}\n", checksum(&content))
}

fn checksum(content: &str) -> String {
	hex::encode(Blake2Hasher::hash(content.as_bytes())).chars().take(CHECKSUM_DIGITS).collect()
}

fn decode_line(line: &[u8]) -> Option<Vec<Entry>> {
	let (sum, content) = std::str::from_utf8(line).ok()?.split_at_checked(CHECKSUM_DIGITS)?;
	if checksum(content) != sum {
		return None;
	}
	Vec::<Entry>::decode(&mut &hex::decode(content).ok()?[..]).ok()
}

/// Reads the file of a window. Removes a torn last line, because the next line must not join it.
fn read_window(path: &Path) -> io::Result<WindowJournal> {
	let bytes = fs::read(path)?;
	let whole =
		bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end.saturating_add(1));
	if whole < bytes.len() {
		let file = OpenOptions::new().write(true).open(path)?;
		file.set_len(whole.try_into().unwrap_or(u64::MAX))?;
		file.sync_all()?;
		tracing::info!(path = %path.display(), "removed an incomplete last line from the journal");
	}
	let mut journal = WindowJournal::default();
	let lines = bytes.get(..whole).unwrap_or_default().split(|byte| *byte == b'\n');
	for line in lines.filter(|line| !line.is_empty()) {
		match decode_line(line) {
			Some(entries) => journal.entries.extend(entries),
			None => journal.is_damaged = true,
		}
	}
	if journal.is_damaged {
		tracing::error!(
			path = %path.display(),
			"the journal of a window is damaged; the agent still reveals the readable secrets"
		);
	}
	Ok(journal)
}

#[cfg(test)]
mod tests;
