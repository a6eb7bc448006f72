//! Reads measured links: the Helium frames of Grenoble (D. Donsez, O. Alphand, "The Helium LoRaWAN
//! frames dataset", HAL hal-04737506; ODbL-1.0).
//!
//! Devices transmitted at known places, and hotspots received them. Each transmission place and
//! each hotspot becomes a station. A hotspot that moved becomes one station per place. A link
//! applies in both directions, because radio is reciprocal.
//!
//! The positions of hotspots and of some senders are published rounded to geohash-6, which is up to
//! 0.9 km off, but their distances are not rounded. Therefore each hotspot is placed at the point
//! of its rounding cell whose distances to the senders fit the published distances best (weighted
//! least squares).

use crate::scenario::{Level, Place, Sample};
use coverage_math::great_circle_distance_m;
use flate2::read::GzDecoder;
use serde::Deserialize;
use std::{
	collections::{BTreeMap, HashMap},
	fs::File,
	io,
	path::Path,
};

/// The citation for scenarios made from these data.
pub const SOURCE: &str = "real links of D. Donsez, O. Alphand, \"The Helium LoRaWAN frames \
	dataset\" (HAL hal-04737506), ODbL-1.0; this file is under the same licence";

/// The measured data.
#[derive(Clone, Debug, Default)]
pub struct FieldData {
	/// The names and places of senders and receivers.
	pub places: Vec<(String, Place)>,
	/// The samples between two of these places, the sender first.
	pub links: BTreeMap<(usize, usize), Vec<Sample>>,
}

/// The required columns of a row of the file.
#[derive(Deserialize)]
struct Row {
	tx_lat: f64,
	tx_lon: f64,
	rx_lat: f64,
	rx_lon: f64,
	dist_m: f64,
	rssi_dbm: f64,
	snr_db: f64,
	sf: u8,
	gateway_id: String,
	source: String,
}

/// A measured distance between a hotspot and a sender.
struct Range {
	sender: Place,
	metres: f64,
	/// The weight: one over the square of the error in metres.
	weight: f64,
}

/// Half the size of a geohash-6 cell, in degrees. It has 15 bits per coordinate.
const HALF_CELL: Place = Place { lat: 180.0 / 65_536.0, lon: 360.0 / 65_536.0 };

/// The number of search steps from the centre of a cell to each side. A step is 20 to 30 metres.
const STEPS: i32 = 15;

/// The data set in which the positions of senders are rounded too.
const ROUNDED_SENDERS: &str = "helium-ftd";

impl FieldData {
	/// Reads the file, `helium_grenoble.csv.gz`.
	///
	/// # Errors
	///
	/// Fails if the file cannot be read or has another format.
	pub fn read(path: &Path) -> io::Result<Self> {
		let mut reader = csv::Reader::from_reader(GzDecoder::new(File::open(path)?));
		let mut names = HashMap::new();
		let mut field = Self::default();
		let mut ranges = BTreeMap::<usize, Vec<Range>>::new();
		for row in reader.deserialize() {
			let row: Row = row?;
			let sender = Place { lat: row.tx_lat, lon: row.tx_lon };
			let hotspot = Place { lat: row.rx_lat, lon: row.rx_lon };
			let from =
				field.station(&mut names, format!("sender {},{}", sender.lat, sender.lon), sender);
			let name = format!("hotspot {} {},{}", row.gateway_id, hotspot.lat, hotspot.lon);
			let to = field.station(&mut names, name, hotspot);
			let error_m: f64 = if row.source == ROUNDED_SENDERS { 350.0 } else { 30.0 };
			let weight = error_m.powi(-2);
			ranges.entry(to).or_default().push(Range { sender, metres: row.dist_m, weight });
			field.links.entry((from, to)).or_default().push(row.sample());
		}
		for (hotspot, ranges) in ranges {
			if let Some((_, place)) = field.places.get_mut(hotspot) {
				*place = best_place(*place, &merged(ranges));
			}
		}
		Ok(field)
	}

	fn station(&mut self, names: &mut HashMap<String, usize>, name: String, place: Place) -> usize {
		*names.entry(name).or_insert_with_key(|name| {
			self.places.push((name.clone(), place));
			self.places.len().saturating_sub(1)
		})
	}
}

impl Row {
	fn sample(&self) -> Sample {
		let cdb = |db: f64| (db * 100.0).round() as i16;
		let level = Level { rssi_cdbm: cdb(self.rssi_dbm), snr_cdb: cdb(self.snr_db) };
		Sample { level, spreading_factor: self.sf }
	}
}

/// Merges the ranges of each sender into their mean.
fn merged(ranges: Vec<Range>) -> Vec<Range> {
	let mut senders = BTreeMap::<_, Vec<Range>>::new();
	for range in ranges {
		senders.entry(range.sender.position()).or_default().push(range);
	}
	let mean = |ranges: Vec<Range>| {
		let count = ranges.len() as f64;
		let metres = ranges.iter().map(|range| range.metres).sum::<f64>() / count;
		ranges.into_iter().next().map(|range| Range { metres, ..range })
	};
	senders.into_values().filter_map(mean).collect()
}

/// Returns the point of a rounding cell that fits the ranges best.
fn best_place(middle: Place, ranges: &[Range]) -> Place {
	let misfit = |place: Place| -> f64 {
		let residual = |range: &Range| {
			let metres = great_circle_distance_m(place.position(), range.sender.position());
			range.weight * (f64::from(metres) - range.metres).powi(2)
		};
		ranges.iter().map(residual).sum()
	};
	let steps = || (-STEPS..=STEPS).map(|step| f64::from(step) / f64::from(STEPS));
	let places = steps().flat_map(|north| {
		steps().map(move |east| Place {
			lat: middle.lat + north * HALF_CELL.lat,
			lon: middle.lon + east * HALF_CELL.lon,
		})
	});
	let best = places.map(|place| (misfit(place), place));
	best.min_by(|(a, _), (b, _)| a.total_cmp(b)).map_or(middle, |(_, place)| place)
}
