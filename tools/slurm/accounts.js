// Who may use the cluster and how much of it, in Slurm's own books.
import { ACCOUNT, CLUSTER } from './places.js';

/**
 * The arguments of each sacctmgr call, in order.
 * @param {string} user
 * @returns {string[][]}
 */
export function bookEntries(user) {
  return [
    ['add', 'cluster', CLUSTER],
    ['add', 'account', `${ACCOUNT},others`, `Cluster=${CLUSTER}`, 'Description=test', 'Organization=test'],
    // One job at a time, two in the queue, a minute each: what does not fit pends or is refused.
    ['add', 'qos', 'single', 'MaxJobsPerUser=1'],
    ['add', 'qos', 'pair', 'MaxSubmitJobsPerUser=2', 'Flags=DenyOnLimit'],
    ['add', 'qos', 'minute', 'MaxWall=00:01:00'],
    ['add', 'user', `${user},root`, `Account=${ACCOUNT}`, `DefaultAccount=${ACCOUNT}`],
    ['modify', 'account', ACCOUNT, 'set', 'qos=normal,single,pair,minute'],
  ];
}
