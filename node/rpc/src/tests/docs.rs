//! Checks docs/rpc.md: sends each request of the page, and compares the reply with the page.
//!
//! With `CAIRN_WRITE_DOCS=1` the test writes the replies into the page instead.

use super::{chain::DISCARDED, Node};
use crate::error::Code;
use serde_json::{json, Value};
use std::{collections::BTreeSet, env, fs, path::PathBuf};

/// The text that replaces the identifier of a subscription, which is random.
const SUBSCRIPTION: &str = "uQ1fGkzWyKSjtVnD";

fn page() -> PathBuf {
	[env!("CARGO_MANIFEST_DIR"), "..", "..", "docs", "rpc.md"].iter().collect()
}

/// Splits the page at its JSON, into text, JSON, text, JSON, text.
fn cut(page: &str) -> Vec<String> {
	let mut parts = vec![String::new()];
	for line in page.split_inclusive('\n') {
		let is_json = parts.len() % 2 == 0;
		if is_json && line == "```\n" {
			parts.push(line.into());
			continue;
		}
		parts.last_mut().unwrap().push_str(line);
		if !is_json && line == "```json\n" {
			parts.push(String::new());
		}
	}
	parts
}

/// Returns the reply of the node, followed by the first notification if the request subscribes.
async fn sent(request: &Value) -> Vec<String> {
	let node = Node::new();
	node.chain.finalise(DISCARDED + 1);
	let (reply, mut notifications) =
		node.module.raw_json_request(&request.to_string(), 10).await.unwrap();
	let parsed: Value = serde_json::from_str(&reply).unwrap();
	if !request["method"].as_str().unwrap().contains("_subscribe") {
		return vec![reply];
	}
	node.finalise(node.chain.after(DISCARDED));
	let notification = notifications.recv().await.unwrap();
	let id = parsed["result"].to_string();
	let fixed = format!("\"{SUBSCRIPTION}\"");
	[reply, notification].map(|text| text.replacen(&id, &fixed, 1)).into()
}

#[tokio::test]
async fn page_should_show_the_replies_of_the_node_when_its_requests_are_sent() {
	let text = fs::read_to_string(page()).unwrap();
	let mut parts = cut(&text);
	let mut shown = BTreeSet::new();
	let mut at = 1;
	while at < parts.len() {
		let request: Value = serde_json::from_str(&parts[at]).expect(&parts[at]);
		let method = request["method"].as_str().expect(&parts[at]).to_owned();
		shown.insert(method.clone());
		for answer in sent(&request).await {
			at += 2;
			let pretty = layout(&answer, 0) + "\n";
			if env::var_os("CAIRN_WRITE_DOCS").is_some() {
				parts[at] = pretty;
				continue;
			}
			let written: Value = serde_json::from_str(&parts[at]).expect(&parts[at]);
			let answer: Value = serde_json::from_str(&answer).unwrap();
			assert_eq!(
				written, answer,
				"docs/rpc.md is out of date at {method}: run this test with CAIRN_WRITE_DOCS=1"
			);
		}
		at += 2;
	}
	if env::var_os("CAIRN_WRITE_DOCS").is_some() {
		fs::write(page(), parts.concat()).unwrap();
	}

	let node = Node::new();
	let all: BTreeSet<_> = node.module.method_names().map(String::from).collect();
	for method in all {
		assert!(text.contains(&format!("`{method}`")), "docs/rpc.md does not name {method}");
		let has_example = shown.contains(&method) || method.contains("_unsubscribe");
		assert!(has_example, "docs/rpc.md has no example of {method}");
	}
}

#[test]
fn page_should_name_every_code_when_its_table_of_errors_is_read() {
	let text = fs::read_to_string(page()).unwrap();
	for (code, number) in [
		(Code::BadHex, 92_851),
		(Code::BadAddress, 92_852),
		(Code::BadCell, 92_853),
		(Code::BadAmount, 92_854),
		(Code::BadCursor, 92_855),
		(Code::BadPageSize, 92_856),
		(Code::UnknownBlock, 92_861),
		(Code::DiscardedBlock, 92_862),
		(Code::RuntimeFailed, 92_863),
		(Code::UnknownDevice, 92_871),
		(Code::UnknownWindow, 92_872),
		(Code::TooSlow, 92_881),
		(Code::BlocksMissed, 92_882),
		(Code::NodeOutdated, 92_883),
	] {
		assert_eq!(code as i32, number);
		assert!(text.contains(&format!("| {number} | `{code:?}` |")), "{code:?}");
	}
}

/// Formats JSON: keeps its order, and breaks values that are too long for one line.
pub(super) fn layout(json: &str, depth: usize) -> String {
	const WIDTH: usize = 90;
	let json = json.trim();
	let compact = spaced(json);
	if compact.len() + 2 * depth <= WIDTH || !json.starts_with(['{', '[']) {
		return compact;
	}
	let (open, close) = (&json[..1], &json[json.len() - 1..]);
	let indent = "  ".repeat(depth + 1);
	let lines: Vec<_> = members(&json[1..json.len() - 1])
		.into_iter()
		.map(|member| match key_of(member) {
			Some((key, value)) => format!("{indent}{key}: {}", layout(value, depth + 1)),
			None => format!("{indent}{}", layout(member, depth + 1)),
		})
		.collect();
	format!("{open}\n{}\n{}{close}", lines.join(",\n"), "  ".repeat(depth))
}

/// Splits an object into its members, or an array into its items.
fn members(inside: &str) -> Vec<&str> {
	let (mut parts, mut from, mut depth) = (vec![], 0, 0);
	for (at, byte) in outside_strings(inside) {
		match byte {
			b'{' | b'[' => depth += 1,
			b'}' | b']' => depth -= 1,
			b',' if depth == 0 => {
				parts.push(&inside[from..at]);
				from = at + 1;
			}
			_ => {}
		}
	}
	parts.push(&inside[from..]);
	parts
}

/// Splits a member into its name and its value; `None` if it is an item of an array.
fn key_of(member: &str) -> Option<(&str, &str)> {
	let (at, _) = outside_strings(member).find(|(_, byte)| b":{[".contains(byte))?;
	(member.starts_with('"') && member.as_bytes()[at] == b':')
		.then(|| (&member[..at], &member[at + 1..]))
}

/// Formats JSON on one line, with a space after each comma and colon.
fn spaced(json: &str) -> String {
	let marks: std::collections::BTreeMap<_, _> = outside_strings(json).collect();
	let mut text = String::new();
	for (at, character) in json.char_indices() {
		text.push(character);
		if matches!(marks.get(&at), Some(b',' | b':')) {
			text.push(' ');
		}
	}
	text
}

/// Returns the bytes outside of strings, with their positions.
fn outside_strings(json: &str) -> impl Iterator<Item = (usize, u8)> + '_ {
	let (mut within, mut escaped) = (false, false);
	json.bytes().enumerate().filter(move |(_, byte)| {
		let quote = *byte == b'"' && !escaped;
		escaped = within && *byte == b'\\' && !escaped;
		if quote {
			within = !within;
		}
		!within && !quote
	})
}

#[test]
fn layout_should_keep_the_value_when_json_is_formatted() {
	let deep = json!({ "a": ["x".repeat(60), { "b": "y\",{}[]:".repeat(9), "c": [] }], "d": {} });
	let text = layout(&deep.to_string(), 0);
	assert!(text.lines().count() > 3, "{text}");
	assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), deep);
}
