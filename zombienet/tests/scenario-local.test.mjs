// Runs Zombienet's scenario of four validators: scenarios/local.zndsl.

import { scenario } from '../lib/scenario.mjs';

scenario('local', 'four_validators_should_keep_their_chain_when_all_restart_and_one_is_offline');
