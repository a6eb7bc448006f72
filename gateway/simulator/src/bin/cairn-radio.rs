//! The radio simulator: packet forwarders that share one ether, for tests and local networks.

use cairn_gateway_simulator::{
	air::{self, Event},
	city::city,
	field::Field,
	mischief::{self, Mischief},
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

/// Radio for networks without radios: any number of LoRa packet forwarders on UDP that hear each
/// other through one simulated ether.
///
/// First make a scenario, from links that were measured or of a city that is made up. It is a JSON
/// file: its stations are to be onboarded with their cell, gain and region, each with the packet
/// forwarder of its EUI. Then run it against one or more gateway agents.
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

The same seed gives the same scenario, and in it the same chance.";

#[derive(Subcommand)]
enum Command {
	/// Makes a scenario of links that were measured, and tells what the rules leave of them.
	Stations {
		/// The field data, helium_grenoble.csv.gz.
		#[arg(long, value_name = "FILE")]
		data: PathBuf,
		/// How many honest stations.
		#[arg(long, default_value_t = 48)]
		count: usize,
		#[command(flatten)]
		common: Common,
	},
	/// Makes a scenario of a city that is made up.
	City {
		/// How many honest stations.
		#[arg(long, default_value_t = 20)]
		count: u32,
		/// The region, by its number on chain: 1 is EU868, 2 is US915.
		#[arg(long, default_value_t = 1)]
		region: u16,
		/// The latitude of the city's middle, in degrees.
		#[arg(long, default_value_t = 45.19, allow_negative_numbers = true)]
		lat: f64,
		/// The longitude of the city's middle, in degrees.
		#[arg(long, default_value_t = 5.72, allow_negative_numbers = true)]
		lon: f64,
		#[command(flatten)]
		common: Common,
	},
	/// Plays a scenario until it is stopped.
	Run {
		/// The scenario.
		#[arg(long, value_name = "FILE")]
		stations: PathBuf,
		/// Where a gateway agent listens for packet forwarders. May be given several times: stations
		/// are dealt out in the order of the file, one to each server in turn.
		#[arg(long = "server", value_name = "ADDRESS", required = true, num_args = 1..)]
		servers: Vec<SocketAddr>,
		/// One line of JSON on standard output for each packet that was sent or refused.
		#[arg(long)]
		json: bool,
	},
}

#[derive(Args)]
struct Common {
	/// What all chance comes from.
	#[arg(long, default_value_t = 1)]
	seed: u64,
	/// The scenario as JSON, on standard output; without it a table for people.
	#[arg(long)]
	json: bool,
	/// How many of the stations are elsewhere than they say.
	#[arg(long, default_value_t = 0, value_name = "N")]
	misplaced: usize,
	/// How many further stations report what others hear.
	#[arg(long, default_value_t = 0, value_name = "N")]
	copiers: usize,
	/// How many further stations are in one room, and say they are all over the place.
	#[arg(long, default_value_t = 0, value_name = "N")]
	clique: usize,
	/// How far from the truth misplaced stations and copiers say they are, in kilometres. The chain
	/// refuses whatever is further than 120 km; of less it finds little in a single report.
	#[arg(long, default_value_t = 200.0, value_name = "KM")]
	away_km: f64,
}

impl Common {
	fn finish(&self, mut scenario: Scenario) -> Result<(), Box<dyn Error>> {
		let mischief = Mischief {
			misplaced: self.misplaced,
			copiers: self.copiers,
			clique: self.clique,
			away_km: self.away_km,
		};
		mischief::add(&mut scenario, mischief)
			.ok_or("there are too few honest stations for so many who lie, or no room for them")?;
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
			let Selection { scenario, tallies } = select(&Field::read(&data)?, count, common.seed);
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
				return Err(format!("only {} stations are left", scenario.stations.len()).into());
			}
			common.finish(scenario)
		}
		Command::City { count, region, lat, lon, common } => {
			let scenario = city(count, Place { lat, lon }, region, common.seed)
				.ok_or("such a city does not fit on the globe")?;
			common.finish(scenario)
		}
		Command::Run { stations, servers, json } => {
			let scenario = Scenario::load(&stations)
				.map_err(|error| format!("{}: {error}", stations.display()))?;
			info!(stations = scenario.stations.len(), source = scenario.source, "playing");
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
		// Whoever reads may have stopped: the ether goes on all the same.
		let _ = writeln!(io::stdout().lock(), "{line}");
	}
	match event {
		Event::Sent { from, spreading_factor, heard, collided, .. } => {
			info!(from, sf = spreading_factor, heard = heard.len(), collided, "sent");
		}
		Event::Refused { from, reason } => info!(from, reason, "refused"),
	}
}

fn print(scenario: &Scenario, json: bool) -> Result<(), Box<dyn Error>> {
	let mut out = io::stdout().lock();
	if json {
		serde_json::to_writer(&mut out, scenario)?;
		writeln!(out)?;
		return Ok(());
	}
	writeln!(out, "{:16}  {:15}  {:>9}  {:>9}  {:10}  name", "EUI", "cell", "lat", "lon", "does")?;
	for station in &scenario.stations {
		let does = match station.behaviour {
			Behaviour::Honest => "honest",
			Behaviour::Misplaced => "misplaced",
			Behaviour::Copies { .. } => "copies",
			Behaviour::Clique { .. } => "clique",
		};
		let Place { lat, lon } = station.asserted;
		writeln!(
			out,
			"{}  {}  {lat:9.5}  {lon:9.5}  {does:10}  {}",
			station.eui, station.cell, station.name
		)?;
	}
	Ok(())
}
