//! How fast Cairn's arithmetic is: `scripts/bench`.
