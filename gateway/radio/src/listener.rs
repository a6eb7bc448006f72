//! Listens to packet forwarders and tracks which of them are connected.

use crate::server::RadioEvent;
use cairn_gateway_types::radio::{Eui, Heard};
use prometheus_endpoint::{register, GaugeVec, Opts, PrometheusError, Registry, U64};
use std::{
	collections::BTreeSet,
	time::{Duration, Instant},
};
use tokio::sync::mpsc;

/// The name of the gauge that shows whether a packet forwarder is connected.
pub const CONNECTED: &str = "cairn_gateway_radio_connected";

/// The time within which a packet forwarder should connect. Forwarders poll about every ten
/// seconds.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(60);

/// Listens to the packet forwarders of this gateway's devices.
pub struct RadioListener {
	events: mpsc::Receiver<RadioEvent>,
	connected: GaugeVec<U64>,
	/// The forwarders that have never connected and that no warning was logged for.
	missing: BTreeSet<Eui>,
	started: Instant,
}

impl RadioListener {
	/// - `events`: the events of the server.
	/// - `euis`: the expected packet forwarders.
	///
	/// # Errors
	/// Fails if the registry already has a metric of this name.
	pub fn new(
		events: mpsc::Receiver<RadioEvent>,
		euis: Vec<Eui>,
		registry: &Registry,
	) -> Result<Self, PrometheusError> {
		let options = Opts::new(CONNECTED, "Whether the packet forwarder is connected");
		let connected = register(GaugeVec::new(options, &["eui"])?, registry)?;
		for eui in &euis {
			connected.with_label_values(&[&eui.to_string()]).set(0);
		}
		let missing = euis.into_iter().collect();
		Ok(Self { events, connected, missing, started: Instant::now() })
	}

	/// Forwards received packets, and tracks which packet forwarders connect and disconnect.
	/// Returns when the server stops.
	pub async fn listen(&mut self, heard: mpsc::Sender<Heard>) {
		loop {
			let event = tokio::select! {
				// Events that arrived before come first.
				biased;
				event = self.events.recv() => event,
				missing = overdue(&mut self.missing, self.started) => {
					for eui in missing {
						tracing::warn!(
							"packet forwarder {eui} has not asked for packets yet: is it running, \
							 is this machine its server, and is this its `gateway_ID`?"
						);
					}
					continue;
				}
			};
			let Some(event) = event else { break };
			let is_heard = match event {
				RadioEvent::Heard(packet) => heard.try_send(packet),
				RadioEvent::Connected { eui, .. } => {
					self.missing.remove(&eui);
					self.set_connected(eui, true);
					Ok(())
				}
				RadioEvent::Disconnected { eui } => {
					tracing::warn!(
						"packet forwarder {eui} has not asked for packets recently: is it running, \
						 and is this machine its server?"
					);
					self.set_connected(eui, false);
					Ok(())
				}
			};
			// The queue is closed without an agent and full if the agent lags.
			if is_heard.is_err() {
				tracing::debug!("dropped a packet: the agent is not running or lags");
			}
		}
	}

	fn set_connected(&self, eui: Eui, is_connected: bool) {
		self.connected.with_label_values(&[&eui.to_string()]).set(is_connected.into());
	}
}

/// Waits until the missing forwarders are overdue, and returns each of them once.
async fn overdue(missing: &mut BTreeSet<Eui>, started: Instant) -> BTreeSet<Eui> {
	if missing.is_empty() {
		return std::future::pending().await;
	}
	tokio::time::sleep(CONNECT_TIMEOUT.saturating_sub(started.elapsed())).await;
	std::mem::take(missing)
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::time::SystemTime;

	fn heard(by: Eui) -> Heard {
		Heard {
			by,
			payload: vec![1],
			rssi_cdbm: -11_000,
			snr_cdb: Some(-200),
			frequency_hz: 868_100_000,
			spreading_factor: Some(12),
			at: SystemTime::UNIX_EPOCH,
		}
	}

	#[tokio::test]
	async fn packets_should_be_forwarded_and_connections_tracked_when_events_arrive() {
		let (eui, other) = (Eui([1; 8]), Eui([2; 8]));
		let (events, coming) = mpsc::channel(8);
		let mut listener = RadioListener::new(coming, vec![eui, other], &Registry::new()).unwrap();
		let gauge = listener.connected.clone();
		let is_connected = |eui: Eui| gauge.with_label_values(&[&eui.to_string()]).get();
		assert_eq!((is_connected(eui), is_connected(other)), (0, 0));
		let address = "127.0.0.1:9".parse().unwrap();
		for event in [
			RadioEvent::Connected { eui, address },
			RadioEvent::Connected { eui: other, address },
			RadioEvent::Heard(heard(eui)),
			RadioEvent::Disconnected { eui: other },
		] {
			events.send(event).await.unwrap();
		}
		drop(events);
		let (sender, mut receiver) = mpsc::channel(8);
		listener.listen(sender).await;
		assert_eq!(receiver.recv().await, Some(heard(eui)));
		assert_eq!(receiver.recv().await, None);
		assert_eq!((is_connected(eui), is_connected(other)), (1, 0));
	}

	#[tokio::test]
	async fn forwarder_should_be_overdue_once_when_it_does_not_connect_in_time() {
		let (eui, other) = (Eui([1; 8]), Eui([2; 8]));
		let (events, coming) = mpsc::channel(8);
		let mut listener = RadioListener::new(coming, vec![eui, other], &Registry::new()).unwrap();
		let address = "127.0.0.1:9".parse().unwrap();
		events.send(RadioEvent::Connected { eui, address }).await.unwrap();
		drop(events);
		listener.listen(mpsc::channel(1).0).await;
		assert_eq!(listener.missing, BTreeSet::from([other]));
		let long_ago = Instant::now().checked_sub(CONNECT_TIMEOUT).unwrap();
		assert_eq!(overdue(&mut listener.missing, long_ago).await, BTreeSet::from([other]));
		let again = overdue(&mut listener.missing, long_ago);
		assert!(tokio::time::timeout(Duration::from_millis(50), again).await.is_err());
	}

	#[tokio::test]
	async fn listener_should_drop_packets_when_the_agent_lags() {
		let (events, coming) = mpsc::channel(8);
		let mut listener = RadioListener::new(coming, Vec::new(), &Registry::new()).unwrap();
		for _ in 0..3 {
			events.send(RadioEvent::Heard(heard(Eui([1; 8])))).await.unwrap();
		}
		drop(events);
		let (sender, mut receiver) = mpsc::channel(1);
		listener.listen(sender).await;
		assert!(receiver.recv().await.is_some());
		assert!(receiver.recv().await.is_none());
	}
}
