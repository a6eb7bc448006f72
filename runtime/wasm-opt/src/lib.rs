//! The part of the crate `wasm-opt` that `substrate-wasm-builder` uses: two passes over the Wasm of a
//! runtime, and no optimisation. It replaces that crate through `[patch.crates-io]`.
//!
//! The original crate compiles all of Binaryen, 240 files of C++, which takes a third of the first
//! build of Cairn. `parity-wasm`, which the executor of the SDK uses too, is sufficient:
//!
//! - [`Pass::StripDwarf`] removes the sections for debuggers.
//! - [`Pass::SignextLowering`] has nothing to lower, because the target `wasm32v1-none` has no
//!   sign-extension instructions. It verifies this: it rejects a module with any instruction beyond
//!   the first version of Wasm.

use parity_wasm::elements::{Module, Section};
use std::{fmt, fs, io, path::Path};

/// The passes to run on a module.
#[derive(Debug, Default)]
pub struct OptimizationOptions {
	passes: Vec<Pass>,
	names: bool,
}

/// A pass over a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
	/// Removes the DWARF sections, which are for debuggers.
	StripDwarf,
	/// Verifies that there are no sign-extension instructions.
	SignextLowering,
}

/// The reason why a module could not be written.
#[derive(Debug)]
pub enum OptimizationError {
	/// A file could not be read or written.
	File(io::Error),
	/// The input is not a Wasm module of the first version.
	Module(parity_wasm::SerializationError),
}

impl fmt::Display for OptimizationError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::File(error) => write!(f, "{error}"),
			Self::Module(error) => {
				write!(
					f,
					"this is not Wasm of the target wasm32v1-none: {error}; install that \
					 target with ./scripts/setup and build again"
				)
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
	/// Creates options without optimisation. Only added passes run.
	pub fn new_opt_level_0() -> Self {
		Self::default()
	}

	/// Allows only Wasm of the first version. This is always the case.
	pub fn mvp_features_only(&mut self) -> &mut Self {
		self
	}

	/// Sets whether functions keep their names.
	pub fn debug_info(&mut self, keep: bool) -> &mut Self {
		self.names = keep;
		self
	}

	/// Adds a pass.
	pub fn add_pass(&mut self, pass: Pass) -> &mut Self {
		self.passes.push(pass);
		self
	}

	/// Reads the module from one file, runs the passes, and writes the result to another file or to the
	/// same.
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
