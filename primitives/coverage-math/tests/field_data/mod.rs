//! Reads the field data from `../shared/data`, relative to the workspace, or from the folder that the
//! environment variable `CAIRN_FIELD_DATA` names.

use std::{env, fs, path::PathBuf, process::Command};

/// Returns the rows of a CSV file below its header, split at the commas. Returns `None` if the data are
/// absent, and prints that the test is skipped.
pub fn rows(file: &str) -> Option<Vec<Vec<String>>> {
	let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
	let path = env::var_os("CAIRN_FIELD_DATA").map_or_else(beside, PathBuf::from).join(file);
	if !path.exists() {
		println!("skipped: no field data at {}", path.display());
		return None;
	}
	let bytes = if file.ends_with(".gz") {
		let unpacked = Command::new("gzip").arg("-dc").arg(&path).output().unwrap();
		assert!(unpacked.status.success(), "gzip could not read {}", path.display());
		unpacked.stdout
	} else {
		fs::read(&path).unwrap()
	};
	let text = String::from_utf8(bytes).unwrap();
	Some(text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect())
}
