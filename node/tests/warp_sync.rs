//! The headers that a warp sync stores before it has the state of its target.

#![allow(clippy::unwrap_used)]

use cairn_node::warp_sync::OmitTargetParent;
use cairn_primitives::{Hash, Header, OpaqueBlock as Block};
use sc_network_sync::strategy::warp::{
	EncodedProof, VerificationResult, Verifier, WarpSyncProvider,
};
use sp_runtime::{traits::Header as _, Justifications};
use std::{collections::VecDeque, error::Error};

/// Creates a header whose parent is `parent`.
fn header(number: u32, parent: Hash) -> Header {
	Header::new(number, Hash::default(), Hash::default(), parent, Default::default())
}

/// The headers that one response proves; the last header of the last response is the target.
#[derive(Clone)]
struct Response {
	headers: Vec<Header>,
	finished: bool,
}

/// A provider that returns these responses in order, and rejects a proof that is not empty.
struct Scripted(VecDeque<Response>);

impl WarpSyncProvider<Block> for Scripted {
	fn generate(&self, start: Hash) -> Result<EncodedProof, Box<dyn Error + Send + Sync>> {
		Ok(EncodedProof(start.0.to_vec()))
	}

	fn create_verifier(&self) -> Box<dyn Verifier<Block>> {
		Box::new(Self(self.0.clone()))
	}
}

impl Verifier<Block> for Scripted {
	fn verify(
		&mut self,
		EncodedProof(proof): &EncodedProof,
	) -> Result<VerificationResult<Block>, Box<dyn Error + Send + Sync>> {
		if !proof.is_empty() {
			return Err("invalid proof".into());
		}
		let Response { headers, finished } = self.0.pop_front().unwrap();
		let target = headers.last().cloned().unwrap();
		let proved =
			headers.into_iter().map(|header| (header, Justifications::from(([0; 4], vec![]))));
		Ok(if finished {
			VerificationResult::Complete(target, proved.collect())
		} else {
			VerificationResult::Partial(proved.collect())
		})
	}

	fn next_proof_context(&self) -> Hash {
		Hash::repeat_byte(self.0.len() as u8)
	}

	fn status(&self) -> Option<String> {
		Some(format!("{} to come", self.0.len()))
	}
}

/// Returns the numbers of the stored headers, and the number of the target.
fn numbers(result: VerificationResult<Block>) -> (Vec<u32>, Option<u32>) {
	let (headers, target) = match result {
		VerificationResult::Partial(headers) => (headers, None),
		VerificationResult::Complete(target, headers) => (headers, Some(target.number)),
	};
	(headers.into_iter().map(|(header, _)| header.number).collect(), target)
}

/// Returns the numbers that are stored after each response, and the number of the target.
fn stored(responses: &[Response]) -> (Vec<Vec<u32>>, u32) {
	let mut verifier = OmitTargetParent(Scripted(responses.to_vec().into())).create_verifier();
	let mut stored = Vec::new();
	loop {
		let (headers, target) = numbers(verifier.verify(&EncodedProof(Vec::new())).unwrap());
		stored.push(headers);
		if let Some(target) = target {
			return (stored, target);
		}
	}
}

fn response(headers: &[&Header], finished: bool) -> Response {
	Response { headers: headers.iter().copied().cloned().collect(), finished }
}

#[test]
fn warp_sync_should_omit_the_parent_of_the_target_when_it_changed_the_voters() {
	let (first, change) = (header(1, Hash::zero()), header(29, Hash::repeat_byte(28)));
	let target = header(30, change.hash());
	assert_eq!(stored(&[response(&[&first, &change, &target], true)]), (vec![vec![1, 30]], 30));
}

#[test]
fn warp_sync_should_store_every_header_when_the_target_has_another_parent() {
	let (first, change) = (header(1, Hash::zero()), header(29, Hash::repeat_byte(28)));
	let target = header(31, Hash::repeat_byte(30));
	assert_eq!(stored(&[response(&[&first, &change, &target], true)]), (vec![vec![1, 29, 31]], 31));
}

#[test]
fn warp_sync_should_omit_the_parent_of_the_target_when_it_is_in_the_previous_response() {
	let (first, change) = (header(1, Hash::zero()), header(29, Hash::repeat_byte(28)));
	let target = header(30, change.hash());
	assert_eq!(
		stored(&[response(&[&first, &change], false), response(&[&target], true)]),
		(vec![vec![1], vec![30]], 30)
	);
}

#[test]
fn warp_sync_should_store_every_header_once_when_there_are_several_responses() {
	let changes = [9, 29, 49, 69].map(|number| header(number, Hash::repeat_byte(number as u8)));
	let [a, b, c, d] = &changes;
	let target = header(80, Hash::repeat_byte(79));
	assert_eq!(
		stored(&[response(&[a, b], false), response(&[c, d], false), response(&[&target], true)]),
		(vec![vec![9], vec![29, 49], vec![69, 80]], 80)
	);
}

#[test]
fn warp_sync_should_keep_the_delayed_header_when_a_proof_is_invalid() {
	let (change, target) = (header(9, Hash::repeat_byte(8)), header(20, Hash::repeat_byte(19)));
	let responses = [response(&[&change], false), response(&[&target], true)];
	let mut verifier = OmitTargetParent(Scripted(responses.to_vec().into())).create_verifier();
	verifier.verify(&EncodedProof(Vec::new())).unwrap();
	assert!(verifier.verify(&EncodedProof(vec![1])).is_err());
	let result = verifier.verify(&EncodedProof(Vec::new())).unwrap();
	assert_eq!(numbers(result), (vec![9, 20], Some(20)));
}

#[test]
fn warp_sync_should_request_the_same_proofs_when_it_wraps_a_provider() {
	let provider =
		OmitTargetParent(Scripted(vec![response(&[&header(1, Hash::zero())], true)].into()));
	assert_eq!(provider.generate(Hash::repeat_byte(7)).unwrap().0, [7; 32]);
	let verifier = provider.create_verifier();
	assert_eq!(verifier.next_proof_context(), Hash::repeat_byte(1));
	assert_eq!(verifier.status().as_deref(), Some("1 to come"));
}
