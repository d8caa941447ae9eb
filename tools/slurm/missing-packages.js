// node tools/slurm/missing-packages.js     the Debian packages to be installed for the cluster; nothing where it can start
import { missing, PACKAGES } from './requirements.js';

if (missing().length > 0) console.log(PACKAGES.join(' '));
