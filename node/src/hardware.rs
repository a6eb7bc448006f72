//! What a validator's machine must be able to do.
//!
//! The numbers are those of the machine that the weights of this SDK release were measured on:
//! slower machines may not finish a full block in time.

use sc_sysinfo::{Metric, Requirement, Requirements, Throughput};

/// The throughput that a validator's machine should reach.
pub fn requirements() -> Requirements {
	let requirement = |metric, minimum| Requirement { metric, minimum, validator_only: false };
	Requirements(vec![
		requirement(Metric::Blake2256, Throughput::from_mibs(1_000.0)),
		requirement(Metric::Sr25519Verify, Throughput::from_kibs(637.62)),
		requirement(Metric::MemCopy, Throughput::from_gibs(11.49)),
		requirement(Metric::DiskSeqWrite, Throughput::from_mibs(950.0)),
		requirement(Metric::DiskRndWrite, Throughput::from_mibs(420.0)),
	])
}
