// How often a verdict is wrong, without a policy and with one, and how often it finds a drop: simulated, with a seed.
//   npm run simulate [-- runs]      20,000 runs a cell take about three minutes of one core
// Prints the Markdown tables of docs/statistics.md.
import { tellBetweenRuns } from './simulate/between-runs.js';
import { tellDetectable } from './simulate/detectable.js';
import { tellFalseAlarms } from './simulate/false-alarms.js';
import { tellItems } from './simulate/items.js';
import { tellMissedDrops } from './simulate/missed-drops.js';
import { tellPolicies } from './simulate/policies.js';
import { say } from './simulate/tables.js';

tellFalseAlarms();
tellDetectable();
tellMissedDrops();
tellItems();
tellPolicies();
tellBetweenRuns();
say('done');
