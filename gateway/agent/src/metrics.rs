//! Metrics for Prometheus.

use cairn_gateway_agent_core::note::{DeviceEvent, Note};
use prometheus_endpoint::{
	register, Counter, CounterVec, Gauge, Opts, PrometheusError, Registry, U64,
};

/// Counters and gauges of an agent. What a reorganisation of the chain undoes and does again is
/// counted twice.
#[derive(Clone)]
pub struct Metrics {
	/// Challenges of one's devices.
	pub challenges: Counter<U64>,
	/// Announcements that are in a block.
	pub announced: Counter<U64>,
	/// Beacons that the radio has taken.
	pub beaconed: Counter<U64>,
	/// Beacons of others that were heard and checked.
	pub heard: Counter<U64>,
	/// Reports that are kept.
	pub reported: Counter<U64>,
	/// Beacons that were settled.
	pub settled: Counter<U64>,
	/// Reports of one's devices that were judged, by verdict.
	pub judged: CounterVec<U64>,
	/// Challenges that came to nothing, by reason.
	pub missed: CounterVec<U64>,
	/// Beacons that the radio has not taken.
	pub unsent: Counter<U64>,
	/// Calls that the chain has refused for good, by reason.
	pub refused: CounterVec<U64>,
	/// Strikes of one's devices.
	pub strikes: Counter<U64>,
	/// The number of the best block.
	pub best_block: Gauge<U64>,
	/// The number of the last final block.
	pub final_block: Gauge<U64>,
	/// How often a broken connection was replaced.
	pub reconnections: Gauge<U64>,
	/// The place of the endpoint in use, counted from 0 in the order of the configuration.
	pub endpoint: Gauge<U64>,
}

impl Metrics {
	/// Metrics that a registry shows.
	///
	/// # Errors
	/// If the registry has metrics of these names already.
	pub fn new(registry: &Registry) -> Result<Self, PrometheusError> {
		let counter = |name: &str, help: &str| {
			register(Counter::new(format!("cairn_gateway_{name}_total"), help)?, registry)
		};
		let counters = |name: &str, help: &str, label: &str| {
			let options = Opts::new(format!("cairn_gateway_{name}_total"), help);
			register(CounterVec::new(options, &[label])?, registry)
		};
		let gauge = |name: &str, help: &str| {
			register(Gauge::new(format!("cairn_gateway_{name}"), help)?, registry)
		};
		Ok(Self {
			challenges: counter("challenges", "Challenges of this gateway's devices")?,
			announced: counter("announced", "Announcements that are in a block")?,
			beaconed: counter("beaconed", "Beacons that the radio has taken")?,
			heard: counter("heard", "Beacons of others that were heard and checked")?,
			reported: counter("reported", "Reports that the chain keeps")?,
			settled: counter("settled", "Beacons that were settled")?,
			judged: counters("judged", "Reports that were judged, by verdict", "verdict")?,
			missed: counters("missed", "Challenges that came to nothing, by reason", "reason")?,
			unsent: counter("unsent", "Beacons that the radio has not taken")?,
			refused: counters("refused", "Calls that the chain has refused for good", "reason")?,
			strikes: counter("strikes", "Strikes of this gateway's devices")?,
			best_block: gauge("best_block", "Number of the best block")?,
			final_block: gauge("final_block", "Number of the last final block")?,
			reconnections: gauge("reconnections", "Broken connections that were replaced")?,
			endpoint: gauge("endpoint", "Place of the endpoint in use, from 0")?,
		})
	}

	/// Counts what has happened to a device.
	pub fn count(&self, note: &Note) {
		match &note.what {
			DeviceEvent::Challenged => self.challenges.inc(),
			DeviceEvent::Announced => self.announced.inc(),
			DeviceEvent::Beaconed => self.beaconed.inc(),
			DeviceEvent::BeaconUnanswered | DeviceEvent::BeaconRefused(_) => self.unsent.inc(),
			DeviceEvent::Heard { .. } => self.heard.inc(),
			DeviceEvent::Reported { .. } => self.reported.inc(),
			DeviceEvent::Settled { .. } => self.settled.inc(),
			DeviceEvent::Judged { verdict, .. } => self.judged.with_label_values(&[verdict]).inc(),
			DeviceEvent::Missed(miss) => self.missed.with_label_values(&[miss.name()]).inc(),
			DeviceEvent::Refused(refusal) => {
				self.refused.with_label_values(&[&format!("{refusal:?}")]).inc();
			}
			DeviceEvent::Struck { .. } => self.strikes.inc(),
			DeviceEvent::Eligible | DeviceEvent::Ineligible(_) => {}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use cairn_gateway_agent_core::note::Miss;

	#[test]
	fn happening_should_be_counted_when_it_is_noted() {
		let registry = Registry::new();
		let metrics = Metrics::new(&registry).unwrap();
		assert!(Metrics::new(&registry).is_err(), "names are taken");
		let note = |what| metrics.count(&Note { device: 1, window: Some(2), what });
		note(DeviceEvent::Challenged);
		note(DeviceEvent::Missed(Miss::TooLate));
		note(DeviceEvent::Judged { beaconer: 1, verdict: "TooFar".into(), units: 0 });
		assert_eq!(metrics.challenges.get(), 1);
		assert_eq!(metrics.missed.with_label_values(&["too_late"]).get(), 1);
		assert_eq!(metrics.judged.with_label_values(&["TooFar"]).get(), 1);
	}
}
