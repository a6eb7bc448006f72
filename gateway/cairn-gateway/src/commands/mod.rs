//! What the program does: a file for each command.

pub mod claim;
pub mod explain;
pub mod export_metrics;
pub mod history;
pub mod init;
pub mod locate;
pub mod onboard;
pub mod relay;
pub mod run;
pub mod status;
