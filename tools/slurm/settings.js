// The text of every configuration file of the cluster.
import path from 'node:path';
import { CLUSTER, LOGIN_HOST, MARK } from './places.js';

/**
 * @typedef {object} Setting
 * @property {import('./places.js').Places} places
 * @property {string} host this machine's short name
 * @property {Ports} ports
 * @property {number} version of Slurm, as 22.05
 * @property {string} user the login
 * @property {string} databasePassword
 * @property {boolean} storeComments whether sacct keeps a job's comment, which Slurm's default does not
 * @property {string} path of the programs, in the sessions of the login
 *
 * @typedef {{controller: number, database: number, accounting: number, sshd: number, nodes: number[]}} Ports
 */

/** What each node is for: see the README. */
export const NODES = ['n1', 'fragile', 'shared'];
export const GPUS = 8;
export const PARTITIONS = ['batch', 'short', 'fragile', 'preemptible', 'urgent', 'closed'];

/**
 * Steps make folders named after the user and the job in TmpFS: in one /tmp those of two clusters would meet.
 * @param {Setting} setting
 */
export function slurmConf({ places, host, ports, storeComments }) {
  const node = (/** @type {string} */ name, /** @type {number} */ index) =>
    `NodeName=${name} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${ports.nodes[index]} CPUs=64 RealMemory=64000 Gres=gpu:${GPUS} State=UNKNOWN`;
  return `ClusterName=${CLUSTER}
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${ports.controller}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=${places.mungeSocket}
StateSaveLocation=${places.spool}/controller
SlurmdSpoolDir=${places.spool}/%n
TmpFS=${places.temporary}
SlurmctldPidFile=${places.run}/slurmctld.pid
SlurmdPidFile=${places.run}/slurmd-%n.pid
SlurmctldLogFile=${places.log}/slurmctld.log
SlurmdLogFile=${places.log}/slurmd-%n.log
ProctrackType=proctrack/linuxproc
PlugStackConfig=${places.etc}/plugstack.conf
JobSubmitPlugins=lua
GresTypes=gpu
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=2,bf_interval=2
PreemptType=preempt/partition_prio
PreemptMode=CANCEL
KillWait=2
ReturnToService=2
SlurmdTimeout=60
AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=127.0.0.1
AccountingStoragePort=${ports.accounting}
AccountingStoragePass=${places.mungeSocket}
AccountingStorageEnforce=associations,limits,qos
${storeComments ? 'AccountingStoreFlags=job_comment\n' : ''}AccountingStorageTRES=gres/gpu
${NODES.map(node).join('\n')}
PartitionName=batch Nodes=n1 Default=YES DefaultTime=00:10:00 MaxTime=1-00:00:00 State=UP
PartitionName=short Nodes=n1 MaxTime=00:02:00 State=UP
PartitionName=fragile Nodes=fragile MaxTime=1-00:00:00 State=UP
PartitionName=preemptible Nodes=shared MaxTime=1-00:00:00 PriorityTier=1 State=UP
PartitionName=urgent Nodes=shared MaxTime=1-00:00:00 PriorityTier=10 PreemptMode=OFF State=UP
PartitionName=closed Nodes=n1 MaxTime=1-00:00:00 State=DOWN
`;
}

/** @param {Setting} setting */
export function slurmdbdConf({ places, ports, databasePassword }) {
  return `AuthType=auth/munge
AuthInfo=socket=${places.mungeSocket}
DbdHost=localhost
DbdAddr=127.0.0.1
DbdPort=${ports.accounting}
SlurmUser=root
LogFile=${places.log}/slurmdbd.log
PidFile=${places.run}/slurmdbd.pid
StorageType=accounting_storage/mysql
StorageHost=127.0.0.1
StoragePort=${ports.database}
StorageUser=slurm
StoragePass=${databasePassword}
StorageLoc=slurm_acct
`;
}

/**
 * What MariaDB runs at each start, so that no client is needed.
 * @param {Setting} setting
 */
export function databaseSql({ databasePassword }) {
  return `CREATE DATABASE IF NOT EXISTS slurm_acct;
CREATE USER IF NOT EXISTS 'slurm'@'127.0.0.1';
ALTER USER 'slurm'@'127.0.0.1' IDENTIFIED BY '${databasePassword}';
GRANT ALL ON slurm_acct.* TO 'slurm'@'127.0.0.1';
`;
}

/** @param {Setting} setting */
export function gresConf({ places }) {
  return `AutoDetect=off\nNodeName=${NODES.join(',')} Name=gpu File=${places.run}/gpu[0-${GPUS - 1}]\n`;
}

/**
 * Nothing here is bound by control groups; without a word a newer Slurm wants systemd for them.
 * @param {Setting} setting
 */
export function cgroupConf({ version }) {
  if (version >= 24.05) return 'CgroupPlugin=disabled\n';
  return version >= 22.05 ? 'IgnoreSystemd=yes\n' : '';
}

/** @param {Setting} setting */
export function plugstackConf({ places }) {
  return `required ${places.plugin} images=${places.images} scratch=${places.scratch}\n`;
}

/**
 * One server for the logins: the cluster's own, and any that a test breaks on purpose.
 * @param {Setting} setting
 * @param {{name: string, port: number}} door
 */
export function sshdConfig({ places, user, path: programs }, { name, port }) {
  return `Port ${port}
ListenAddress 127.0.0.1
HostKey ${places.ssh}/host_ed25519
PidFile ${places.run}/${name}.pid
AuthorizedKeysFile ${places.ssh}/authorized_keys
TrustedUserCAKeys ${places.ssh}/user_ca.pub
AllowUsers ${user}
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
StrictModes no
UseDNS no
X11Forwarding no
PrintMotd no
PrintLastLog no
MaxStartups 100
LogLevel VERBOSE
Subsystem sftp internal-sftp
SetEnv SLURM_CONF=${places.conf} ${MARK}=${places.dir} PATH=${programs}
`;
}

/**
 * What a client needs to reach a server under the cluster's name.
 * @param {number} port
 */
export function clientConfig(port) {
  return `Host ${LOGIN_HOST}
  HostName 127.0.0.1
  Port ${port}
  HostKeyAlias ${LOGIN_HOST}
`;
}

/**
 * The same with the keys, for one's own use: ssh -F FILE login.slurm.test
 * @param {Setting} setting
 */
export function ownClientConfig({ places, ports, user }) {
  return `${clientConfig(ports.sshd)}  User ${user}
  IdentityFile ${path.join(places.ssh, 'user_ed25519')}
  IdentitiesOnly yes
  UserKnownHostsFile ${path.join(places.ssh, 'known_hosts')}
  StrictHostKeyChecking yes
  BatchMode yes
  ConnectTimeout 5
`;
}
