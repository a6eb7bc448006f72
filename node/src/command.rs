//! Runs the commands of the command line.

use crate::{
	chain_spec,
	cli::{Cli, Subcommand},
	components::new_partial,
	service,
};
use cairn_primitives::{OpaqueBlock, SS58_PREFIX};
use sc_cli::SubstrateCli;
use sc_network::config::NetworkBackendType;
use sc_service::{config::Configuration, TaskManager};
use sp_core::crypto::{set_default_ss58_version, Ss58AddressFormat};

impl SubstrateCli for Cli {
	fn impl_name() -> String {
		"Cairn Node".into()
	}

	fn impl_version() -> String {
		env!("SUBSTRATE_CLI_IMPL_VERSION").into()
	}

	fn executable_name() -> String {
		"cairn-node".into()
	}

	fn description() -> String {
		env!("CARGO_PKG_DESCRIPTION").into()
	}

	fn author() -> String {
		env!("CARGO_PKG_AUTHORS").into()
	}

	fn support_url() -> String {
		concat!(env!("CARGO_PKG_REPOSITORY"), "/issues").into()
	}

	fn copyright_start_year() -> i32 {
		2026
	}

	fn load_spec(&self, id: &str) -> Result<Box<dyn sc_service::ChainSpec>, String> {
		Ok(Box::new(chain_spec::load(id)?))
	}
}

/// Parses the command line and runs its command.
pub fn run() -> sc_cli::Result<()> {
	let cli = Cli::from_args();
	set_default_ss58_version(Ss58AddressFormat::custom(SS58_PREFIX));

	match &cli.subcommand {
		None => run_node(cli),
		Some(Subcommand::Key(command)) => command.run(&cli),
		Some(Subcommand::ExportChainSpec(command)) => command.run(cli.load_spec(&command.chain)?),
		#[allow(deprecated)]
		Some(Subcommand::BuildSpec(command)) => {
			let runner = cli.create_runner(command)?;
			runner.sync_run(|config| command.run(config.chain_spec, config.network))
		}
		Some(Subcommand::CheckBlock(command)) => {
			let runner = cli.create_runner(command)?;
			runner.async_run(|config| {
				let components = new_partial(&config, None)?;
				Ok((
					command.run(components.client, components.import_queue),
					components.task_manager,
				))
			})
		}
		Some(Subcommand::ExportBlocks(command)) => {
			let runner = cli.create_runner(command)?;
			runner.async_run(|config| {
				let components = new_partial(&config, None)?;
				Ok((command.run(components.client, config.database), components.task_manager))
			})
		}
		Some(Subcommand::ExportState(command)) => {
			let runner = cli.create_runner(command)?;
			runner.async_run(|config| {
				let components = new_partial(&config, None)?;
				Ok((command.run(components.client, config.chain_spec), components.task_manager))
			})
		}
		Some(Subcommand::ImportBlocks(command)) => {
			let runner = cli.create_runner(command)?;
			runner.async_run(|config| {
				let components = new_partial(&config, None)?;
				Ok((
					command.run(components.client, components.import_queue),
					components.task_manager,
				))
			})
		}
		Some(Subcommand::PurgeChain(command)) => {
			let runner = cli.create_runner(command)?;
			runner.sync_run(|config| command.run(config.database))
		}
		Some(Subcommand::Revert(command)) => {
			let runner = cli.create_runner(command)?;
			runner.async_run(|config| {
				let components = new_partial(&config, None)?;
				// BABE and GRANDPA keep data of their own, which must be reverted with the blocks.
				let revert_consensus = Box::new(|client: std::sync::Arc<_>, backend, blocks| {
					sc_consensus_babe::revert(std::sync::Arc::clone(&client), backend, blocks)?;
					sc_consensus_grandpa::revert(client, blocks)?;
					Ok(())
				});
				Ok((
					command.run(components.client, components.backend, Some(revert_consensus)),
					components.task_manager,
				))
			})
		}
		Some(Subcommand::ChainInfo(command)) => {
			let runner = cli.create_runner(command)?;
			runner.sync_run(|config| command.run::<OpaqueBlock>(&config))
		}
	}
}

fn run_node(cli: Cli) -> sc_cli::Result<()> {
	let runner = cli.create_runner(&cli.run)?;
	runner.run_node_until_exit(|config| async move { start(config, cli) })
}

fn start(config: Configuration, cli: Cli) -> sc_cli::Result<TaskManager> {
	let database = config.database.path().map(ToOwned::to_owned);
	let options = service::Options {
		measure_hardware: !cli.no_hardware_benchmarks,
		runtime_cache: cli.runtime_cache,
	};
	let task_manager = match config.network.network_backend {
		NetworkBackendType::Libp2p => {
			service::new_full::<sc_network::NetworkWorker<_, _>>(config, options)
		}
		NetworkBackendType::Litep2p => {
			service::new_full::<sc_network::Litep2pNetworkBackend>(config, options)
		}
	}?;
	if let Some(database) = database {
		sc_storage_monitor::StorageMonitorService::try_spawn(
			cli.storage_monitor,
			database,
			&task_manager.spawn_essential_handle(),
		)
		.map_err(|error| sc_cli::Error::Application(error.into()))?;
	}
	Ok(task_manager)
}
