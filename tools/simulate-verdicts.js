// How often the verdict without a policy is wrong, and how often it finds a drop: simulated, with a seed.
//   npm run simulate [-- runs]      20,000 runs a cell take about a minute of one core
// Prints the Markdown tables of docs/statistics.md.
import { tellDetectable } from './simulate/detectable.js';
import { tellFalseAlarms } from './simulate/false-alarms.js';
import { tellItems } from './simulate/items.js';
import { tellMissedDrops } from './simulate/missed-drops.js';
import { say } from './simulate/tables.js';

tellFalseAlarms();
tellDetectable();
tellMissedDrops();
tellItems();
say('done');
