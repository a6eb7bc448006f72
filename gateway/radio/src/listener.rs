//! Listens to packet forwarders, and notes which of them are connected.

use crate::server::RadioEvent;
use cairn_gateway_types::radio::{Eui, Heard};
use prometheus_endpoint::{register, GaugeVec, Opts, PrometheusError, Registry, U64};
use std::{
	collections::BTreeSet,
	time::{Duration, Instant},
};
use tokio::sync::mpsc;

/// The gauge that shows whether a packet forwarder is connected.
pub const CONNECTED: &str = "cairn_gateway_radio_connected";

/// The time that a packet forwarder may take to connect. They ask every ten seconds or so.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(60);

/// Listens to the packet forwarders of this gateway's devices.
pub struct RadioListener {
	events: mpsc::Receiver<RadioEvent>,
	connected: GaugeVec<U64>,
	/// The forwarders that have never connected and were not warned of yet.
	missing: BTreeSet<Eui>,
	begun: Instant,
}

impl RadioListener {
	/// - `events`: the events of the server.
	/// - `euis`: the packet forwarders that are expected.
	///
	/// # Errors
	/// If the registry has a metric of this name already.
	pub fn new(
		events: mpsc::Receiver<RadioEvent>,
		euis: Vec<Eui>,
		registry: &Registry,
	) -> Result<Self, PrometheusError> {
		let options = Opts::new(CONNECTED, "Whether the packet forwarder asks for packets");
		let connected = register(GaugeVec::new(options, &["eui"])?, registry)?;
		for eui in &euis {
			connected.with_label_values(&[&eui.to_string()]).set(0);
		}
		let missing = euis.into_iter().collect();
		Ok(Self { events, connected, missing, begun: Instant::now() })
	}

	/// Forwards what is heard, and notes which packet forwarders connect and disconnect. Returns when the
	/// server has stopped.
	pub async fn listen(&mut self, heard: mpsc::Sender<Heard>) {
		loop {
			let event = tokio::select! {
				// Those that came while nobody listened first.
				biased;
				event = self.events.recv() => event,
				missing = late(&mut self.missing, self.begun) => {
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
					self.note(eui, true);
					Ok(())
				}
				RadioEvent::Disconnected { eui } => {
					tracing::warn!(
						"packet forwarder {eui} has not asked for packets for a while: is it \
						 running, and is this machine its server?"
					);
					self.note(eui, false);
					Ok(())
				}
			};
			// Without an agent nobody needs it, and one that lags gets what comes later.
			if is_heard.is_err() {
				tracing::debug!("a packet is dropped");
			}
		}
	}

	fn note(&self, eui: Eui, is_here: bool) {
		self.connected.with_label_values(&[&eui.to_string()]).set(is_here.into());
	}
}

/// Waits until those that are missing should have come. Each is told once.
async fn late(missing: &mut BTreeSet<Eui>, begun: Instant) -> BTreeSet<Eui> {
	if missing.is_empty() {
		return std::future::pending().await;
	}
	tokio::time::sleep(CONNECT_TIMEOUT.saturating_sub(begun.elapsed())).await;
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
	async fn packets_should_pass_and_forwarders_be_noted_when_they_come_and_go() {
		let (eui, other) = (Eui([1; 8]), Eui([2; 8]));
		let (events, coming) = mpsc::channel(8);
		let mut listener = RadioListener::new(coming, vec![eui, other], &Registry::new()).unwrap();
		let gauge = listener.connected.clone();
		let is_here = |eui: Eui| gauge.with_label_values(&[&eui.to_string()]).get();
		assert_eq!((is_here(eui), is_here(other)), (0, 0));
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
		assert_eq!((is_here(eui), is_here(other)), (1, 0));
	}

	#[tokio::test]
	async fn forwarder_should_be_missed_once_when_it_has_not_come_in_time() {
		let (eui, other) = (Eui([1; 8]), Eui([2; 8]));
		let (events, coming) = mpsc::channel(8);
		let mut listener = RadioListener::new(coming, vec![eui, other], &Registry::new()).unwrap();
		let address = "127.0.0.1:9".parse().unwrap();
		events.send(RadioEvent::Connected { eui, address }).await.unwrap();
		drop(events);
		listener.listen(mpsc::channel(1).0).await;
		assert_eq!(listener.missing, BTreeSet::from([other]));
		let long_ago = Instant::now().checked_sub(CONNECT_TIMEOUT).unwrap();
		assert_eq!(late(&mut listener.missing, long_ago).await, BTreeSet::from([other]));
		let again = late(&mut listener.missing, long_ago);
		assert!(tokio::time::timeout(Duration::from_millis(50), again).await.is_err());
	}

	#[tokio::test]
	async fn listener_should_not_wait_when_the_agent_lags() {
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
