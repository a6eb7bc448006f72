//! Random sequences of acts against a model of the pool.
//!
//! The model ([`pool`]) is written after what the pallet promises, with big integers and exact
//! quotients; what becomes of stashes it knows from [`ledger`], which is written after
//! `pallet-staking` 50. Chain and model do the same act ([`run`]), have to agree on whether it is
//! possible, and are compared afterwards: the books, every ticket, everybody's planck and tokens,
//! every chunk of every lane. What an election exposes and staking pays, and which lane the pool
//! chooses to bond or unbond, the model is told.
//!
//! Of the invariants of the crate's documentation, the model shows that 2 (no user lowers the
//! rate), 3 (there and back is no profit), 4 (gifts change nothing), 5 (a ticket pays the lower
//! rate) and 6 (what is finalised can be claimed) hold; `try_state` is called after every act. It
//! shows too that tickets are finalised in the era that they name, if nothing is slashed and the
//! era's work is done, and that all can leave in the end.
//!
//! A sequence is its seed. `CAIRN_MODEL_SEED=<seed>` runs one, `CAIRN_MODEL_SEQUENCES=<count>`
//! another number of them, `CAIRN_MODEL_FROM=<seed>` others. Odd seeds have slashes. `scripts/test`
//! runs 10,000 of them; without it, `cargo test` runs a few and answers soon after an edit.

mod checks;
mod dice;
mod ledger;
mod numbers;
mod others;
mod pool;
mod run;
mod users;
mod work;

use crate::mock::*;
use dice::Dice;
use frame_support::__private::BasicExternalities;
use run::{Beginning, Run, Tally};
use sp_core::storage::Storage;
use std::{
	panic::{catch_unwind, AssertUnwindSafe},
	sync::{
		atomic::{AtomicUsize, Ordering},
		Mutex,
	},
	thread,
};

/// Seeds that failed before a defect was corrected. They run first.
///
/// - 2: a payment before its time that was the last of an era was not counted as one.
/// - 15: a slash that is cancelled left the protocol with more shares and all others with less.
/// - 70: after an instant exit between two steps, lanes bonded what was given to the pool.
/// - 3,990: a ticket waited for stake that unbonds for nobody, and what was there was bonded.
/// - 7,659: a lane was bonded in for which a slash waits that is larger than all it has.
const REGRESSIONS: &[u64] = &[2, 15, 70, 3_990, 7_659];

/// The number of further sequences.
const SEQUENCES: u64 = 500;

/// The number of sequences from which on all of [`DONE`] is required.
const SEQUENCES_THAT_DO_ALL: u64 = 10_000;

/// The minimum number of acts in a sequence.
const ACTS: u32 = 50;

/// The acts that all sequences together must have done at least a hundred times.
const DONE: &[&str] = &[
	"act of a validator",
	"bonding",
	"burn of tokens",
	"cancel deposit",
	"cancellation",
	"claim",
	"deposit",
	"deposit that waits",
	"era",
	"false alarm",
	"finalised stretch",
	"fund reserve",
	"gift",
	"instant exit",
	"lane given up",
	"offence",
	"pause",
	"payment",
	"payout by hand",
	"pending slash",
	"pool that all have left",
	"request",
	"restake",
	"slash by hand",
	"step",
	"transfer of tokens",
	"transfer ticket",
	"unbonding",
	"withdraw reserve",
];

/// A chain that is ready for a sequence. It is stored in a map, which is much faster than a trie.
struct Start {
	storage: Storage,
	beginning: Beginning,
}

impl Start {
	fn new() -> Self {
		let mut chain = BasicExternalities::new(storage_with(plain_parameters(), ENDOWED_SEED));
		let beginning = chain.execute_with(|| {
			begin_chain();
			Run::begin().end()
		});
		Self { storage: chain.into_storages(), beginning }
	}

	/// Runs a sequence. Returns the count of each act, or the acts until the failure.
	fn run(&self, seed: u64) -> Result<Tally, String> {
		let mut run = Run::resume(&self.beginning, Dice::new(seed), seed % 2 == 1);
		let mut chain = BasicExternalities::new(self.storage.clone());
		let result = catch_unwind(AssertUnwindSafe(|| {
			chain.execute_with(|| {
				run.vary();
				for _ in 0..ACTS + Dice::new(!seed).below(21) {
					run.act();
				}
				if run.is_diligent || seed % 16 == 1 {
					run.wind_down();
				}
				run.settle();
			});
		}));
		match result {
			Ok(()) => Ok(run.tally),
			Err(_) => Err(run.log.join("\n")),
		}
	}
}

fn number_of(variable: &str) -> Option<u64> {
	std::env::var(variable).ok().map(|value| value.parse().expect("a number"))
}

fn seeds() -> Vec<u64> {
	if let Some(seed) = number_of("CAIRN_MODEL_SEED") {
		return vec![seed];
	}
	let first = number_of("CAIRN_MODEL_FROM").unwrap_or(0);
	let count = number_of("CAIRN_MODEL_SEQUENCES").unwrap_or(SEQUENCES);
	REGRESSIONS.iter().copied().chain(first..first + count).collect()
}

#[test]
fn pool_should_match_the_model_when_acts_come_in_any_order() {
	let start = Start::new();
	let seeds = seeds();
	let next = AtomicUsize::new(0);
	let failure = Mutex::new(None);
	let tally = Mutex::new(Tally::new());
	let work = || {
		while let Some(seed) = seeds.get(next.fetch_add(1, Ordering::Relaxed)) {
			match start.run(*seed) {
				Ok(done) => {
					let mut tally = tally.lock().unwrap();
					for (name, count) in done {
						*tally.entry(name).or_default() += count;
					}
				}
				Err(log) => {
					next.store(seeds.len(), Ordering::Relaxed);
					*failure.lock().unwrap() = Some((seed, log));
				}
			}
		}
	};
	thread::scope(|scope| {
		for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
			scope.spawn(work);
		}
	});
	if let Some((seed, log)) = failure.into_inner().unwrap() {
		panic!("the sequence of seed {seed} fails; keep it in REGRESSIONS. Its acts:\n{log}");
	}
	let tally = tally.into_inner().unwrap();
	println!("{} sequences: {tally:#?}", seeds.len());
	if seeds.len() as u64 >= SEQUENCES_THAT_DO_ALL {
		for name in DONE {
			let count = tally.get(name).copied().unwrap_or(0);
			assert!(count >= 100, "only {count} times: {name}");
		}
	}
}
