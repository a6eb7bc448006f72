//! Authors blocks with BABE.

use super::handles::Handles;
use crate::components::{slot_and_timestamp, FullBabeImport, FullSelectChain};
use cairn_primitives::OpaqueBlock as Block;
use sc_chain_spec::ChainType;
use sc_consensus_babe::{BabeLink, BabeParams, SlotProportion};
use sc_consensus_slots::BackoffAuthoringOnFinalizedHeadLagging;
use sc_service::{Configuration, Error};

/// The share of a slot during which its author may add transactions to its block.
const PROPOSAL_SLOT_PORTION: f32 = 0.5;

/// The longest pause, in slots, of authors on development and local networks while finality lags.
/// Such networks stop and start often, and must resume at once.
const LOCAL_BACKOFF_SLOTS: u32 = 10;

/// The configuration of block authoring.
pub struct Settings {
	force_authoring: bool,
	backoff: BackoffAuthoringOnFinalizedHeadLagging<u32>,
}

impl From<&Configuration> for Settings {
	fn from(config: &Configuration) -> Self {
		Self {
			force_authoring: config.force_authoring,
			backoff: backoff(config.chain_spec.chain_type()),
		}
	}
}

/// Spawns the task that authors blocks.
pub fn spawn(
	handles: &Handles,
	settings: Settings,
	select_chain: FullSelectChain,
	block_import: FullBabeImport,
	babe_link: BabeLink<Block>,
) -> Result<(), Error> {
	let prometheus = handles.prometheus.as_ref().map(|config| &config.registry);
	let proposer = sc_basic_authorship::ProposerFactory::new(
		handles.tasks.clone(),
		handles.client.clone(),
		handles.transaction_pool.clone(),
		prometheus,
		handles.telemetry.clone(),
	);
	let slot_duration = babe_link.config().slot_duration();
	let author = sc_consensus_babe::start_babe(BabeParams {
		keystore: handles.keystore.clone(),
		client: handles.client.clone(),
		select_chain,
		env: proposer,
		block_import,
		sync_oracle: handles.sync.clone(),
		justification_sync_link: handles.sync.clone(),
		create_inherent_data_providers: move |_, ()| async move {
			Ok(slot_and_timestamp(slot_duration))
		},
		force_authoring: settings.force_authoring,
		backoff_authoring_blocks: Some(settings.backoff),
		babe_link,
		block_proposal_slot_portion: SlotProportion::new(PROPOSAL_SLOT_PORTION),
		max_block_proposal_slot_portion: None,
		telemetry: handles.telemetry.clone(),
	})?;
	handles.essential_tasks.spawn_blocking("babe-proposer", Some("block-authoring"), author);
	Ok(())
}

/// Returns how authors slow down while finality lags, which keeps forks short.
fn backoff(kind: ChainType) -> BackoffAuthoringOnFinalizedHeadLagging<u32> {
	let default = BackoffAuthoringOnFinalizedHeadLagging::default();
	match kind {
		ChainType::Live => default,
		_ => {
			BackoffAuthoringOnFinalizedHeadLagging { max_interval: LOCAL_BACKOFF_SLOTS, ..default }
		}
	}
}
