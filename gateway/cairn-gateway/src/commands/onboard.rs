//! `onboard`: registers devices on chain.

use crate::{
	evidence::{Certificate, Evidence},
	failure::{Context, Failure},
	fleet::{submit, KeyUnlocker, Member},
	options::{CommonOptions, DeviceSelection, PaymentOptions},
	secrets::{read_secret_or_dev_name, AccountSource, PassphraseSource},
	show::{address, parse_address, print_line, Crn},
};
use cairn_gateway_chain::{
	calls::{self, Onboarding, MAX_FLEET},
	registry::{self, Class},
	Client,
};
use cairn_gateway_types::{device::Status, hexadecimal::Hexadecimal};
use cairn_primitives::{
	devices::{BatchId, CertificateTerms, DeviceConsent, DeviceKey, DeviceStatement, MakerId},
	Balance,
};
use clap::Args;
use sp_core::{
	crypto::{AccountId32, ExposeSecret},
	ed25519, sr25519, Pair, H256,
};
use std::{
	path::PathBuf,
	time::{Duration, SystemTime, UNIX_EPOCH},
};

/// The lifetime of a certificate that this command signs.
const CERTIFICATE_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// Registers devices on chain.
///
/// Each device signs its consent to the owner, and the maker's evidence vouches for the device. The
/// owner signs the transaction, pays the fee and provides the bond. Devices that are registered already
/// are skipped, so it is safe to run this command again.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  cairn-gateway onboard --certificate maker.json --account owner.secret
  cairn-gateway onboard --certificate a.json --certificate b.json --device roof
  cairn-gateway onboard --class 'LoRa gateway' --maker-key //Maker --account //Alice

The file comes from the maker; docs/operators.md, \"For makers\", describes its format. Give the maker
the public key that `cairn-gateway init` printed; `cairn-gateway status` shows it again.")]
pub struct Onboard {
	/// The devices
	#[command(flatten)]
	pub selection: DeviceSelection,

	/// A file with the maker's evidence for one or more devices; can be repeated
	#[arg(long = "certificate", value_name = "FILE")]
	pub evidence: Vec<PathBuf>,

	/// Certify the devices with this sr25519 key of a maker, for makers and development networks
	#[arg(long, value_name = "FILE|//NAME", conflicts_with = "evidence", requires = "class")]
	pub maker_key: Option<String>,

	/// The class of the devices, by number or name, for --maker-key
	#[arg(long, value_name = "CLASS", requires = "maker_key")]
	pub class: Option<String>,

	/// The production batch, in the maker's own numbering, for --maker-key
	#[arg(long, value_name = "NUMBER", default_value_t = 0)]
	pub batch: BatchId,

	/// The owner of the devices, if the maker's account signs and pays
	#[arg(long, value_name = "ADDRESS", value_parser = parse_address)]
	pub owner: Option<AccountId32>,

	/// The account that signs
	#[command(flatten)]
	pub account: AccountSource,

	/// The passphrase of the device keys
	#[command(flatten)]
	pub passphrase: PassphraseSource,

	/// The options of the transaction
	#[command(flatten)]
	pub payment: PaymentOptions,
}

impl Onboard {
	/// Runs the command.
	///
	/// # Errors
	/// If evidence is missing, or the chain rejects the call.
	pub async fn run(&self, common: &CommonOptions) -> Result<(), Failure> {
		let config = common.config()?;
		let client = Client::connect(&config.endpoints).await?;
		let mut missing = Vec::new();
		for device in config.select(&self.selection.devices)? {
			let member = Member::load(&client, device).await?;
			match &member.device {
				Some(device) if matches!(device.status, Status::Retired { .. }) => {
					return Err(Failure::new(format!("{} is retired", member.config.name)).next_step(
						"onboard it again once its bond is free; name the other devices with --device",
					))
				}
				Some(device) => print_line!(
					"{} is registered already: device {}, owned by {}",
					member.config.name,
					device.index,
					address(&device.owner)
				),
				None => missing.push(member),
			}
		}
		if missing.is_empty() {
			return Ok(());
		}
		let classes = registry::classes(&client).await?;
		let evidence = self.collect_evidence(&client, &classes, &missing).await?;
		let account = self.account.resolve()?;
		let owner = self.owner.clone().unwrap_or_else(|| account.id());
		let mut unlocker = KeyUnlocker::new(&self.passphrase);
		let mut devices = Vec::new();
		for (member, evidence) in missing.iter().zip(&evidence) {
			let key = unlocker.unlock(&member.key)?;
			let nonce = next_nonce(&client, member).await?;
			let consent = sign_consent(&key, &owner, client.genesis(), nonce);
			devices.push(Onboarding { key: key.public(), consent, evidence: evidence.to_value()? });
		}
		print_line!("{}", describe_costs(&classes, &evidence));
		for devices in devices.chunks(MAX_FLEET) {
			let call = calls::onboard(&owner, devices);
			submit(&client, &call, &account, self.payment).await?;
		}
		for member in &missing {
			let device = client.device_with_key(&member.key.public(), None).await?;
			let device = device.ok_or_else(|| {
				Failure::new(format!("{} is not registered after all", member.config.name))
					.next_step(
						"the block of its registration was retracted: run this command again",
					)
			})?;
			print_line!(
				"{} is device {}, owned by {}",
				member.config.name,
				device.index,
				address(&device.owner)
			);
		}
		print_line!("\nNext: assert their locations, `cairn-gateway locate --help`");
		Ok(())
	}

	/// Returns the evidence for each device, in the order of the devices.
	async fn collect_evidence(
		&self,
		client: &Client,
		classes: &[Class],
		devices: &[Member],
	) -> Result<Vec<Evidence>, Failure> {
		if let (Some(key), Some(class)) = (&self.maker_key, &self.class) {
			let class = find_class(classes, class)?;
			let secret = read_secret_or_dev_name(key)?;
			let key = sr25519::Pair::from_string(secret.expose_secret(), None)
				.map_err(|_| Failure::new("the maker's key is not the secret of an account"))?;
			let maker = find_maker(client, &key).await?;
			let expires_at = expiry_milliseconds(SystemTime::now(), CERTIFICATE_LIFETIME)?;
			let certify = |member: &Member| {
				let terms = CertificateTerms {
					genesis: client.genesis(),
					device: member.key.public(),
					class: class.id,
					batch: self.batch,
					expires_at,
					replaces: None,
				};
				Evidence::Certificate(Certificate::sign(maker, &key, &terms))
			};
			return Ok(devices.iter().map(certify).collect());
		}
		let mut known = Vec::new();
		for path in &self.evidence {
			known.extend(Evidence::read(path)?);
		}
		devices.iter().map(|member| find_evidence(&known, member)).collect()
	}
}

fn find_evidence(known: &[Evidence], member: &Member) -> Result<Evidence, Failure> {
	let key: DeviceKey = member.key.public();
	known.iter().find(|evidence| evidence.device() == key).cloned().ok_or_else(|| {
		Failure::new(format!("there is no evidence for {}", member.config.name)).next_step(format!(
			"give its key, {}, to the maker, and name the maker's file with --certificate FILE",
			Hexadecimal(key.0)
		))
	})
}

/// Finds a class by its number or its name.
///
/// # Errors
/// If there is no such class.
pub fn find_class<'a>(classes: &'a [Class], wanted: &str) -> Result<&'a Class, Failure> {
	let is_wanted =
		|class: &&Class| class.id.to_string() == wanted || class.name.eq_ignore_ascii_case(wanted);
	classes.iter().find(is_wanted).ok_or_else(|| {
		let known: Vec<_> =
			classes.iter().map(|class| format!("{} {}", class.id, class.name)).collect();
		Failure::new(format!("there is no class {wanted}"))
			.next_step(format!("choose one of: {}", known.join(", ")))
	})
}

async fn find_maker(client: &Client, key: &sr25519::Pair) -> Result<MakerId, Failure> {
	let makers = registry::makers(client).await?;
	let maker = makers.iter().find(|maker| maker.sr25519_keys.contains(&key.public().0));
	maker.map(|maker| maker.id).ok_or_else(|| {
		let known: Vec<_> =
			makers.iter().map(|maker| format!("{} {}", maker.id, maker.name)).collect();
		Failure::new("no maker of this network has this key").next_step(match known.is_empty() {
			true => "governance admits makers: `deviceRegistry.admitMaker`".into(),
			false => format!("the makers are: {}", known.join(", ")),
		})
	})
}

/// Returns the nonce of a device's next statement: 0, unless its key was registered before.
async fn next_nonce(client: &Client, member: &Member) -> Result<u32, Failure> {
	match client.key_history(&member.key.public(), None).await? {
		Some(history) if history.expelled => Err(Failure::new(format!(
			"governance has expelled {}, so its key can never be onboarded again",
			member.config.name
		))
		.next_step("name the other devices with --device")),
		Some(history) => Ok(history.nonce),
		None => Ok(0),
	}
}

/// Signs a device's consent to its owner.
///
/// - `nonce`: the nonce of the statement.
pub fn sign_consent(
	key: &ed25519::Pair,
	owner: &AccountId32,
	genesis: H256,
	nonce: u32,
) -> DeviceConsent<H256> {
	DeviceStatement::Onboard { owner: owner.clone() }.sign(key, genesis, nonce)
}

fn expiry_milliseconds(from: SystemTime, later: Duration) -> Result<u64, Failure> {
	let since = from.duration_since(UNIX_EPOCH).context("cannot read this machine's clock")?;
	let millis = since.saturating_add(later).as_millis();
	u64::try_from(millis).context("cannot read this machine's clock")
}

/// Describes what the onboarding costs, if the evidence names the classes.
fn describe_costs(classes: &[Class], evidence: &[Evidence]) -> String {
	let of = |evidence: &Evidence| {
		let class = evidence.class()?;
		classes.iter().find(|known| known.id == class)
	};
	let sum = |of_class: fn(&Class) -> Balance| -> Balance {
		evidence.iter().filter_map(of).fold(0, |sum, class| sum.saturating_add(of_class(class)))
	};
	match evidence.iter().all(|one| one.class().is_some()) {
		true => format!(
			"Onboarding {}: {} in fees, and {} held as bonds",
			evidence.len(),
			Crn(sum(|class| class.onboarding_fee)),
			Crn(sum(|class| class.bond))
		),
		false => {
			format!(
				"Onboarding {}: fees and bonds depend on the class of the batch",
				evidence.len()
			)
		}
	}
}

#[cfg(test)]
mod tests;
