//! Nanoseconds per call: `scripts/bench`.

#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used)]

use coverage_math::{rules::*, *};
use criterion::{criterion_group, criterion_main, Criterion};
use std::hint::black_box;

const GRENOBLE: Position = Position { lat_e7: 451_898_890, lon_e7: 57_242_150 };
const LYON: Position = Position { lat_e7: 457_640_430, lon_e7: 48_356_590 };

fn geometry(c: &mut Criterion) {
	let cell = cell_at(GRENOBLE, 12).unwrap();
	let home = parent_cell(cell, 11).unwrap();
	let away = cell_at(LYON, 11).unwrap();
	let pentagon = 0x08b0_8000_0000_0fff;
	assert_eq!(cell_and_neighbours(pentagon).len(), 6);

	c.bench_function("great_circle_distance_m", |b| {
		b.iter(|| great_circle_distance_m(black_box(GRENOBLE), black_box(LYON)))
	});
	c.bench_function("cell_at", |b| b.iter(|| cell_at(black_box(GRENOBLE), 12)));
	c.bench_function("cell_centre", |b| b.iter(|| cell_centre(black_box(cell))));
	c.bench_function("cell_resolution", |b| b.iter(|| cell_resolution(black_box(cell))));
	c.bench_function("parent_cell", |b| b.iter(|| parent_cell(black_box(cell), 11)));
	c.bench_function("cell_and_neighbours", |b| b.iter(|| cell_and_neighbours(black_box(home))));
	c.bench_function("cell_and_neighbours at a pentagon", |b| {
		b.iter(|| cell_and_neighbours(black_box(pentagon)))
	});
	c.bench_function("grid_distance", |b| {
		b.iter(|| grid_distance(black_box(home), black_box(away)))
	});
}

fn radio(c: &mut Criterion) {
	c.bench_function("free_space_loss_cdb", |b| {
		b.iter(|| free_space_loss_cdb(black_box(93_700), black_box(868_100_000)))
	});
	c.bench_function("signal_power_cdb", |b| {
		b.iter(|| signal_power_cdb(black_box(-11_300), black_box(-450)))
	});
}

fn rewards(c: &mut Criterion) {
	c.bench_function("beacon_units", |b| b.iter(|| beacon_units(black_box(14))));
	c.bench_function("witness_units", |b| b.iter(|| witness_units(black_box(14))));

	let ratios = [(1, 3), (1, 4), (1, 2), (5, 7), (25, 31), (180, 200), (500, 800)];
	c.bench_function("density_scale", |b| b.iter(|| density_scale(black_box(ratios))));

	let cells: Vec<_> = (0..10_000)
		.filter_map(|device| {
			let (row, column) = (device / 100, device % 100);
			let place = Position {
				lat_e7: GRENOBLE.lat_e7 + row * 20_000,
				lon_e7: GRENOBLE.lon_e7 + column * column * 500,
			};
			cell_at(place, 12)
		})
		.collect();
	let mut whole_network = c.benchmark_group("density_scales");
	whole_network.sample_size(10);
	whole_network
		.bench_function("10,000 devices", |b| b.iter(|| density_scales(black_box(&cells))));
	whole_network.finish();
}

fn verdicts(c: &mut Criterion) {
	let station = |lat_e7, lon_e7| {
		let place = Position { lat_e7, lon_e7 };
		let cell = cell_at(place, 12).unwrap_or_default();
		Station { position: cell_centre(cell).unwrap_or(place), cell, gain_cdb: 300 }
	};
	let beacon = Beacon {
		station: station(GRENOBLE.lat_e7, GRENOBLE.lon_e7),
		tx_power_cdb: 1_400,
		frequency_hz: 868_100_000,
		spreading_factor: Some(12),
	};
	let report = Report {
		station: station(GRENOBLE.lat_e7 + 166_410, GRENOBLE.lon_e7 + 360_250),
		rssi_cdb: -11_300,
		snr_cdb: Some(-450),
		frequency_hz: 868_100_000,
	};
	let rules = Rules::default();
	assert_eq!(judge(&beacon, &report, &rules), Verdict::Valid);
	c.bench_function("judge", |b| {
		b.iter(|| judge(black_box(&beacon), black_box(&report), black_box(&rules)))
	});
}

criterion_group!(benches, geometry, radio, rewards, verdicts);
criterion_main!(benches);
