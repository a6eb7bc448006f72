//! `claim`: has paid what devices have earned.

use crate::{
	failure::Failure,
	fleet::{submit, Member},
	options::{CommonOptions, PaymentOptions, DeviceSelection},
	secrets::AccountSource,
	show::{address, print_line, Crn},
};
use cairn_gateway_chain::{
	calls::{self, MAX_FLEET},
	Client, Pending,
};
use clap::Args;

/// Has paid what the devices have earned in the eras that have ended.
///
/// Any account may sign; the money goes to each device's owner, or to the account that the owner has
/// named. Rewards never expire, so there is no hurry: a claim a week costs a seventh of one a day.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  cairn-gateway claim --account owner.secret
  cairn-gateway claim --device roof --fee-in stcrn
  cairn-gateway claim --account /etc/cairn/payer.secret --in-block")]
pub struct Claim {
	/// Only for these devices
	#[command(flatten)]
	pub selection: DeviceSelection,

	/// Who signs
	#[command(flatten)]
	pub account: AccountSource,

	/// How the fee is paid
	#[command(flatten)]
	pub payment: PaymentOptions,
}

impl Claim {
	/// Does it.
	///
	/// # Errors
	/// If the chain refuses.
	pub async fn run(&self, common: &CommonOptions) -> Result<(), Failure> {
		let config = common.config()?;
		let client = Client::connect(&config.endpoints).await?;
		let mut due = Vec::new();
		for device in config.select(&self.selection.devices)? {
			let member = Member::load(&client, device).await?;
			let Some(device) = &member.device else {
				print_line!("{} is not on the chain yet", member.config.name);
				continue;
			};
			let pending = client.pending(device.index, None).await?;
			print_line!(
				"{} (device {}), paid to {}: {}",
				member.config.name,
				device.index,
				address(&device.payee),
				describe_pending(&pending)
			);
			if pending.claimable > 0 {
				due.push(device.index);
			}
		}
		if due.is_empty() {
			print_line!("There is nothing to claim now");
			return Ok(());
		}
		let account = self.account.find()?;
		for devices in due.chunks(MAX_FLEET) {
			let receipt = submit(&client, &calls::claim(devices), &account, self.payment).await?;
			let paid = receipt.events.iter().filter(|event| event.name == "RewardPaid").count();
			print_line!("Paid for {paid} of {} devices in block {}", devices.len(), receipt.block.number);
			if paid < devices.len() {
				print_line!("The rest stays: an account that does not exist takes 0.01 CRN at least");
			}
		}
		Ok(())
	}
}

fn describe_pending(pending: &Pending) -> String {
	let mut parts = vec![format!("{} can be claimed", Crn(pending.claimable))];
	if pending.escrowed > 0 {
		parts.push(format!("{} waits for a decision about its suspension", Crn(pending.escrowed)));
	}
	if pending.open_units > 0 {
		parts.push(format!("{} units of the era that has not ended", pending.open_units));
	}
	parts.join(", ")
}

#[cfg(test)]
mod tests {
	use super::*;
	use cairn_primitives::currency::CRN;

	#[test]
	fn pending_should_tell_only_what_there_is_when_it_is_shown() {
		let mut pending = Pending { claimable: CRN, escrowed: 0, open_units: 0 };
		assert_eq!(describe_pending(&pending), "1 CRN can be claimed");
		pending.open_units = 15_904;
		assert!(describe_pending(&pending).ends_with(", 15904 units of the era that has not ended"));
		pending.escrowed = CRN;
		assert!(describe_pending(&pending).contains("decision"));
	}
}
