//! Reads the metrics of the running agent from its own endpoint.

use crate::failure::{Context, Failure};
use std::{net::SocketAddr, time::Duration};
use tokio::{
	io::{AsyncReadExt, AsyncWriteExt},
	net::TcpStream,
	time::timeout,
};

/// The timeout of a request. The agent is on this machine, so it either answers at once or hangs.
const SCRAPE_TIMEOUT: Duration = Duration::from_secs(3);

/// The maximum length of a response.
const MAX_RESPONSE_BYTES: u64 = 16 * 1_024 * 1_024;

/// Returns the metrics in Prometheus's text format.
///
/// # Errors
/// If the agent does not answer.
pub async fn scrape(address: SocketAddr) -> Result<String, Failure> {
	let answer = timeout(SCRAPE_TIMEOUT, request_metrics(address)).await;
	let answer =
		answer.map_err(|_| Failure::new("no answer within 3 seconds")).and_then(|answer| answer);
	let answer = answer.context(format!("cannot read the metrics at {address}"));
	answer.map_err(|failure| {
		failure.next_step("is `cairn-gateway run` running with this config.toml?")
	})
}

async fn request_metrics(address: SocketAddr) -> Result<String, Failure> {
	let mut stream = TcpStream::connect(address).await?;
	// HTTP 1.0: the response is not chunked, and ends when the connection closes.
	let request = format!("GET /metrics HTTP/1.0\r\nHost: {address}\r\n\r\n");
	stream.write_all(request.as_bytes()).await?;
	let mut answer = String::new();
	stream.take(MAX_RESPONSE_BYTES).read_to_string(&mut answer).await?;
	response_body(&answer).map(Into::into)
}

fn response_body(answer: &str) -> Result<&str, Failure> {
	let (head, response_body) =
		answer.split_once("\r\n\r\n").ok_or_else(|| Failure::new("the answer is not HTTP"))?;
	let status = head.lines().next().unwrap_or_default();
	match status.split(' ').nth(1) {
		Some("200") => Ok(response_body),
		_ => Err(Failure::new(format!("the answer is {status}"))),
	}
}

/// Returns the value of a metric with these labels.
pub fn metric_value(metrics: &str, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
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
	fn value_should_be_found_when_name_and_labels_match() {
		assert_eq!(metric_value(METRICS, "a_total", &[]), Some(3.0));
		assert_eq!(metric_value(METRICS, "b", &[("eui", "aa02")]), Some(0.0));
		assert_eq!(metric_value(METRICS, "b", &[("eui", "aa03")]), None);
		assert_eq!(metric_value(METRICS, "a", &[]), None);
	}

	/// Answers the first request on the loopback.
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
	async fn metrics_should_be_read_when_the_server_answers() {
		let address = server("HTTP/1.0 200 OK\r\nx: y\r\n\r\na_total 3\n").await;
		assert_eq!(scrape(address).await.unwrap(), "a_total 3\n");
	}

	#[tokio::test]
	async fn failure_should_say_what_to_do_when_the_request_fails() {
		let refusing = server("HTTP/1.1 404 Not Found\r\n\r\n").await;
		let message = scrape(refusing).await.unwrap_err().to_string();
		assert!(message.contains("404 Not Found"), "{message}");
		let unused = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
		let message = scrape(unused).await.unwrap_err().to_string();
		assert!(message.contains("cairn-gateway run"), "{message}");
	}
}
