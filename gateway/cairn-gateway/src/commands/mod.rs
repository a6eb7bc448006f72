//! The commands, one file each.

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
