//! Tests the result of the passes.

#![allow(clippy::unwrap_used)] // a test that panics fails, as it should

use parity_wasm::{
	builder,
	elements::{CustomSection, Instruction, Instructions, Module, Section},
};
use std::{fs, path::PathBuf};
use wasm_opt::{OptimizationOptions, Pass};

/// Creates a module with a function, and with sections of these names.
fn module(sections: &[&str]) -> Module {
	let body =
		Instructions::new(vec![Instruction::I32Const(-1), Instruction::Drop, Instruction::End]);
	let mut module =
		builder::module().function().body().with_instructions(body).build().build().build();
	for name in sections {
		let section = CustomSection::new((*name).into(), vec![0]);
		module.sections_mut().push(Section::Custom(section));
	}
	module
}

fn file(name: &str, bytes: &[u8]) -> PathBuf {
	let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
	fs::write(&path, bytes).unwrap();
	path
}

fn sections(module: &Module) -> Vec<&str> {
	module.custom_sections().map(CustomSection::name).collect()
}

#[test]
fn run_should_remove_debug_sections_when_the_pass_is_added() {
	let before = module(&["runtime_version", ".debug_info", "reloc..debug_line", "name"]);
	let path = file("debug.wasm", &before.clone().into_bytes().unwrap());
	OptimizationOptions::new_opt_level_0()
		.mvp_features_only()
		.debug_info(true)
		.add_pass(Pass::StripDwarf)
		.add_pass(Pass::SignextLowering)
		.run(&path, &path)
		.unwrap();
	let after = Module::from_bytes(fs::read(&path).unwrap()).unwrap();
	assert_eq!(sections(&after), ["runtime_version", "name"]);
	assert_eq!(after.code_section(), before.code_section());
	assert_eq!(after.type_section(), before.type_section());
}

#[test]
fn run_should_keep_all_sections_but_names_when_no_pass_is_added() {
	let path = file("plain.wasm", &module(&[".debug_info", "name"]).into_bytes().unwrap());
	OptimizationOptions::new_opt_level_0().run(&path, &path).unwrap();
	let after = Module::from_bytes(fs::read(&path).unwrap()).unwrap();
	assert_eq!(sections(&after), [".debug_info"]);
}

#[test]
fn run_should_reject_a_module_when_it_has_a_sign_extension_instruction() {
	const I32_CONST: u8 = 0x41;
	const I32_EXTEND8_S: u8 = 0xc0;
	let bytes = module(&[]).into_bytes().unwrap();
	// `i32.const -1; drop` is `41 7f 1a`.
	let at = bytes.windows(3).position(|code| code == [I32_CONST, 0x7f, 0x1a]).unwrap();
	let mut bytes = bytes;
	bytes[at + 2] = I32_EXTEND8_S;
	let path = file("signs.wasm", &bytes);
	let error = OptimizationOptions::new_opt_level_0()
		.add_pass(Pass::SignextLowering)
		.run(&path, &path)
		.unwrap_err();
	assert!(error.to_string().contains("wasm32v1-none"), "{error}");
	assert_eq!(fs::read(&path).unwrap(), bytes);
}

#[test]
fn run_should_name_the_cause_when_the_file_does_not_exist() {
	let nowhere = PathBuf::from("no such module.wasm");
	let error = OptimizationOptions::new_opt_level_0().run(&nowhere, &nowhere).unwrap_err();
	assert!(error.to_string().contains("No such file"), "{error}");
}
