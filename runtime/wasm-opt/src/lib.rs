//! What `substrate-wasm-builder` asks of the crate `wasm-opt`, in whose place this one is
//! (`[patch.crates-io]`): two passes over the Wasm of a runtime, and no optimisation.
//!
//! The crate of that name compiles all of Binaryen for them, 240 files of C++, a third of what a
//! first build of Cairn takes. `parity-wasm`, with which the SDK's executor looks into runtimes
//! too, is enough:
//!
//! - [`Pass::StripDwarf`] leaves out the sections for debuggers.
//! - [`Pass::SignextLowering`] has nothing to lower, for the target `wasm32v1-none` has no
//!   instructions that extend signs. It makes sure of it: a module with any instruction beyond the
//!   first version of Wasm is refused.

use parity_wasm::elements::{Module, Section};
use std::{fmt, fs, io, path::Path};

/// What is done to a module.
#[derive(Debug, Default)]
pub struct OptimizationOptions {
	passes: Vec<Pass>,
	names: bool,
}

/// One thing that is done to a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
	/// Leaves out what DWARF tells a debugger.
	StripDwarf,
	/// Makes sure that no instruction extends a sign.
	SignextLowering,
}

/// Why a module could not be made.
#[derive(Debug)]
pub enum OptimizationError {
	/// A file could not be read or written.
	File(io::Error),
	/// The module is none, or is not one of Wasm's first version.
	Module(parity_wasm::SerializationError),
}

impl fmt::Display for OptimizationError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::File(error) => write!(f, "{error}"),
			Self::Module(error) => {
				write!(f, "this is no Wasm of the target wasm32v1-none, install that one: {error}")
			}
		}
	}
}

impl std::error::Error for OptimizationError {}

impl From<io::Error> for OptimizationError {
	fn from(error: io::Error) -> Self {
		Self::File(error)
	}
}

impl From<parity_wasm::SerializationError> for OptimizationError {
	fn from(error: parity_wasm::SerializationError) -> Self {
		Self::Module(error)
	}
}

impl OptimizationOptions {
	/// Nothing is done but the passes that are added.
	pub fn new_opt_level_0() -> Self {
		Self::default()
	}

	/// Only Wasm of the first version is allowed, which is so in any case.
	pub fn mvp_features_only(&mut self) -> &mut Self {
		self
	}

	/// Whether functions keep their names.
	pub fn debug_info(&mut self, keep: bool) -> &mut Self {
		self.names = keep;
		self
	}

	/// Adds a pass.
	pub fn add_pass(&mut self, pass: Pass) -> &mut Self {
		self.passes.push(pass);
		self
	}

	/// Reads the module in one file and writes what is made of it to another, or to the same.
	pub fn run(&self, from: &Path, to: &Path) -> Result<(), OptimizationError> {
		let mut module = Module::from_bytes(fs::read(from)?)?;
		module.sections_mut().retain(|section| match section {
			Section::Custom(section) => self.keeps(section.name()),
			_ => true,
		});
		Ok(fs::write(to, module.into_bytes()?)?)
	}

	fn keeps(&self, section: &str) -> bool {
		match section {
			"name" => self.names,
			name => !self.passes.contains(&Pass::StripDwarf) || !name.contains(".debug_"),
		}
	}
}
