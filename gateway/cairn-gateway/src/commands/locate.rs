//! `locate`: asserts the location of a device.

use crate::{
	failure::Failure,
	fleet::{submit, KeyUnlocker, Member},
	options::{CommonOptions, PaymentOptions},
	parsers::{parse_cell, parse_hundredths},
	secrets::{AccountSource, PassphraseSource},
	show::{address, print_line, Crn},
};
use cairn_gateway_chain::{
	calls,
	registry::{self, Region},
	Client,
};
use cairn_primitives::devices::{DeviceStatement, Location, RegionId, LOCATION_RESOLUTION};
use clap::{ArgGroup, Args};
use coverage_math::{cell_at, cell_centre, Position};

/// Asserts the location of a device: its cell, elevation, antenna gain and radio region.
///
/// Only the H3 cell of resolution 12, about 300 m² in area, leaves this machine, not the coordinates.
/// The device and its owner both sign. State the true antenna gain, because receptions are judged by
/// it. A device can move once every seven eras. A move to another cell ends its interactive period.
#[derive(Args, Debug)]
#[command(
	group = ArgGroup::new("place").required(true).args(["lat", "cell"]),
	after_help = "\
Examples:
  cairn-gateway locate --lat 45.1899 --lon 5.7242 --elevation 214 --gain 3 --region EU868
  cairn-gateway locate --device roof --cell 8c1f9ed922265ff --elevation 214 --gain 2.15 --region 1
  cairn-gateway locate --device meter --lat -33.86 --lon 151.21 --elevation 20

The regions depend on the class of the device; an unknown name lists them."
)]
pub struct Locate {
	/// The device, by its name or EUI in config.toml; optional if there is only one
	#[arg(long, value_name = "NAME")]
	pub device: Option<String>,

	/// The latitude in degrees, north positive
	#[arg(long, value_name = "DEGREES", requires = "lon", allow_negative_numbers = true)]
	pub lat: Option<f64>,

	/// The longitude in degrees, east positive
	#[arg(long, value_name = "DEGREES", requires = "lat", allow_negative_numbers = true)]
	pub lon: Option<f64>,

	/// The H3 cell of resolution 12, instead of latitude and longitude
	#[arg(long, value_name = "CELL", value_parser = parse_cell, conflicts_with = "lon")]
	pub cell: Option<u64>,

	/// The elevation of the antenna above sea level, in metres
	#[arg(long, value_name = "METRES", allow_negative_numbers = true)]
	pub elevation: i16,

	/// The gain of the antenna, in dBi
	#[arg(
		long,
		value_name = "DBI",
		default_value = "0",
		value_parser = parse_hundredths,
		allow_negative_numbers = true
	)]
	pub gain: i16,

	/// The radio region, by name or number, for devices with a radio
	#[arg(long, value_name = "REGION")]
	pub region: Option<String>,

	/// The account that signs
	#[command(flatten)]
	pub account: AccountSource,

	/// The passphrase of the device key
	#[command(flatten)]
	pub passphrase: PassphraseSource,

	/// The options of the transaction
	#[command(flatten)]
	pub payment: PaymentOptions,
}

impl Locate {
	/// Runs the command.
	///
	/// # Errors
	/// If the location is invalid, or the chain rejects the call.
	pub async fn run(&self, common: &CommonOptions) -> Result<(), Failure> {
		let config = common.config()?;
		let named: Vec<_> = self.device.iter().cloned().collect();
		let selected = config.select(&named)?;
		let [device] = selected.as_slice() else {
			let names: Vec<_> = selected.iter().map(|device| device.name.as_str()).collect();
			return Err(Failure::new(
				"several devices are selected, and each has its own location",
			)
			.next_step(format!("name one with --device: {}", names.join(", "))));
		};
		let cell = self.resolve_cell()?;
		let client = Client::connect(&config.endpoints).await?;
		let member = Member::load(&client, device).await?;
		let device = member.registered()?;
		let classes = registry::classes(&client).await?;
		let class = classes.iter().find(|class| class.id == device.class);
		let table = class.and_then(|class| class.region_table);
		let region = match (table, &self.region) {
			(Some(table), name) => {
				let regions = registry::regions(&client, table).await?;
				Some(find_region(&regions, name.as_deref())?)
			}
			(None, None) => None,
			(None, Some(_)) => {
				return Err(
					Failure::new("devices of this class have no radio").next_step("omit --region")
				)
			}
		};
		let location = Location { cell, elevation_m: self.elevation, gain_cdbi: self.gain, region };
		if device.location == Some(location) {
			print_line!("{} has this location on chain already", member.config.name);
			return Ok(());
		}
		print_line!("{}", describe_cell(cell));
		if let Some(class) = class {
			print_line!("The assertion costs {}", Crn(class.location_fee));
		}
		let account = self.account.resolve()?;
		// The chain would reject it as well, and charge the fee.
		if account.id() != device.owner {
			return Err(Failure::new(format!(
				"{} belongs to {}, but the signing account is {}",
				member.config.name,
				address(&device.owner),
				address(&account.id())
			))
			.next_step("name the owner's account with --account"));
		}
		let key = KeyUnlocker::new(&self.passphrase).unlock(&member.key)?;
		let statement = DeviceStatement::<[u8; 32]>::Locate { location };
		let consent = statement.sign(&key, client.genesis(), device.nonce);
		let call = calls::assert_location(device.index, &location, &consent);
		let receipt = submit(&client, &call, &account, self.payment).await?;
		let waits = receipt.events.iter().any(|event| event.name == "ChangeRequested");
		match waits {
			true => print_line!(
				"{} moves when its open windows have settled, within about an hour",
				member.config.name
			),
			false => {
				print_line!(
					"{} has its location; it takes part from the next window on",
					member.config.name
				)
			}
		}
		Ok(())
	}

	fn resolve_cell(&self) -> Result<u64, Failure> {
		match (self.cell, self.lat, self.lon) {
			(Some(cell), ..) => Ok(cell),
			(None, Some(lat), Some(lon)) => cell_at_degrees(lat, lon).ok_or_else(|| {
				Failure::new(format!("{lat}, {lon} is not on the globe"))
					.next_step("latitudes are within ±90 degrees, longitudes within ±180")
			}),
			_ => Err(Failure::new("the location is missing")
				.next_step("state it with --lat and --lon, or --cell")),
		}
	}
}

/// Returns the cell of a place on the globe.
fn cell_at_degrees(lat: f64, lon: f64) -> Option<u64> {
	let e7 = |degrees: f64| {
		let scaled = (degrees * 1e7).round();
		// This rejects NaN and numbers out of range.
		(scaled.abs() <= f64::from(i32::MAX)).then_some(scaled as i32)
	};
	cell_at(Position::new(e7(lat)?, e7(lon)?)?, LOCATION_RESOLUTION)
}

fn find_region(regions: &[Region], wanted: Option<&str>) -> Result<RegionId, Failure> {
	let is_wanted = |region: &&Region| {
		wanted.is_some_and(|wanted| {
			region.id.to_string() == wanted || region.name.eq_ignore_ascii_case(wanted)
		})
	};
	regions.iter().find(is_wanted).map(|region| region.id).ok_or_else(|| {
		let known: Vec<_> =
			regions.iter().map(|region| format!("{} {}", region.id, region.name)).collect();
		let what = match wanted {
			Some(wanted) => format!("there is no region {wanted}"),
			None => "devices of this class have a radio, and need a region".into(),
		};
		Failure::new(what).next_step(format!("name one with --region: {}", known.join(", ")))
	})
}

/// Describes what becomes public.
fn describe_cell(cell: u64) -> String {
	let centre = cell_centre(cell).map_or_else(String::new, |centre| {
		format!(
			" around {:.5}, {:.5}",
			f64::from(centre.lat_e7) / 1e7,
			f64::from(centre.lon_e7) / 1e7
		)
	});
	format!("Only the cell {cell:x}{centre}, about 300 m² in area, becomes public")
}

#[cfg(test)]
mod tests;
