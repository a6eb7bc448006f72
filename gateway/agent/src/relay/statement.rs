//! A device's signed statement, as a line of JSON.

use cairn_gateway_types::{hexadecimal::Hexadecimal, signed::SignedStatement};
use cairn_primitives::{
	coverage::{Announcement, CoverageStatement, Measurement, Reception, WindowIndex},
	devices::{DeviceIndex, DeviceKey, DeviceSignature},
};
use serde::{Deserialize, Serialize};
use sp_core::H256;

/// A device's call, signed with its key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
	/// The window.
	pub window: WindowIndex,
	/// The signing device: the witness of a report, otherwise the beaconer.
	pub device: DeviceIndex,
	/// The ordinal.
	pub ordinal: u8,
	/// The statement.
	pub statement: Statement,
	/// The device's signature.
	pub signature: Hexadecimal<64>,
}

/// A device's statement: the JSON form of [`CoverageStatement`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Statement {
	/// The device announces a beacon.
	Announce {
		/// The hash of the frame.
		frame: Hexadecimal<32>,
		/// The power into the antenna, in hundredths of dBm.
		tx_power_cdbm: i16,
		/// The frequency, in hertz.
		frequency_hz: u32,
		/// The spreading factor.
		spreading_factor: Option<u8>,
	},
	/// The device reports one reception.
	Report {
		/// The beaconer.
		beaconer: DeviceIndex,
		/// The commitment that proves possession of the frame.
		commitment: Hexadecimal<32>,
		/// The received power, in hundredths of dBm.
		rssi_cdbm: i16,
		/// The signal-to-noise ratio, in hundredths of a decibel.
		snr_cdb: Option<i16>,
		/// The frequency, in hertz.
		frequency_hz: u32,
	},
	/// The device reveals its secret.
	Reveal {
		/// The secret.
		secret: Hexadecimal<32>,
	},
}

impl Item {
	/// Converts a signed statement. Returns `None` for a report of several receptions, which cannot
	/// be relayed because its signature covers all of them.
	pub fn new(signed: &SignedStatement) -> Option<Self> {
		let statement = match &signed.statement {
			CoverageStatement::Announce(announced) => Statement::Announce {
				frame: Hexadecimal(announced.frame.0),
				tx_power_cdbm: announced.tx_power_cdbm,
				frequency_hz: announced.frequency_hz,
				spreading_factor: announced.spreading_factor,
			},
			CoverageStatement::Report(receptions) => match receptions.as_slice() {
				[Reception { beaconer, commitment, measurement }] => Statement::Report {
					beaconer: *beaconer,
					commitment: Hexadecimal(commitment.0),
					rssi_cdbm: measurement.rssi_cdbm,
					snr_cdb: measurement.snr_cdb,
					frequency_hz: measurement.frequency_hz,
				},
				_ => return None,
			},
			CoverageStatement::Reveal(secret) => Statement::Reveal { secret: Hexadecimal(*secret) },
		};
		Some(Self {
			window: signed.window,
			device: signed.device,
			ordinal: signed.ordinal,
			statement,
			signature: Hexadecimal(signed.signature.0),
		})
	}

	/// Returns the beaconer of the proof that the statement belongs to.
	pub fn beaconer(&self) -> DeviceIndex {
		match &self.statement {
			Statement::Report { beaconer, .. } => *beaconer,
			Statement::Announce { .. } | Statement::Reveal { .. } => self.device,
		}
	}

	/// Returns whether this key signed the item.
	pub fn is_signed(&self, genesis: H256, key: &DeviceKey) -> bool {
		let signature = DeviceSignature::from_raw(self.signature.0);
		self.statement().is_signed(&genesis, self.window, self.ordinal, key, &signature)
	}

	/// Returns the signed statement.
	pub fn signed(&self) -> SignedStatement {
		SignedStatement {
			window: self.window,
			device: self.device,
			ordinal: self.ordinal,
			statement: self.statement(),
			signature: DeviceSignature::from_raw(self.signature.0),
		}
	}

	fn statement(&self) -> CoverageStatement {
		match &self.statement {
			Statement::Announce { frame, tx_power_cdbm, frequency_hz, spreading_factor } => {
				CoverageStatement::Announce(Announcement {
					frame: frame.0.into(),
					tx_power_cdbm: *tx_power_cdbm,
					frequency_hz: *frequency_hz,
					spreading_factor: *spreading_factor,
				})
			}
			Statement::Report { beaconer, commitment, rssi_cdbm, snr_cdb, frequency_hz } => {
				let measurement = Measurement {
					rssi_cdbm: *rssi_cdbm,
					snr_cdb: *snr_cdb,
					frequency_hz: *frequency_hz,
				};
				let commitment = commitment.0.into();
				CoverageStatement::Report(vec![Reception {
					beaconer: *beaconer,
					commitment,
					measurement,
				}])
			}
			Statement::Reveal { secret } => CoverageStatement::Reveal(secret.0),
		}
	}
}
