//! The `coverage_*` methods: windows, proofs and verdicts.

use super::{
	chain::{Chain, View},
	error::Error,
	feed::{Facts, Feed, OpenedWindow, OwnersWanted, Settled},
	json::{self, Decimal, DeviceRef},
	subscriptions,
};
use cairn_primitives::{
	coverage::{Announcement, Measurement, WindowIndex},
	devices::DeviceIndex,
	rewards::Units,
	AccountId, BlockNumber, Hash,
};
use futures::{future, stream, StreamExt};
use jsonrpsee::{proc_macros::rpc, PendingSubscriptionSink};
use pallet_proof_of_coverage::{DeviceRecordInfo, Judgement, KeptReport, Proof, Verdict, Window};
use pallet_proof_of_coverage_runtime_api::ProofOfCoverageApi as _;
use sc_rpc::SubscriptionTaskExecutor;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The JSON-RPC methods of proof of coverage.
#[rpc(server, namespace = "coverage")]
pub trait CoverageApi {
	/// Returns a window; by default, the current one.
	#[method(name = "window", blocking)]
	fn window(
		&self,
		window: Option<WindowIndex>,
		at: Option<String>,
	) -> Result<NumberedWindow, Error>;

	/// Returns whether a device is challenged in a window; by default, in the current one.
	#[method(name = "isChallenged", blocking)]
	fn is_challenged(
		&self,
		device: DeviceRef,
		window: Option<WindowIndex>,
		at: Option<String>,
	) -> Result<bool, Error>;

	/// Returns a beacon that was announced and is neither settled nor expired.
	#[method(name = "openProof", blocking)]
	fn open_proof(
		&self,
		window: WindowIndex,
		beaconer: DeviceRef,
		at: Option<String>,
	) -> Result<Option<OpenProof>, Error>;

	/// Predicts the verdict on a report that is made now with the right commitment.
	#[method(name = "previewVerdict", blocking)]
	fn preview_verdict(
		&self,
		beaconer: DeviceRef,
		announcement: Announced,
		witness: DeviceRef,
		measurement: Measured,
		at: Option<String>,
	) -> Result<VerdictPreview, Error>;

	/// Returns the history of a device, and whether its beacons and reports earn now.
	#[method(name = "deviceRecord", blocking)]
	fn device_record(
		&self,
		device: DeviceRef,
		at: Option<String>,
	) -> Result<Option<DeviceRecord>, Error>;

	/// Reports the current window, and each window that begins.
	#[subscription(
		name = "subscribeWindows" => "windows",
		unsubscribe = "unsubscribeWindows",
		item = WindowNotice,
	)]
	fn subscribe_windows(&self);

	/// Reports the verdicts of each proof that is settled.
	#[subscription(
		name = "subscribeVerdicts" => "verdicts",
		unsubscribe = "unsubscribeVerdicts",
		item = VerdictsNotice,
	)]
	fn subscribe_verdicts(&self, filter: Option<VerdictFilter>);
}

/// The implementation of [`CoverageApiServer`].
pub struct Coverage<C> {
	chain: Arc<C>,
	feed: Arc<Feed>,
	executor: SubscriptionTaskExecutor,
}

impl<C> Coverage<C> {
	/// Serves queries from `chain` and subscriptions from `feed`.
	pub fn new(chain: Arc<C>, feed: Arc<Feed>, executor: SubscriptionTaskExecutor) -> Self {
		Self { chain, feed, executor }
	}
}

impl<C: Chain> CoverageApiServer for Coverage<C> {
	fn window(
		&self,
		window: Option<WindowIndex>,
		at: Option<String>,
	) -> Result<NumberedWindow, Error> {
		let view = View::new(&*self.chain, at.as_deref())?;
		let (window, found) =
			view.ask(|api, at| api.window(at, window))?.ok_or(Error::UnknownWindow { window })?;
		Ok(NumberedWindow::new(window, found))
	}

	fn is_challenged(
		&self,
		device: DeviceRef,
		window: Option<WindowIndex>,
		at: Option<String>,
	) -> Result<bool, Error> {
		let view = View::new(&*self.chain, at.as_deref())?;
		let device = view.device(&device)?;
		let window = match window {
			Some(window) => window,
			None => {
				let current = view.ask(|api, at| api.window(at, None))?;
				current.ok_or(Error::UnknownWindow { window })?.0
			}
		};
		view.ask(|api, at| api.is_challenged(at, device, window))?
			.ok_or(Error::UnknownWindow { window: Some(window) })
	}

	fn open_proof(
		&self,
		window: WindowIndex,
		beaconer: DeviceRef,
		at: Option<String>,
	) -> Result<Option<OpenProof>, Error> {
		let view = View::new(&*self.chain, at.as_deref())?;
		let beaconer = view.device(&beaconer)?;
		let proof = view.ask(|api, at| api.open_proof(at, window, beaconer))?;
		Ok(proof.map(OpenProof::from))
	}

	fn preview_verdict(
		&self,
		beaconer: DeviceRef,
		announcement: Announced,
		witness: DeviceRef,
		measurement: Measured,
		at: Option<String>,
	) -> Result<VerdictPreview, Error> {
		let announcement = announcement.try_into()?;
		let view = View::new(&*self.chain, at.as_deref())?;
		let (beaconer, witness) = (view.device(&beaconer)?, view.device(&witness)?);
		let measurement = measurement.into();
		view.ask(|api, at| api.preview_verdict(at, beaconer, announcement, witness, measurement))
			.map(VerdictPreview::from)
	}

	fn device_record(
		&self,
		device: DeviceRef,
		at: Option<String>,
	) -> Result<Option<DeviceRecord>, Error> {
		let view = View::new(&*self.chain, at.as_deref())?;
		let device = view.device(&device)?;
		Ok(view.ask(|api, at| api.device_record(at, device))?.map(DeviceRecord::from))
	}

	fn subscribe_windows(&self, pending: PendingSubscriptionSink) {
		// Subscribes before it looks the current window up, so that no window is missed in between.
		let new = self.feed.each(|facts| &facts.windows);
		let new = new.map(|opened| opened.map(WindowNotice::from));
		let current = match self.current_window() {
			Ok(current) => current,
			Err(error) => return subscriptions::refuse(&self.executor, pending, error),
		};
		let reported = current.as_ref().map(|notice| notice.window.window);
		let new = new.filter(move |notice| {
			let fresh =
				notice.as_ref().map_or(true, |notice| Some(notice.window.window) > reported);
			future::ready(fresh)
		});
		let notices = stream::iter(current.map(Ok)).chain(new);
		subscriptions::serve(&self.executor, pending, notices);
	}

	fn subscribe_verdicts(&self, pending: PendingSubscriptionSink, filter: Option<VerdictFilter>) {
		let filter = filter.unwrap_or_default();
		let wanted = match self.wanted(&filter) {
			Ok(wanted) => wanted,
			Err(error) => return subscriptions::refuse(&self.executor, pending, error),
		};
		let notices = self.feed.subscribe().filter_map(move |facts| {
			future::ready(match facts {
				Ok(facts) => wanted.notice(&facts).map(Ok),
				Err(error) => Some(Err(error)),
			})
		});
		subscriptions::serve(&self.executor, pending, notices);
	}
}

impl<C: Chain> Coverage<C> {
	/// Returns the window that is current at the last final block.
	fn current_window(&self) -> Result<Option<WindowNotice>, Error> {
		let view = View::finalised(&*self.chain);
		let Some((index, window)) = view.ask(|api, at| api.window(at, None))? else {
			return Ok(None);
		};
		let failed = |reason| Error::RuntimeFailed { hash: view.hash, reason };
		let began_in = match self.chain.hash(window.begins_at) {
			Ok(hash) => hash.ok_or_else(|| {
				failed("the first block of the current window does not exist".into())
			})?,
			Err(error) => return Err(failed(error.to_string())),
		};
		let window = NumberedWindow::new(index, window);
		Ok(Some(WindowNotice { block: began_in, number: window.begins_at, window }))
	}

	fn wanted(&self, filter: &VerdictFilter) -> Result<Wanted, Error> {
		let owner = filter.owner.as_deref().map(json::account).transpose()?;
		let view = View::finalised(&*self.chain);
		let device = filter.device.as_ref().map(|device| view.device(device)).transpose()?;
		Ok(Wanted { device, owner: owner.map(|owner| (owner, self.feed.want_owners())) })
	}
}

/// A window with its number.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NumberedWindow {
	/// The number of the window.
	window: WindowIndex,
	seed: Hash,
	threshold: Decimal<u64>,
	begins_at: BlockNumber,
	announce_by: BlockNumber,
	report_by: BlockNumber,
	reveal_from: BlockNumber,
	reveal_by: BlockNumber,
	announced: u32,
	revealed: u32,
}

impl NumberedWindow {
	/// Adds its number to a window.
	pub fn new(index: WindowIndex, window: Window) -> Self {
		let Window {
			seed,
			threshold,
			begins_at,
			announce_by,
			report_by,
			reveal_from,
			reveal_by,
			announced,
			revealed,
		} = window;
		Self {
			window: index,
			seed,
			threshold: Decimal(threshold),
			begins_at,
			announce_by,
			report_by,
			reveal_from,
			reveal_by,
			announced,
			revealed,
		}
	}
}

/// The notification that a window has begun.
#[derive(Clone, Debug, Serialize)]
pub struct WindowNotice {
	/// The hash of the first block of the window.
	pub block: Hash,
	/// The number of that block.
	pub number: BlockNumber,
	/// The window.
	pub window: NumberedWindow,
}

impl From<OpenedWindow> for WindowNotice {
	fn from(OpenedWindow { block, number, index, window }: OpenedWindow) -> Self {
		Self { block, number, window: NumberedWindow::new(index, window) }
	}
}

/// See [`Announcement`].
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Announced {
	#[serde(default)]
	frame: Option<String>,
	tx_power_cdbm: i16,
	frequency_hz: u32,
	spreading_factor: Option<u8>,
}

impl TryFrom<Announced> for Announcement {
	type Error = Error;

	fn try_from(announced: Announced) -> Result<Self, Error> {
		let Announced { frame, tx_power_cdbm, frequency_hz, spreading_factor } = announced;
		// The frame affects no verdict but `CommitmentMismatch`.
		let frame = frame.as_deref().map(json::frame_hash).transpose()?.unwrap_or_default();
		Ok(Self { frame, tx_power_cdbm, frequency_hz, spreading_factor })
	}
}

impl From<Announcement> for Announced {
	fn from(announcement: Announcement) -> Self {
		let Announcement { frame, tx_power_cdbm, frequency_hz, spreading_factor } = announcement;
		Self { frame: Some(format!("{frame:?}")), tx_power_cdbm, frequency_hz, spreading_factor }
	}
}

/// See [`Measurement`].
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Measured {
	rssi_cdbm: i16,
	snr_cdb: Option<i16>,
	frequency_hz: u32,
}

impl From<Measured> for Measurement {
	fn from(Measured { rssi_cdbm, snr_cdb, frequency_hz }: Measured) -> Self {
		Self { rssi_cdbm, snr_cdb, frequency_hz }
	}
}

impl From<Measurement> for Measured {
	fn from(Measurement { rssi_cdbm, snr_cdb, frequency_hz }: Measurement) -> Self {
		Self { rssi_cdbm, snr_cdb, frequency_hz }
	}
}

/// See [`Proof`].
#[derive(Clone, Debug, Serialize)]
pub struct OpenProof {
	announcement: Announced,
	reports: Vec<Reported>,
}

impl From<Proof> for OpenProof {
	fn from(Proof { announcement, reports }: Proof) -> Self {
		let reports = reports.into_iter().map(Reported::from).collect();
		Self { announcement: announcement.into(), reports }
	}
}

/// See [`KeptReport`].
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Reported {
	witness: DeviceIndex,
	commitment: Hash,
	measurement: Measured,
}

impl From<KeptReport> for Reported {
	fn from(KeptReport { witness, commitment, measurement }: KeptReport) -> Self {
		Self { witness, commitment, measurement: measurement.into() }
	}
}

/// See [`DeviceRecordInfo`].
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceRecord {
	since: BlockNumber,
	changed_at: Option<BlockNumber>,
	beaconed_at: Option<BlockNumber>,
	witnessed_at: Option<BlockNumber>,
	reported_in: WindowIndex,
	ordinals: u16,
	strikes: u8,
	struck_at: BlockNumber,
	beacons: u32,
	missed: u32,
	valid: u32,
	invalid: u32,
	validity: Option<u32>,
	may_earn_by_beacons: bool,
	may_earn_as_witness: bool,
}

impl From<DeviceRecordInfo> for DeviceRecord {
	fn from(info: DeviceRecordInfo) -> Self {
		let DeviceRecordInfo {
			record,
			strikes,
			validity,
			may_earn_by_beacons,
			may_earn_as_witness,
		} = info;
		let pallet_proof_of_coverage::DeviceRecord {
			since,
			changed_at,
			beaconed_at,
			witnessed_at,
			reported_in,
			ordinals,
			// `info` has the strikes that have not expired.
			strikes: _,
			struck_at,
			beacons,
			missed,
			valid,
			invalid,
		} = record;
		Self {
			since,
			changed_at,
			beaconed_at,
			witnessed_at,
			reported_in,
			ordinals,
			strikes,
			struck_at,
			beacons,
			missed,
			valid,
			invalid,
			validity,
			may_earn_by_beacons,
			may_earn_as_witness,
		}
	}
}

/// A predicted verdict, and the reason for it.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct VerdictPreview {
	verdict: &'static str,
	reason: &'static str,
}

impl From<Verdict> for VerdictPreview {
	fn from(verdict: Verdict) -> Self {
		let (verdict, reason) = describe(verdict);
		Self { verdict, reason }
	}
}

/// Returns the name and the meaning of a verdict.
fn describe(verdict: Verdict) -> (&'static str, &'static str) {
	match verdict {
		Verdict::Valid => ("valid", "the report breaks no rule and earns"),
		Verdict::CommitmentMismatch => {
			("commitmentMismatch", "the commitment does not match the announced frame")
		}
		Verdict::NotDrawn => ("notDrawn", "14 other reports were drawn before this one"),
		Verdict::BeaconerIneligible => (
			"beaconerIneligible",
			"the beaconer is inactive, suspended or retired, has no location, or has changed",
		),
		Verdict::Unknown => ("unknown", "the witness does not exist"),
		Verdict::NotLocated => ("notLocated", "the witness has no location"),
		Verdict::Inactive => {
			("inactive", "the witness is inactive or retired, or its class is not challenged")
		}
		Verdict::Suspended => ("suspended", "the witness is suspended"),
		Verdict::OtherClass => ("otherClass", "the witness and the beaconer differ in class"),
		Verdict::Changed => (
			"changed",
			"the witness has moved, changed hands or got a new key since the window began",
		),
		Verdict::SelfWitness => ("selfWitness", "the witness is the beaconer"),
		Verdict::SameOwner => ("sameOwner", "the witness and the beaconer have the same owner"),
		Verdict::OtherRegion => {
			("otherRegion", "the witness and the beaconer are in different radio regions")
		}
		Verdict::NotReciprocal => {
			("notReciprocal", "the witness has had no beacon of its own settled recently")
		}
		Verdict::SameWitnessOwner => {
			("sameWitnessOwner", "another report of the same owner is valid")
		}
		Verdict::SameWitnessCell => {
			("sameWitnessCell", "another report from the same cell of resolution 11 is valid")
		}
		Verdict::WrongFrequency => {
			("wrongFrequency", "the frequency differs from the announced frequency")
		}
		Verdict::TooClose => ("tooClose", "the two devices are too close to prove coverage"),
		Verdict::TooFar => ("tooFar", "the two devices are further apart than is allowed"),
		Verdict::BelowFloor => {
			("belowFloor", "the signal-to-noise ratio is below what demodulation needs")
		}
		Verdict::TooStrong => ("tooStrong", "the signal is stronger than free space allows"),
		Verdict::NotACell => ("notACell", "one of the two locations is not an H3 cell"),
	}
}

/// Selects proofs in which the device takes part and in which a device of the owner takes part. An
/// empty filter selects all proofs.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerdictFilter {
	device: Option<DeviceRef>,
	owner: Option<String>,
}

/// A [`VerdictFilter`] with its device and its owner resolved.
struct Wanted {
	device: Option<DeviceIndex>,
	owner: Option<(AccountId, OwnersWanted)>,
}

impl Wanted {
	fn notice(&self, facts: &Facts) -> Option<VerdictsNotice> {
		let proofs: Vec<_> = facts
			.proofs
			.iter()
			.filter(|proof| self.selects(facts, proof))
			.map(SettledProof::from)
			.collect();
		(!proofs.is_empty()).then_some(VerdictsNotice {
			block: facts.block,
			number: facts.number,
			proofs,
		})
	}

	fn selects(&self, facts: &Facts, proof: &Settled) -> bool {
		let by_device =
			self.device.is_none_or(|wanted| proof.devices().any(|device| device == wanted));
		let by_owner = self.owner.as_ref().is_none_or(|(wanted, _)| {
			proof.devices().any(|device| facts.owners.get(&device) == Some(wanted))
		});
		by_device && by_owner
	}
}

/// The notification of the verdicts of a block.
#[derive(Clone, Debug, Serialize)]
pub struct VerdictsNotice {
	block: Hash,
	number: BlockNumber,
	proofs: Vec<SettledProof>,
}

/// See [`Settled`].
#[derive(Clone, Debug, Serialize)]
pub struct SettledProof {
	window: WindowIndex,
	beaconer: DeviceIndex,
	secret: Hash,
	scale: u32,
	units: Decimal<Units>,
	judgements: Vec<Judged>,
}

impl From<&Settled> for SettledProof {
	fn from(settled: &Settled) -> Self {
		let Settled { window, beaconer, secret, scale, units, judgements } = settled;
		Self {
			window: *window,
			beaconer: *beaconer,
			secret: Hash::from(*secret),
			scale: *scale,
			units: Decimal(*units),
			judgements: judgements.iter().map(Judged::from).collect(),
		}
	}
}

/// See [`Judgement`].
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Judged {
	witness: DeviceIndex,
	verdict: &'static str,
	units: Decimal<Units>,
}

impl From<&Judgement> for Judged {
	fn from(Judgement { witness, verdict, units }: &Judgement) -> Self {
		Self { witness: *witness, verdict: describe(*verdict).0, units: Decimal(*units) }
	}
}
