// Runs Zombienet's scenario of two validators from a raw chain spec: scenarios/small.zndsl.

import { scenario } from '../lib/scenario.mjs';

scenario('small', 'finality_should_stall_when_one_of_two_validators_is_offline', '--raw');
