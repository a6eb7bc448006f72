//! `claim`: claims the rewards of devices.

use crate::{
	failure::Failure,
	fleet::{submit, Member},
	options::{CommonOptions, DeviceSelection, PaymentOptions},
	secrets::AccountSource,
	show::{address, print_line, Crn},
};
use cairn_gateway_chain::{
	calls::{self, MAX_FLEET},
	Client, Pending,
};
use clap::Args;

/// Claims the rewards that the devices have earned in eras that have ended.
///
/// Any account may sign and pay the fee. The rewards go to each device's owner, or to its payout
/// account. Rewards never expire: you can claim once a week and pay fewer fees than once a day.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  cairn-gateway claim --account owner.secret
  cairn-gateway claim --device roof --fee-in stcrn
  cairn-gateway claim --account /etc/cairn/payer.secret --in-block")]
pub struct Claim {
	/// The devices
	#[command(flatten)]
	pub selection: DeviceSelection,

	/// The account that signs
	#[command(flatten)]
	pub account: AccountSource,

	/// The options of the transaction
	#[command(flatten)]
	pub payment: PaymentOptions,
}

impl Claim {
	/// Runs the command.
	///
	/// # Errors
	/// If the chain rejects a claim.
	pub async fn run(&self, common: &CommonOptions) -> Result<(), Failure> {
		let config = common.config()?;
		let client = Client::connect(&config.endpoints).await?;
		let mut due = Vec::new();
		for device in config.select(&self.selection.devices)? {
			let member = Member::load(&client, device).await?;
			let Some(device) = &member.device else {
				print_line!("{} is not registered on chain", member.config.name);
				continue;
			};
			let pending = client.pending(device.index, None).await?;
			print_line!(
				"{} (device {}), payee {}: {}",
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
			print_line!("There is nothing to claim");
			return Ok(());
		}
		let account = self.account.resolve()?;
		for devices in due.chunks(MAX_FLEET) {
			let receipt = submit(&client, &calls::claim(devices), &account, self.payment).await?;
			let paid = receipt.events.iter().filter(|event| event.name == "RewardPaid").count();
			print_line!(
				"Paid for {paid} of {} devices in block {}",
				devices.len(),
				receipt.block.number
			);
			if paid < devices.len() {
				print_line!(
					"The other rewards remain claimable: a payee that does not exist yet must receive at \
					 least 0.01 CRN"
				);
			}
		}
		Ok(())
	}
}

fn describe_pending(pending: &Pending) -> String {
	let mut parts = vec![format!("{} can be claimed", Crn(pending.claimable))];
	if pending.escrowed > 0 {
		parts.push(format!("{} in escrow until the suspension is resolved", Crn(pending.escrowed)));
	}
	if pending.open_units > 0 {
		parts.push(format!("{} units in the current era", pending.open_units));
	}
	parts.join(", ")
}

#[cfg(test)]
mod tests {
	use super::*;
	use cairn_primitives::currency::CRN;

	#[test]
	fn pending_rewards_should_omit_zero_amounts_when_they_are_described() {
		let mut pending = Pending { claimable: CRN, escrowed: 0, open_units: 0 };
		assert_eq!(describe_pending(&pending), "1 CRN can be claimed");
		pending.open_units = 15_904;
		assert!(describe_pending(&pending).ends_with(", 15904 units in the current era"));
		pending.escrowed = CRN;
		assert!(describe_pending(&pending).contains("escrow"));
	}
}
