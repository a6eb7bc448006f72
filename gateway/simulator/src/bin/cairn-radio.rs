//! The radio simulator: packet forwarders that share one simulated ether, for tests and local
//! networks.

use cairn_gateway_simulator::{
	adversaries::{self, Adversaries},
	air::{self, Event},
	city::city,
	field::FieldData,
	scenario::{Behaviour, Place, Scenario},
	selection::{select, Selection},
};
use clap::{Args, Parser, Subcommand};
use std::{
	error::Error,
	io::{self, IsTerminal, Write},
	net::SocketAddr,
	path::PathBuf,
};
use tracing::info;
use tracing_subscriber::EnvFilter;

/// Simulates radio for networks without hardware: any number of LoRa packet forwarders on UDP that
/// share one simulated ether.
///
/// First create a scenario, from measured links or of a fictitious city. A scenario is a JSON file.
/// Onboard its stations with their cell, gain and region, each with the packet forwarder of its
/// EUI. Then run the scenario against one or more gateway agents.
#[derive(Parser)]
#[command(version, after_help = EXAMPLES)]
struct Cli {
	#[command(subcommand)]
	command: Command,
}

const EXAMPLES: &str = "\
Examples:
  cairn-radio stations --data helium_grenoble.csv.gz --count 48 --json > stations.json
  cairn-radio city --count 20 --seed 7 --misplaced 2 --clique 3 --json > city.json
  cairn-radio run --stations stations.json --server 127.0.0.1:1700

The same seed gives the same scenario and the same random events in it.";

#[derive(Subcommand)]
enum Command {
	/// Create a scenario from measured links, and log what each selection rule leaves of them.
	Stations {
		/// The file of the field data, helium_grenoble.csv.gz
		#[arg(long, value_name = "FILE")]
		data: PathBuf,
		/// The number of honest stations
		#[arg(long, default_value_t = 48)]
		count: usize,
		#[command(flatten)]
		common: Common,
	},
	/// Create a scenario of a fictitious city.
	City {
		/// The number of honest stations
		#[arg(long, default_value_t = 20)]
		count: u32,
		/// The number of the region on the chain: 1 is EU868, 2 is US915
		#[arg(long, default_value_t = 1)]
		region: u16,
		/// The latitude of the city centre, in degrees
		#[arg(long, default_value_t = 45.19, allow_negative_numbers = true)]
		lat: f64,
		/// The longitude of the city centre, in degrees
		#[arg(long, default_value_t = 5.72, allow_negative_numbers = true)]
		lon: f64,
		#[command(flatten)]
		common: Common,
	},
	/// Play a scenario until the program is stopped.
	Run {
		/// The file of the scenario
		#[arg(long, value_name = "FILE")]
		stations: PathBuf,
		/// The address on which a gateway agent listens for packet forwarders. Can be given several
		/// times: the stations are assigned to the servers in turn, in the order of the file
		#[arg(long = "server", value_name = "ADDRESS", required = true, num_args = 1..)]
		servers: Vec<SocketAddr>,
		/// Print a line of JSON on standard output for each packet that is sent or refused
		#[arg(long)]
		json: bool,
	},
}

#[derive(Args)]
struct Common {
	/// The seed of all randomness
	#[arg(long, default_value_t = 1)]
	seed: u64,
	/// Print the scenario as JSON instead of a table
	#[arg(long)]
	json: bool,
	/// The number of stations that are not at their asserted location
	#[arg(long, default_value_t = 0, value_name = "N")]
	misplaced: usize,
	/// The number of additional stations that copy the receptions of others
	#[arg(long, default_value_t = 0, value_name = "N")]
	copiers: usize,
	/// The number of additional stations that are in one room but assert spread-out locations
	#[arg(long, default_value_t = 0, value_name = "N")]
	clique: usize,
	/// The distance between the asserted and the true locations of misplaced stations and copiers,
	/// in kilometres. The chain rejects everything beyond 120 km, but detects little below that in
	/// a single report
	#[arg(long, default_value_t = 200.0, value_name = "KM")]
	away_km: f64,
}

impl Common {
	fn finish(&self, mut scenario: Scenario) -> Result<(), Box<dyn Error>> {
		let adversaries = Adversaries {
			misplaced: self.misplaced,
			copiers: self.copiers,
			clique: self.clique,
			away_km: self.away_km,
		};
		adversaries::add(&mut scenario, adversaries).ok_or(
			"there are too few honest stations for this many adversaries, or no room for them",
		)?;
		print(&scenario, self.json)
	}
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
	let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
	tracing_subscriber::fmt()
		.with_env_filter(filter)
		.with_writer(io::stderr)
		.with_ansi(io::stderr().is_terminal())
		.with_target(false)
		.init();
	match Cli::parse().command {
		Command::Stations { data, count, common } => {
			let Selection { scenario, tallies } =
				select(&FieldData::read(&data)?, count, common.seed);
			for (rule, tally) in tallies {
				let share = 100.0 * tally.valid as f64 / tally.samples.max(1) as f64;
				info!(
					stations = tally.stations,
					links = tally.links,
					samples = tally.samples,
					"{rule}: {share:.3} % of the samples are valid"
				);
			}
			if scenario.stations.len() < count {
				return Err(format!(
					"the selection rules leave only {} stations: lower --count",
					scenario.stations.len()
				)
				.into());
			}
			common.finish(scenario)
		}
		Command::City { count, region, lat, lon, common } => {
			let scenario = city(count, Place { lat, lon }, region, common.seed)
				.ok_or("the city does not fit on the globe")?;
			common.finish(scenario)
		}
		Command::Run { stations, servers, json } => {
			let scenario = Scenario::load(&stations)
				.map_err(|error| format!("{}: {error}", stations.display()))?;
			info!(
				stations = scenario.stations.len(),
				source = scenario.source,
				"playing the scenario"
			);
			tokio::select! {
				played = air::play(&scenario, &servers, |event| show(&event, json)) => Ok(played?),
				_ = tokio::signal::ctrl_c() => Ok(()),
			}
		}
	}
}

fn show(event: &Event, json: bool) {
	if json {
		let line = serde_json::to_string(event).unwrap_or_default();
		// The reader may have closed the pipe; the ether continues.
		let _ = writeln!(io::stdout().lock(), "{line}");
	}
	match event {
		Event::Sent { from, spreading_factor, heard, collided, .. } => {
			info!(from, sf = spreading_factor, heard = heard.len(), collided, "packet sent");
		}
		Event::Refused { from, reason } => info!(from, reason, "packet refused"),
	}
}

fn print(scenario: &Scenario, json: bool) -> Result<(), Box<dyn Error>> {
	let mut out = io::stdout().lock();
	if json {
		serde_json::to_writer(&mut out, scenario)?;
		writeln!(out)?;
		return Ok(());
	}
	writeln!(
		out,
		"{:16}  {:15}  {:>9}  {:>9}  {:10}  name",
		"EUI", "cell", "lat", "lon", "behaviour"
	)?;
	for station in &scenario.stations {
		let behaviour = match station.behaviour {
			Behaviour::Honest => "honest",
			Behaviour::Misplaced => "misplaced",
			Behaviour::Copies { .. } => "copies",
			Behaviour::Clique { .. } => "clique",
		};
		let Place { lat, lon } = station.asserted;
		writeln!(
			out,
			"{}  {}  {lat:9.5}  {lon:9.5}  {behaviour:10}  {}",
			station.eui, station.cell, station.name
		)?;
	}
	Ok(())
}
