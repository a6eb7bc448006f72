//! Reads the metrics of the running program, from its own endpoint.

use crate::failure::{Context, Failure};
use std::{net::SocketAddr, time::Duration};
use tokio::{
	io::{AsyncReadExt, AsyncWriteExt},
	net::TcpStream,
	time::timeout,
};

/// It is on this machine: it answers at once, or hangs.
const SCRAPE_TIMEOUT: Duration = Duration::from_secs(3);

/// How much it may say.
const MAX_RESPONSE_BYTES: u64 = 16 * 1_024 * 1_024;

/// The metrics, as Prometheus gets them.
///
/// # Errors
/// If nobody answers.
pub async fn scrape(address: SocketAddr) -> Result<String, Failure> {
	let answer = timeout(SCRAPE_TIMEOUT, ask(address)).await;
	let answer = answer.map_err(|_| Failure::new("no answer in time")).and_then(|answer| answer);
	let answer = answer.context(format!("the metrics at {address}"));
	answer.map_err(|failure| failure.next_step("is `cairn-gateway run` at work, with this config.toml?"))
}

async fn ask(address: SocketAddr) -> Result<String, Failure> {
	let mut stream = TcpStream::connect(address).await?;
	// Of version 1.0: the answer comes in one piece, and ends with the connection.
	let request = format!("GET /metrics HTTP/1.0\r\nHost: {address}\r\n\r\n");
	stream.write_all(request.as_bytes()).await?;
	let mut answer = String::new();
	stream.take(MAX_RESPONSE_BYTES).read_to_string(&mut answer).await?;
	content(&answer).map(Into::into)
}

fn content(answer: &str) -> Result<&str, Failure> {
	let (head, content) =
		answer.split_once("\r\n\r\n").ok_or_else(|| Failure::new("this is no HTTP"))?;
	let status = head.lines().next().unwrap_or_default();
	match status.split(' ').nth(1) {
		Some("200") => Ok(content),
		_ => Err(Failure::new(format!("it answers {status}"))),
	}
}

/// The value of a metric with these labels.
pub fn value(metrics: &str, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
	metrics.lines().find_map(|line| {
		let (series, value) = line.rsplit_once(' ')?;
		let (found, rest) = series.split_once('{').unwrap_or((series, ""));
		let has = |(label, value): &(&str, &str)| rest.contains(&format!("{label}=\"{value}\""));
		(found == name && labels.iter().all(has)).then(|| value.parse().ok())?
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use tokio::net::TcpListener;

	const METRICS: &str = "\
# HELP a_total Something
# TYPE a_total counter
a_total 3
b{eui=\"aa01\",device=\"1\"} 1
b{eui=\"aa02\",device=\"2\"} 0
";

	#[test]
	fn value_should_be_found_when_name_and_labels_fit() {
		assert_eq!(value(METRICS, "a_total", &[]), Some(3.0));
		assert_eq!(value(METRICS, "b", &[("eui", "aa02")]), Some(0.0));
		assert_eq!(value(METRICS, "b", &[("eui", "aa03")]), None);
		assert_eq!(value(METRICS, "a", &[]), None);
	}

	/// Answers the first who asks, on the loopback.
	async fn server(answer: &'static str) -> SocketAddr {
		let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
		let address = listener.local_addr().unwrap();
		tokio::spawn(async move {
			let (mut stream, _) = listener.accept().await.unwrap();
			let mut request = [0; 1_024];
			let length = stream.read(&mut request).await.unwrap();
			assert!(request[..length].starts_with(b"GET /metrics HTTP/1.0\r\n"));
			stream.write_all(answer.as_bytes()).await.unwrap();
		});
		address
	}

	#[tokio::test]
	async fn metrics_should_be_read_when_somebody_answers() {
		let address = server("HTTP/1.0 200 OK\r\nx: y\r\n\r\na_total 3\n").await;
		assert_eq!(scrape(address).await.unwrap(), "a_total 3\n");
	}

	#[tokio::test]
	async fn failure_should_say_what_to_do_when_nobody_answers_well() {
		let refusing = server("HTTP/1.1 404 Not Found\r\n\r\n").await;
		let message = scrape(refusing).await.unwrap_err().to_string();
		assert!(message.contains("404 Not Found"), "{message}");
		let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
		let message = scrape(nobody).await.unwrap_err().to_string();
		assert!(message.contains("cairn-gateway run"), "{message}");
	}
}
