//! Benchmarks the hardware, and compares it with what a validator needs.
//!
//! The requirements are those of the reference machine on which the weights of this SDK release were
//! measured. A slower machine may not finish a full block in time.

use sc_service::{Configuration, SpawnTaskHandle};
use sc_sysinfo::{HwBench, Metric, Requirement, Requirements, Throughput};
use sc_telemetry::Telemetry;

/// Returns the throughput that the machine of a validator needs.
fn requirements() -> Requirements {
	let requirement = |metric, minimum| Requirement { metric, minimum, validator_only: false };
	Requirements(vec![
		requirement(Metric::Blake2256, Throughput::from_mibs(1_000.0)),
		requirement(Metric::Sr25519Verify, Throughput::from_kibs(637.62)),
		requirement(Metric::MemCopy, Throughput::from_gibs(11.49)),
		requirement(Metric::DiskSeqWrite, Throughput::from_mibs(950.0)),
		requirement(Metric::DiskRndWrite, Throughput::from_mibs(420.0)),
	])
}

/// Benchmarks the machine. Returns `None` if there is no disk to measure.
pub fn measure(config: &Configuration) -> Option<HwBench> {
	let path = config.database.path()?;
	if let Err(error) = std::fs::create_dir_all(path) {
		log::warn!(
			"Skipped the hardware benchmark because {} cannot be created: {error}. Create the \
			 folder, or start with --no-hardware-benchmarks.",
			path.display()
		);
		return None;
	}
	Some(sc_sysinfo::gather_hwbench(Some(path), &requirements()))
}

/// Logs the results, warns a validator whose machine is too slow, and sends the results to the
/// telemetry server.
pub fn report(
	measured: HwBench,
	is_authority: bool,
	tasks: &SpawnTaskHandle,
	telemetry: Option<&mut Telemetry>,
) {
	sc_sysinfo::print_hwbench(&measured);
	if let (true, Err(error)) =
		(is_authority, requirements().check_hardware(&measured, is_authority))
	{
		log::warn!(
			"⚠️ This machine is slower than a validator requires ({error}): it may author its \
			 blocks too late and earn less. See docs/validators.md, 'Hardware'."
		);
	}
	if let Some(telemetry) = telemetry {
		tasks.spawn(
			"telemetry-hwbench",
			None,
			sc_sysinfo::initialize_hwbench_telemetry(telemetry.handle(), measured),
		);
	}
}
