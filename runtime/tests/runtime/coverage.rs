//! Proof of coverage through real transactions: gateways at their real locations, for a day.

use super::{
	chain::*,
	devices::{calls, device, path, sudo, tree},
	rewards::ask,
};
use cairn_primitives::{
	coverage::{
		Announcement, CoverageStatement, Frame, Measurement, Reception, Secret, WindowIndex,
	},
	devices::{DeviceIndex, DeviceStatement, Location},
	rewards::Units,
	AccountId, Balance,
};
use cairn_runtime::{genesis_devices::LORA_GATEWAY, *};
use codec::Encode;
use coverage_math::{cell_at, cell_centre, free_space_loss_cdb, great_circle_distance_m, Position};
use frame_support::{
	dispatch::DispatchClass, storage::with_transaction_unchecked, weights::Weight,
};
use frame_system::offchain::CreateAuthorizedTransaction;
use pallet_device_registry::{
	Call as Registry, Evidence, LocationAssertion, Membership, Onboarding,
};
use pallet_proof_of_coverage::{
	Call, DeviceAction, DeviceRecordInfo, Event, Judgements, Parameters, Proof, Refusal,
	RelayedItem, RelayedProof, Verdict, Window, Windows,
};
use pallet_reward_emission::{to_sub_planck, BucketBooks, ClosedEras, Event::EraClosed, SubPlanck};
use sp_core::Pair;
use sp_io::hashing::{blake2_256, twox_128};
use sp_keyring::Sr25519Keyring::{self, *};
use sp_runtime::{
	transaction_validity::{
		InvalidTransaction, TransactionSource, TransactionValidity, TransactionValidityError,
	},
	TransactionOutcome,
};
use sp_staking::EraIndex;
use std::{
	collections::{BTreeMap, BTreeSet},
	env,
	path::PathBuf,
	process::Command,
};

const FREQUENCY_HZ: u32 = 868_100_000;
/// The power that goes into the antenna. Its gain of 3 dBi makes it 16 dBm.
const TX_POWER_CDBM: i16 = 1_300;
const GAIN_CDBI: i16 = 300;
/// The median by which genuine links in a city are weaker than free space allows.
const OBSTACLES_CDB: i32 = 3_500;
/// The noise floor of a receiver with a bandwidth of 125 kHz.
const NOISE_CDBM: i32 = -11_700;
const OWNERS: [Sr25519Keyring; 6] = [Alice, Bob, Charlie, Dave, Eve, Ferdie];

/// Returns the asserted locations of Helium's gateways around Grenoble, or a synthetic city if the data
/// are absent.
fn places(count: usize) -> Vec<u64> {
	let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
	let folder = env::var_os("CAIRN_FIELD_DATA").map_or_else(beside, PathBuf::from);
	let file = folder.join("helium_grenoble.csv.gz");
	let mut cells = BTreeMap::<String, u64>::new();
	if file.exists() {
		let unpacked = Command::new("gzip").arg("-dc").arg(&file).output().unwrap();
		for row in String::from_utf8(unpacked.stdout).unwrap().lines().skip(1) {
			let fields: Vec<&str> = row.split(',').collect();
			let place = |lat: &str, lon: &str| Some((lat.parse().ok()?, lon.parse().ok()?));
			let Some((lat, lon)) = place(fields[18], fields[19]) else { continue };
			cells.entry(fields[15].into()).or_insert_with(|| cell(lat, lon));
		}
	} else {
		println!("no field data at {}: using a synthetic city", file.display());
		for number in 0..count {
			let (radius, turn) = ((number as f64).sqrt() * 0.008, number as f64 * 2.399_963);
			let spot = cell(45.2 + radius * turn.sin(), 5.7 + radius * 1.4 * turn.cos());
			cells.insert(number.to_string(), spot);
		}
	}
	let cells: Vec<u64> = cells.into_values().take(count).collect();
	assert_eq!(cells.len(), count);
	cells
}

fn cell(lat: f64, lon: f64) -> u64 {
	let spot = Position::new((lat * 1e7) as i32, (lon * 1e7) as i32).unwrap();
	cell_at(spot, 12).unwrap()
}

/// Onboards gateways, each at its location.
fn install(cells: &[u64]) {
	let count = cells.len() as u32;
	let devices: Vec<_> = (0..count).map(device).collect();
	let tree = tree(&devices);
	sudo(Registry::admit_maker {
		account: Bob.to_account_id(),
		name: b"Gateways Ltd".to_vec().try_into().unwrap(),
		quota: count,
		keys: Default::default(),
	});
	calls(
		Bob,
		Registry::commit_batch {
			maker: 0,
			batch: 0,
			class: LORA_GATEWAY,
			root: tree[tree.len() - 1][0],
			leaves: count,
			expires_at: u64::MAX,
		},
	);
	let genesis = System::block_hash(0);
	for (index, pair) in devices.iter().enumerate() {
		let owner = owner_of(index as u32);
		let account = owner.to_account_id();
		let consent = DeviceStatement::Onboard { owner: account.clone() }.sign(pair, genesis, 0);
		let path = path(&tree, index).try_into().unwrap();
		let membership = Membership { maker: 0, batch: 0, leaf: index as u32, path };
		let onboarding = Onboarding {
			device: pair.public(),
			consent,
			evidence: Evidence::Membership(membership),
		};
		let devices = vec![onboarding].try_into().unwrap();
		calls(owner, Registry::onboard { owner: account, devices });
		let location = Location {
			cell: cells[index],
			elevation_m: 250,
			gain_cdbi: GAIN_CDBI,
			region: Some(1),
		};
		let consent = DeviceStatement::<AccountId>::Locate { location }.sign(pair, genesis, 1);
		let assertion = LocationAssertion { device: index as u32, location, consent };
		let assertions = vec![assertion].try_into().unwrap();
		calls(owner, Registry::assert_location { assertions });
	}
}

fn owner_of(device: DeviceIndex) -> Sr25519Keyring {
	OWNERS[device as usize % OWNERS.len()]
}

/// Returns the measurement of one gateway by another, if it receives it.
fn hear(from: u64, to: u64) -> Option<Measurement> {
	let distance_m = great_circle_distance_m(cell_centre(from).unwrap(), cell_centre(to).unwrap());
	let sent = i32::from(TX_POWER_CDBM) + 2 * i32::from(GAIN_CDBI);
	let signal = sent - free_space_loss_cdb(distance_m, FREQUENCY_HZ) - OBSTACLES_CDB;
	let snr = (signal - NOISE_CDBM).min(1_000);
	let power = |cdbm: i32| 10f64.powf(f64::from(cdbm) / 1_000.0);
	let rssi = (power(signal) + power(NOISE_CDBM)).log10() * 1_000.0;
	(snr > -2_000 && distance_m > 0).then_some(Measurement {
		rssi_cdbm: rssi as i16,
		snr_cdb: Some(snr as i16),
		frequency_hz: FREQUENCY_HZ,
	})
}

fn secret(window: WindowIndex, device: DeviceIndex) -> Secret {
	(b"a secret", window, device).using_encoded(blake2_256)
}

/// Returns a transaction that only a device has signed.
fn by_device(
	index: DeviceIndex,
	window: WindowIndex,
	statement: CoverageStatement,
) -> UncheckedExtrinsic {
	let ordinal = 0;
	let payload = statement.signing_payload(&System::block_hash(0), window, ordinal);
	let signature = device(index).sign(&payload);
	let call = match statement {
		CoverageStatement::Announce(announcement) => {
			Call::announce { window, beaconer: index, ordinal, announcement, signature }
		}
		CoverageStatement::Report(receptions) => {
			let receptions = receptions.try_into().unwrap();
			Call::report { window, witness: index, ordinal, receptions, signature }
		}
		CoverageStatement::Reveal(secret) => {
			Call::reveal { window, beaconer: index, ordinal, secret, signature }
		}
	};
	UncheckedExtrinsic::new_transaction(
		RuntimeCall::ProofOfCoverage(call),
		<Runtime as CreateAuthorizedTransaction<RuntimeCall>>::create_extension(),
	)
}

fn announcement(window: WindowIndex, seed: &sp_core::H256, beaconer: DeviceIndex) -> Announcement {
	Announcement {
		frame: Frame::new(window, beaconer, seed, &secret(window, beaconer)).hash(),
		tx_power_cdbm: TX_POWER_CDBM,
		frequency_hz: FREQUENCY_HZ,
		spreading_factor: Some(12),
	}
}

/// The agents of the gateways: they follow final blocks, announce, transmit, report and reveal.
struct Agents {
	cells: Vec<u64>,
	/// The witnesses of each gateway, with their measurements.
	links: BTreeMap<DeviceIndex, Vec<(DeviceIndex, Measurement)>>,
}

impl Agents {
	fn new(cells: Vec<u64>) -> Self {
		let all = 0..cells.len();
		let heard = |from: usize| {
			all.clone()
				.filter(|to| *to != from)
				.filter_map(|to| Some((to as u32, hear(cells[from], cells[to])?)))
				.collect()
		};
		let links = all.clone().map(|from| (from as u32, heard(from))).collect();
		Self { cells, links }
	}

	fn challenged(&self, window: WindowIndex) -> Vec<DeviceIndex> {
		(0..self.cells.len() as u32)
			.filter(|index| ProofOfCoverage::is_challenged(*index, window).unwrap())
			.collect()
	}

	fn announcements(&self, window: WindowIndex, open: &Window) -> Vec<UncheckedExtrinsic> {
		let announce = |index| {
			let announcement = announcement(window, &open.seed, index);
			by_device(index, window, CoverageStatement::Announce(announcement))
		};
		self.challenged(window).into_iter().map(announce).collect()
	}

	fn reports(&self, window: WindowIndex, open: &Window) -> Vec<UncheckedExtrinsic> {
		let mut heard = BTreeMap::<DeviceIndex, Vec<Reception>>::new();
		for beaconer in self.challenged(window) {
			let frame = Frame::new(window, beaconer, &open.seed, &secret(window, beaconer));
			for (witness, measurement) in &self.links[&beaconer] {
				let (commitment, measurement) = (frame.commitment(*witness), *measurement);
				let receptions = heard.entry(*witness).or_default();
				if receptions.len() < 16 {
					receptions.push(Reception { beaconer, commitment, measurement });
				}
			}
		}
		heard
			.into_iter()
			.map(|(witness, receptions)| {
				by_device(witness, window, CoverageStatement::Report(receptions))
			})
			.collect()
	}

	fn reveals(&self, window: WindowIndex) -> Vec<UncheckedExtrinsic> {
		let reveal =
			|index| by_device(index, window, CoverageStatement::Reveal(secret(window, index)));
		self.challenged(window).into_iter().map(reveal).collect()
	}

	/// Returns the calls for the next block.
	fn act(&self) -> Vec<UncheckedExtrinsic> {
		let Some((index, open)) = ProofOfCoverage::window(None) else { return vec![] };
		let next = System::block_number() + 1;
		// The block of the seed is final two blocks later.
		if next == open.begins_at + 3 {
			return self.announcements(index, &open);
		}
		if next == open.begins_at + 5 {
			return self.reports(index, &open);
		}
		match index.checked_sub(1) {
			Some(last) if next == open.begins_at + 1 => self.reveals(last),
			_ => vec![],
		}
	}
}

/// Returns the settlements of this block.
fn settled() -> Vec<(Units, Judgements)> {
	System::read_events_no_consensus()
		.filter_map(|record| match record.event {
			RuntimeEvent::ProofOfCoverage(Event::ProofSettled { units, judgements, .. }) => {
				Some((units, judgements))
			}
			_ => None,
		})
		.collect()
}

/// Returns the number of entries that a storage item of coverage has.
fn entries(item: &str) -> usize {
	let prefix = [twox_128(b"ProofOfCoverage"), twox_128(item.as_bytes())].concat();
	let mut key = prefix.clone();
	let mut entries = 0;
	while let Some(next) = sp_io::storage::next_key(&key).filter(|next| next.starts_with(&prefix)) {
		entries += 1;
		key = next;
	}
	entries
}

/// The results of a day.
#[derive(Default)]
struct Day {
	proofs: u32,
	units: Units,
	verdicts: BTreeMap<String, u32>,
	/// The value of the units of past eras.
	worth: SubPlanck,
	units_of_eras: Units,
}

impl Day {
	/// Adds the events of this block.
	fn note(&mut self) {
		for (earned, judgements) in settled() {
			self.proofs += 1;
			self.units += earned + judgements.iter().map(|it| it.units).sum::<Units>();
			for judgement in judgements {
				*self.verdicts.entry(format!("{:?}", judgement.verdict)).or_default() += 1;
			}
		}
		for record in System::read_events_no_consensus() {
			if let RuntimeEvent::RewardEmission(EraClosed { units, rates, .. }) = record.event {
				self.units_of_eras += units.coverage;
				self.worth += rates.coverage * SubPlanck::from(units.coverage);
			}
		}
	}
}

#[test]
fn every_unit_should_be_paid_when_two_hundred_gateways_prove_coverage_for_a_day() {
	let agents = Agents::new(places(200));
	let outranked = Refusal::Outranked.into();
	// Eras of four hours, so that the day spans several.
	let mut genesis = with_sudo("live");
	genesis["networkParameters"]["parameters"]["epochSlots"] = 1_200.into();
	genesis["networkParameters"]["parameters"]["sessionsPerEra"] = 2.into();
	let mut chain = chain_of(genesis);
	let mut day = Day::default();
	let last = chain.execute_with(|| {
		next_block();
		install(&agents.cells);
		let windows = 14_400 / Parameters::default().window_blocks;
		ProofOfCoverage::window(None).unwrap().0 + windows
	});
	let mut last_era = EraIndex::MAX;
	while chain.execute_with(active_era) <= last_era {
		// Commit, so that each block reads from the database what the blocks before have written.
		chain.commit_all().unwrap();
		chain.execute_with(|| {
			for _ in 0..Parameters::default().window_blocks {
				let window = ProofOfCoverage::window(None).unwrap().0;
				if window == last + 4 {
					last_era = last_era.min(active_era());
				}
				let acts = if window > last { vec![] } else { agents.act() };
				for applied in try_next_block_with(acts) {
					// Some beacons have more witnesses than a proof keeps.
					let counts = applied == Ok(Ok(())) || applied == Err(outranked);
					assert!(counts, "{applied:?}");
				}
				day.note();
			}
		});
	}
	chain.commit_all().unwrap();
	chain.execute_with(|| {
		println!("{} proofs, {} units, {:?}", day.proofs, day.units, day.verdicts);
		// 200 devices, challenged four times a day; allow five standard deviations.
		assert!((660..=940).contains(&day.proofs), "{}", day.proofs);
		assert!(day.verdicts["Valid"] > 1_000);
		assert!(!day.verdicts.contains_key("CommitmentMismatch"));
		assert_eq!(entries("Proofs") + entries("FalseReports"), 0);
		// The windows that may still settle, and one that no longer may.
		assert!(entries("Windows") <= 4);

		assert_eq!(day.units_of_eras, day.units);
		let before: Balance = OWNERS.iter().map(|owner| total(*owner)).sum();
		let claimed = BucketBooks::<Runtime>::get().coverage.paid;
		for page in (0..200).collect::<Vec<_>>().chunks(100) {
			let devices = page.to_vec().try_into().unwrap();
			super::chain::call(AliceStash, pallet_reward_emission::Call::claim_many { devices });
		}
		let book = BucketBooks::<Runtime>::get().coverage;
		let after: Balance = OWNERS.iter().map(|owner| total(*owner)).sum();
		assert_eq!(after - before, book.paid - claimed);
		assert_eq!((book.pending, book.escrowed, book.unsettled), (0, 0, 0));
		assert_eq!(ClosedEras::<Runtime>::iter().count(), 0);
		// Less than one planck remains for each device and era, and is carried.
		let rest = day.worth - to_sub_planck(book.paid);
		assert!(rest < to_sub_planck(200 * Balance::from(active_era())), "{rest}");
		assert_invariants();
	});
}

fn total(who: Sr25519Keyring) -> Balance {
	use frame_support::traits::fungible::Inspect;
	Balances::total_balance(&who.to_account_id())
}

/// Runs to the first block of a window that challenges one of this many devices.
fn run_to_challenge(devices: u32) -> (WindowIndex, Window, DeviceIndex) {
	loop {
		next_block();
		let (index, open) = ProofOfCoverage::window(None).unwrap();
		if open.begins_at != System::block_number() {
			continue;
		}
		let challenged =
			(0..devices).find(|device| ProofOfCoverage::is_challenged(*device, index).unwrap());
		if let Some(device) = challenged {
			return (index, open, device);
		}
	}
}

#[test]
fn runtime_should_answer_coverage_queries_when_a_node_asks() {
	let cells = places(2);
	chain("local_testnet").execute_with(|| {
		next_block();
		install(&cells);
		let (index, open, beaconer) = run_to_challenge(2);
		let witness = 1 - beaconer;
		let announcement = announcement(index, &open.seed, beaconer);
		include(by_device(beaconer, index, CoverageStatement::Announce(announcement)));

		let current: Option<(WindowIndex, Window)> =
			ask("ProofOfCoverageApi_window", None::<WindowIndex>);
		let kept = Windows::<Runtime>::get(index).unwrap();
		assert_eq!((kept.seed, kept.announced), (open.seed, 1));
		assert_eq!(current, Some((index, kept)));
		let challenged: Option<bool> = ask("ProofOfCoverageApi_is_challenged", (beaconer, index));
		assert_eq!(challenged, Some(true));
		let proof: Option<Proof> = ask("ProofOfCoverageApi_open_proof", (index, beaconer));
		assert_eq!(proof.unwrap().announcement, announcement);
		let measurement =
			Measurement { rssi_cdbm: -11_000, snr_cdb: Some(-2_600), frequency_hz: FREQUENCY_HZ };
		let verdict: Verdict = ask(
			"ProofOfCoverageApi_preview_verdict",
			(beaconer, announcement, witness, measurement),
		);
		assert_eq!(verdict, Verdict::BelowFloor);
		let record: Option<DeviceRecordInfo> = ask("ProofOfCoverageApi_device_record", beaconer);
		assert!(record.unwrap().may_earn_by_beacons);
		let parameters: Parameters = ask("ProofOfCoverageApi_parameters", ());
		assert_eq!(parameters, Parameters::local());
	});
}

/// Returns the validity of a transaction that the pool of a node sees.
fn validate(transaction: UncheckedExtrinsic) -> TransactionValidity {
	with_transaction_unchecked(|| {
		let validity = Executive::validate_transaction(
			TransactionSource::External,
			transaction,
			System::parent_hash(),
		);
		TransactionOutcome::Rollback(validity)
	})
}

#[test]
fn pool_should_accept_valid_calls_and_name_refusals_when_devices_submit_them() {
	let cells = places(20);
	chain("local_testnet").execute_with(|| {
		next_block();
		install(&cells);
		let (index, open, beaconer) = run_to_challenge(20);
		let announce = |device| {
			let announcement = announcement(index, &open.seed, device);
			by_device(device, index, CoverageStatement::Announce(announcement))
		};
		let valid = validate(announce(beaconer)).unwrap();
		assert_eq!((valid.provides.len(), valid.propagate), (1, true));
		// The call can be in the next block at the earliest.
		assert_eq!(valid.longevity, u64::from(open.announce_by - open.begins_at));
		let others = (0..20).find(|it| !ProofOfCoverage::is_challenged(*it, index).unwrap());
		let refused = |refusal: Refusal| Err(TransactionValidityError::from(refusal));
		assert_eq!(validate(announce(others.unwrap())), refused(Refusal::NotChallenged));
		let early = by_device(beaconer, index, CoverageStatement::Reveal(secret(index, beaconer)));
		assert_eq!(validate(early), refused(Refusal::RevealedTooEarly));
		include(announce(beaconer));
		assert_eq!(validate(announce(beaconer)), refused(Refusal::AlreadyAnnounced));
	});
}

#[test]
fn paying_transactions_should_fit_in_a_block_when_devices_exceed_the_allowance() {
	let cells = places(120);
	chain("local_testnet").execute_with(|| {
		next_block();
		install(&cells);
		sudo_parameters(Parameters { challenges_per_day: 4_800, ..Parameters::local() });
		next_block();
		while ProofOfCoverage::window(None).unwrap().1.threshold != u64::MAX {
			next_block();
		}
		let agents = Agents::new(cells);
		let (index, open) = ProofOfCoverage::window(None).unwrap();
		let mut flood = agents.announcements(index, &open);
		assert_eq!(flood.len(), 120);
		// Announcements of unknown devices: the block spends weight on checking each.
		let remark = frame_system::Call::remark { remark: vec![1] };
		let payer = transaction(AliceStash, remark.into(), 0, None);
		let dear = ProofOfCoverage::allowance().ref_time() / 40;
		pallet_proof_of_coverage::FeelessWeightUsed::<Runtime>::kill();
		flood.push(payer);
		let applied = try_next_block_after(flood, || {
			// As if reports had used most of the allowance already.
			let spent = ProofOfCoverage::allowance().ref_time() - dear;
			pallet_proof_of_coverage::FeelessWeightUsed::<Runtime>::put(
				frame_support::weights::Weight::from_parts(spent, 0),
			);
		});
		let exhausted: TransactionValidityError = InvalidTransaction::ExhaustsResources.into();
		let (payers, announcements) = applied.split_last().unwrap();
		assert_eq!(*payers, Ok(Ok(())));
		let taken: BTreeSet<bool> = announcements.iter().map(|it| it.is_ok()).collect();
		assert_eq!(taken.len(), 2, "some calls fit, and some do not");
		for refused in announcements.iter().filter_map(|it| it.as_ref().err()) {
			assert_eq!(*refused, exhausted);
		}
		let normal = configs::system::RuntimeBlockWeights::get()
			.get(DispatchClass::Normal)
			.max_total
			.unwrap();
		assert_eq!(ProofOfCoverage::allowance().ref_time(), normal.ref_time() / 10 * 6);
		// The next block has room again.
		let left = announcements
			.iter()
			.enumerate()
			.filter(|(_, applied)| applied.is_err())
			.map(|(at, _)| agents.announcements(index, &open).swap_remove(at))
			.take(3)
			.collect();
		next_block_with(left);
	});
}

/// Returns the weight and the fee of the last transaction in this block, whether it succeeded or not.
fn cost_of_last() -> (Weight, Balance) {
	let (mut weight, mut fee) = (Weight::zero(), 0);
	for record in System::read_events_no_consensus() {
		match record.event {
			RuntimeEvent::System(
				frame_system::Event::ExtrinsicSuccess { dispatch_info }
				| frame_system::Event::ExtrinsicFailed { dispatch_info, .. },
			) => weight = dispatch_info.weight,
			RuntimeEvent::TransactionPayment(
				pallet_transaction_payment::Event::TransactionFeePaid { actual_fee, .. },
			) => fee = actual_fee,
			_ => (),
		}
	}
	(weight, fee)
}

#[test]
fn relay_should_weigh_and_cost_the_same_when_the_batch_around_it_fails() {
	let cells = places(20);
	chain("local_testnet").execute_with(|| {
		next_block();
		install(&cells);
		let (window, open, beaconer) = run_to_challenge(20);
		let announcement = announcement(window, &open.seed, beaconer);
		let payload = CoverageStatement::Announce(announcement).signing_payload(
			&System::block_hash(0),
			window,
			0,
		);
		let item = RelayedItem {
			ordinal: 0,
			action: DeviceAction::Announce(announcement),
			signature: device(beaconer).sign(&payload),
		};
		let items = vec![item].try_into().unwrap();
		let proofs = vec![RelayedProof { window, beaconer, items }].try_into().unwrap();
		let relay = RuntimeCall::from(Call::relay { proofs });
		let filled = || System::block_weight().get(DispatchClass::Normal).ref_time();
		next_block();
		let empty = filled();

		let fails = pallet_balances::Call::transfer_allow_death {
			dest: AliceStash.to_account_id().into(),
			value: Balance::MAX,
		};
		let calls = vec![relay.clone(), fails.into()];
		let batch = pallet_utility::Call::batch_all { calls }.into();
		let applied = try_next_block_with(vec![transaction(AliceStash, batch, 0, None)]);
		assert!(applied[0].unwrap().is_err());
		let (weight_in_batch, fee_in_batch) = cost_of_last();
		let filled_by_batch = filled() - empty;

		next_block_with(vec![transaction(AliceStash, relay, 0, None)]);
		let (weight, fee) = cost_of_last();
		assert!(weight.ref_time() > 100_000_000, "{weight:?}");
		assert!(weight_in_batch.all_gte(weight) && fee_in_batch >= fee);
		assert!(filled_by_batch >= filled() - empty, "the block is as full as it worked");
	});
}

fn sudo_parameters(parameters: Parameters) {
	let call = Box::new(RuntimeCall::ProofOfCoverage(Call::set_parameters { parameters }));
	super::chain::call(Alice, pallet_sudo::Call::sudo { call });
}
