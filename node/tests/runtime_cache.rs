//! The folder for compiled runtimes.

use std::{fs, os::unix::fs::PermissionsExt, process::Command};

#[test]
fn node_should_refuse_to_start_when_other_users_may_write_to_its_compiled_runtimes() {
	let folder = std::env::temp_dir().join(format!("cairn-runtime-cache-{}", std::process::id()));
	fs::create_dir(&folder).unwrap();
	fs::set_permissions(&folder, PermissionsExt::from_mode(0o777)).unwrap();
	let node = Command::new(env!("CARGO_BIN_EXE_cairn-node"))
		.args(["--dev", "--tmp", "--no-hardware-benchmarks", "--runtime-cache"])
		.arg(&folder)
		.output()
		.unwrap();
	let log = String::from_utf8(node.stderr).unwrap();
	assert!(!node.status.success());
	assert!(log.contains("chmod go-w") && log.contains(folder.to_str().unwrap()), "{log}");
	assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
	fs::remove_dir(&folder).unwrap();
}
