//! One file for each concern, named after the pallet's own.

mod agenda;
mod classes;
mod density;
mod lifecycle;
mod location;
mod makers;
mod onboarding;
mod ownership;
mod queries;
mod suspension;
