//! Executes runtimes, and keeps them compiled on disk.

use sc_executor::{HeapAllocStrategy, WasmExecutor, DEFAULT_HEAP_ALLOC_STRATEGY};
use sc_service::{config::ExecutorConfiguration, Configuration, Error};
use sp_io::SubstrateHostFunctions;
use std::{
	os::unix::fs::{DirBuilderExt, MetadataExt},
	path::{Path, PathBuf},
};

/// Builds the executor. It keeps compiled runtimes in a folder, so that a node restarts within a
/// second.
///
/// - `runtime_cache`: that folder; `None` selects one beside the database.
pub fn new(
	config: &Configuration,
	runtime_cache: Option<PathBuf>,
) -> Result<WasmExecutor<SubstrateHostFunctions>, Error> {
	let ExecutorConfiguration {
		wasm_method,
		max_runtime_instances,
		runtime_cache_size,
		default_heap_pages,
	} = config.executor;
	let heap = default_heap_pages.map_or(DEFAULT_HEAP_ALLOC_STRATEGY, |pages| {
		HeapAllocStrategy::Static { extra_pages: pages.try_into().unwrap_or(u32::MAX) }
	});
	let folder = runtime_cache.unwrap_or_else(|| {
		config.base_path.config_dir(config.chain_spec.id()).join("compiled-runtimes")
	});
	let folder = std::path::absolute(folder)?;
	create_private_folder(&folder)?;
	Ok(WasmExecutor::builder()
		.with_execution_method(wasm_method)
		.with_onchain_heap_alloc_strategy(heap)
		.with_offchain_heap_alloc_strategy(heap)
		.with_max_runtime_instances(max_runtime_instances)
		.with_runtime_cache_size(runtime_cache_size)
		.with_cache_path(folder)
		.build())
}

/// Creates the folder unless it exists. Fails if another user may write to it, because the node
/// executes its files.
fn create_private_folder(folder: &Path) -> Result<(), Error> {
	let failed = |error| {
		Error::Other(format!(
			"cannot store compiled runtimes in {}: {error}; choose another folder with \
			 --runtime-cache",
			folder.display()
		))
	};
	std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed)?;
	let (found, own) = (folder.metadata().map_err(failed)?, Path::new("/proc/self").metadata());
	let is_own = own.map_or(true, |own| own.uid() == found.uid());
	if !is_own || found.mode() & 0o022 != 0 {
		return Err(Error::Other(format!(
			"other users may write to {}, and the node executes its files: run `chmod go-w` on the \
			 folder, or choose a folder of your own with --runtime-cache",
			folder.display()
		)));
	}
	Ok(())
}
