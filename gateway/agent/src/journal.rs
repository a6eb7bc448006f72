//! What an agent has written down: a folder with one file for each window.
//!
//! Records are appended, a line for each step, and are on disk before the step has any other effect.
//! A line begins with a checksum and ends with a line feed. If the machine stops while a line is
//! written, the line is torn: nothing of its step has happened, and it is cut off when the journal is
//! opened again. A line that is damaged otherwise marks its window as
//! [damaged](Remembered::is_damaged). Windows that are over are forgotten with their
//! files.
//!
//! Secrets are in it: the folder and its files are its user's alone. It belongs to one network and,
//! as long as it is open, to one process: two agents with the same keys would send beacons twice.

use cairn_gateway_agent_core::entry::{Entry, Memory, Record, Remembered};
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

/// How a window's file is named: `12.window`.
const EXTENSION: &str = "window";

/// The file that names the network, and is locked.
const NETWORK: &str = "network";

/// Hexadecimal digits of a line's checksum.
const CHECKSUM: usize = 16;

/// Why a journal cannot be used.
#[derive(Debug)]
pub enum JournalError {
	/// The disk is at fault: which path, and why.
	Disk(PathBuf, io::Error),
	/// Another process uses it.
	InUse(PathBuf),
	/// It belongs to another network.
	OtherNetwork(PathBuf),
	/// Others could read or write it.
	TooOpen(PathBuf),
}

impl fmt::Display for JournalError {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Disk(path, error) => write!(out, "the journal {}: {error}", path.display()),
			Self::InUse(path) => {
				write!(out, "another process uses the journal {}", path.display())
			}
			Self::OtherNetwork(path) => write!(
				out,
				"the journal {} belongs to another network: choose another folder",
				path.display()
			),
			Self::TooOpen(path) => write!(
				out,
				"others may read {}, which holds secrets: chmod 700 the folder, 600 its files",
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
	/// The files of windows that were written to since the start.
	open: BTreeMap<WindowIndex, File>,
	/// Locked as long as it is open.
	_network: File,
}

impl Journal {
	/// Opens the journal in a folder, which is made if it is missing. Answers what it remembers.
	///
	/// # Errors
	/// [`JournalError`].
	pub fn open(folder: &Path, genesis: H256) -> Result<(Self, Memory), JournalError> {
		let at = |path: &Path| {
			let path = path.to_owned();
			move |error| JournalError::Disk(path, error)
		};
		fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(at(folder))?;
		ensure_private(folder)?;
		let network = lock(&folder.join(NETWORK), genesis)?;
		let mut memory = Memory::new();
		for file in fs::read_dir(folder).map_err(at(folder))? {
			let path = file.map_err(at(folder))?.path();
			if let Some(window) = window_of(&path) {
				ensure_private(&path)?;
				memory.insert(window, recall(&path).map_err(at(&path))?);
			}
		}
		sync(folder).map_err(at(folder))?;
		let journal = Self { folder: folder.into(), open: BTreeMap::new(), _network: network };
		Ok((journal, memory))
	}

	/// Writes records, and waits until they are on disk: those of a window are all remembered or
	/// none.
	///
	/// # Errors
	/// [`JournalError::Disk`]. What the records are about must not be done then.
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
		file.write_all(line(entries).as_bytes())?;
		file.sync_data()?;
		if !is_open {
			sync(&self.folder)?;
		}
		self.open.insert(window, file);
		Ok(())
	}

	/// Forgets a window that is over.
	///
	/// # Errors
	/// [`JournalError::Disk`]; the file stays.
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

/// What a folder holds must survive a loss of power too.
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

/// Locks the journal for this process and network.
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
		// New, or torn when it was.
		let rest = ours.get(found.len()..).unwrap_or_default();
		file.write_all(rest.as_bytes()).and_then(|()| file.sync_all()).map_err(disk)?;
	} else if found != ours {
		return Err(JournalError::OtherNetwork(path.into()));
	}
	Ok(file)
}

/// A line with some entries.
fn line(entries: &[Entry]) -> String {
	let content = hex::encode(entries.encode());
	format!("{}{content}\n", checksum(&content))
}

fn checksum(content: &str) -> String {
	hex::encode(Blake2Hasher::hash(content.as_bytes())).chars().take(CHECKSUM).collect()
}

fn parse(line: &[u8]) -> Option<Vec<Entry>> {
	let (sum, content) = std::str::from_utf8(line).ok()?.split_at_checked(CHECKSUM)?;
	if checksum(content) != sum {
		return None;
	}
	Vec::<Entry>::decode(&mut &hex::decode(content).ok()?[..]).ok()
}

/// What a window's file remembers. A torn last line is cut off: the next one must not join it.
fn recall(path: &Path) -> io::Result<Remembered> {
	let bytes = fs::read(path)?;
	let whole =
		bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end.saturating_add(1));
	if whole < bytes.len() {
		let file = OpenOptions::new().write(true).open(path)?;
		file.set_len(whole.try_into().unwrap_or(u64::MAX))?;
		file.sync_all()?;
		tracing::info!(path = %path.display(), "cut off a line that was not written to its end");
	}
	let mut memory = Remembered::default();
	let lines = bytes.get(..whole).unwrap_or_default().split(|byte| *byte == b'\n');
	for line in lines.filter(|line| !line.is_empty()) {
		match parse(line) {
			Some(entries) => memory.entries.extend(entries),
			None => memory.is_damaged = true,
		}
	}
	if memory.is_damaged {
		tracing::error!(path = %path.display(), "damaged: secrets that are readable are revealed");
	}
	Ok(memory)
}

#[cfg(test)]
mod tests;
