//! Tests of the journal, with torn and damaged files.

#![allow(clippy::arithmetic_side_effects)] // a test that overflows fails

use super::*;
use cairn_gateway_agent_core::journal::CallKind;
use proptest::prelude::*;

const GENESIS: H256 = H256::repeat_byte(7);

fn called(device: u32, ordinal: u8) -> Entry {
	Entry::Called { device, kind: CallKind::Announce, ordinal }
}

fn record(window: WindowIndex, entry: Entry) -> Record {
	Record { window, entry }
}

fn write_steps(folder: &Path, steps: u8) -> Vec<Entry> {
	let (mut journal, _) = Journal::open(folder, GENESIS).unwrap();
	let entries: Vec<_> = (0..steps).map(|ordinal| called(3, ordinal)).collect();
	entries.iter().for_each(|entry| journal.write(vec![record(5, entry.clone())]).unwrap());
	entries
}

fn read_back(folder: &Path) -> WindowJournal {
	let (_, mut contents) = Journal::open(folder, GENESIS).unwrap();
	contents.remove(&5).unwrap_or_default()
}

#[test]
fn entries_should_be_kept_when_the_journal_is_opened_again() {
	let folder = tempfile::tempdir().unwrap();
	let folder = folder.path().join("new/journal");
	let entries = write_steps(&folder, 3);
	assert_eq!(read_back(&folder), WindowJournal { entries, is_damaged: false });
}

#[test]
fn window_should_be_deleted_when_it_is_closed() {
	let folder = tempfile::tempdir().unwrap();
	let (mut journal, _) = Journal::open(&folder.path().join("j"), GENESIS).unwrap();
	journal.write(vec![record(5, called(1, 0)), record(6, called(1, 0))]).unwrap();
	journal.forget(5).unwrap();
	journal.forget(5).unwrap();
	drop(journal);
	let (_, contents) = Journal::open(&folder.path().join("j"), GENESIS).unwrap();
	assert_eq!(contents.into_keys().collect::<Vec<_>>(), [6]);
}

#[test]
fn journal_should_be_rejected_when_it_is_in_use_or_of_another_network() {
	let folder = tempfile::tempdir().unwrap();
	let folder = folder.path().join("j");
	let (journal, _) = Journal::open(&folder, GENESIS).unwrap();
	assert!(matches!(Journal::open(&folder, GENESIS), Err(JournalError::InUse(_))));
	drop(journal);
	let other = Journal::open(&folder, H256::repeat_byte(8));
	assert!(matches!(other, Err(JournalError::OtherNetwork(_))));
	Journal::open(&folder, GENESIS).unwrap();
}

#[test]
fn journal_should_be_rejected_when_others_may_read_it() {
	let folder = tempfile::tempdir().unwrap();
	let folder = folder.path().join("j");
	write_steps(&folder, 1);
	let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
	assert_eq!((mode(&folder), mode(&folder.join("5.window"))), (0o700, 0o600));
	for (path, open, private) in
		[(folder.clone(), 0o750, 0o700), (folder.join("5.window"), 0o644, 0o600)]
	{
		fs::set_permissions(&path, fs::Permissions::from_mode(open)).unwrap();
		let refused = Journal::open(&folder, GENESIS);
		assert!(matches!(refused, Err(JournalError::TooOpen(found)) if found == path));
		fs::set_permissions(&path, fs::Permissions::from_mode(private)).unwrap();
	}
	Journal::open(&folder, GENESIS).unwrap();
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn complete_lines_should_be_kept_when_the_last_one_is_torn(cut in 1usize..400, more in 1u8..4) {
		let folder = tempfile::tempdir().unwrap();
		let folder = folder.path().join("j");
		let entries = write_steps(&folder, 6);
		let path = folder.join("5.window");
		let bytes = fs::read(&path).unwrap();
		let kept = bytes.len().saturating_sub(cut);
		OpenOptions::new().write(true).open(&path).unwrap().set_len(kept as u64).unwrap();
		let whole = bytes[..kept].iter().filter(|byte| **byte == b'\n').count();
		let expected = &entries[..whole];
		let found = read_back(&folder);
		prop_assert_eq!(&found.entries[..], expected);
		prop_assert!(!found.is_damaged);
		// The next line does not join the torn line.
		let next = write_steps(&folder, more);
		prop_assert_eq!(read_back(&folder).entries, [expected, &next[..]].concat());
	}

	#[test]
	fn window_should_be_damaged_when_a_line_is_altered(
		place in any::<prop::sample::Index>(),
		flip in 1u8..=255,
	) {
		let folder = tempfile::tempdir().unwrap();
		let folder = folder.path().join("j");
		let entries = write_steps(&folder, 4);
		let path = folder.join("5.window");
		let mut bytes = fs::read(&path).unwrap();
		let place = place.index(bytes.len() - 1);
		bytes[place] ^= flip;
		fs::write(&path, &bytes).unwrap();
		let found = read_back(&folder);
		prop_assert!(found.is_damaged);
		prop_assert!(found.entries.iter().all(|entry| entries.contains(entry)));
	}

	#[test]
	fn journal_should_open_when_its_files_are_garbage(
		bytes in prop::collection::vec(any::<u8>(), 0..300),
	) {
		let folder = tempfile::tempdir().unwrap();
		let folder = folder.path().join("j");
		write_steps(&folder, 0);
		let mut file = OpenOptions::new();
		let mut file = file.write(true).create(true).truncate(true).mode(0o600)
			.open(folder.join("5.window")).unwrap();
		file.write_all(&bytes).unwrap();
		prop_assert!(read_back(&folder).entries.is_empty());
	}
}
