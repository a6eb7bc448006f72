//! Metrics for Prometheus.

use cairn_gateway_agent_core::note::{DeviceEvent, Note};
use prometheus_endpoint::{
	register, Counter, CounterVec, Gauge, Opts, PrometheusError, Registry, U64,
};

/// Counters and gauges of an agent. An event that a reorganisation retracts and repeats is counted
/// twice.
#[derive(Clone)]
pub struct Metrics {
	/// Challenges of this gateway's devices.
	pub challenges: Counter<U64>,
	/// Announcements included in a block.
	pub announced: Counter<U64>,
	/// Beacons accepted by the packet forwarder.
	pub beaconed: Counter<U64>,
	/// Beacons of other devices that were received and match their announcement.
	pub heard: Counter<U64>,
	/// Reports stored by the chain.
	pub reported: Counter<U64>,
	/// Settled beacons of this gateway's devices.
	pub settled: Counter<U64>,
	/// Judged reports of this gateway's devices, by verdict.
	pub judged: CounterVec<U64>,
	/// Missed challenges, by reason.
	pub missed: CounterVec<U64>,
	/// Beacons that the packet forwarder rejected or did not answer.
	pub unsent: Counter<U64>,
	/// Calls that the chain refused and that are not retried, by reason.
	pub refused: CounterVec<U64>,
	/// Strikes of this gateway's devices.
	pub strikes: Counter<U64>,
	/// The number of the best block.
	pub best_block: Gauge<U64>,
	/// The number of the latest final block.
	pub final_block: Gauge<U64>,
	/// The number of times a broken connection was replaced.
	pub reconnections: Gauge<U64>,
	/// The index of the endpoint in use, from 0 in the order of the configuration.
	pub endpoint: Gauge<U64>,
}

impl Metrics {
	/// Creates the metrics and registers them.
	///
	/// # Errors
	/// Fails if the registry already has metrics of these names.
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
			announced: counter("announced", "Announcements included in a block")?,
			beaconed: counter("beaconed", "Beacons accepted by the packet forwarder")?,
			heard: counter(
				"heard",
				"Received beacons of other devices that match their announcement",
			)?,
			reported: counter("reported", "Reports stored by the chain")?,
			settled: counter("settled", "Settled beacons of this gateway's devices")?,
			judged: counters(
				"judged",
				"Judged reports of this gateway's devices, by verdict",
				"verdict",
			)?,
			missed: counters("missed", "Missed challenges, by reason", "reason")?,
			unsent: counter(
				"unsent",
				"Beacons that the packet forwarder rejected or did not answer",
			)?,
			refused: counters(
				"refused",
				"Calls that the chain refused and that are not retried, by reason",
				"reason",
			)?,
			strikes: counter("strikes", "Strikes of this gateway's devices")?,
			best_block: gauge("best_block", "Number of the best block")?,
			final_block: gauge("final_block", "Number of the latest final block")?,
			reconnections: gauge(
				"reconnections",
				"Number of times a broken connection was replaced",
			)?,
			endpoint: gauge("endpoint", "Index of the endpoint in use, from 0")?,
		})
	}

	/// Counts a device event.
	pub fn count(&self, note: &Note) {
		match &note.event {
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
	fn event_should_be_counted_when_it_is_noted() {
		let registry = Registry::new();
		let metrics = Metrics::new(&registry).unwrap();
		assert!(Metrics::new(&registry).is_err(), "names are taken");
		let note = |event| metrics.count(&Note { device: 1, window: Some(2), event });
		note(DeviceEvent::Challenged);
		note(DeviceEvent::Missed(Miss::TooLate));
		note(DeviceEvent::Judged { beaconer: 1, verdict: "TooFar".into(), units: 0 });
		assert_eq!(metrics.challenges.get(), 1);
		assert_eq!(metrics.missed.with_label_values(&["too_late"]).get(), 1);
		assert_eq!(metrics.judged.with_label_values(&["TooFar"]).get(), 1);
	}
}
