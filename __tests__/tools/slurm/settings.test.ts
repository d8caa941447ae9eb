import { describe, expect, it } from '@jest/globals';
import { bookEntries } from '../../../tools/slurm/accounts.js';
import { environmentLines } from '../../../tools/slurm/image-store.js';
import { checkedDir, imageFolder, placesIn } from '../../../tools/slurm/places.js';
import * as settings from '../../../tools/slurm/settings.js';

const setting: settings.Setting = {
  places: placesIn('/tmp/c'),
  host: 'here',
  ports: { controller: 1001, database: 1002, accounting: 1003, sshd: 1004, nodes: [1005, 1006, 1007] },
  user: 'nel',
  databasePassword: 'secret-word',
  storeComments: false,
  version: 22.05,
  path: '/usr/bin',
};

describe('the configuration', () => {
  it('gives each daemon its own port, and each node its own', () => {
    const text = settings.slurmConf(setting);
    expect(text).toContain('SlurmctldPort=1001\n');
    expect(text).toContain('AccountingStoragePort=1003\n');
    expect(text.match(/^NodeName=.*Port=\d+/gm)!.map((line) => line.replace(/ .* Port=/, ' '))).toEqual([
      'NodeName=n1 1005',
      'NodeName=fragile 1006',
      'NodeName=shared 1007',
    ]);
    expect(settings.slurmdbdConf(setting)).toMatch(/DbdPort=1003\n(.*\n)*StoragePort=1002\n/);
  });

  it('keeps what steps write apart from those of another cluster on the machine', () => {
    expect(settings.slurmConf(setting)).toContain('\nTmpFS=/tmp/c/run/tmp\n');
  });

  it('keeps comments in the books only where it was asked for, as Slurm does', () => {
    expect(settings.slurmConf(setting)).not.toContain('AccountingStoreFlags');
    expect(settings.slurmConf({ ...setting, storeComments: true })).toContain(
      '\nAccountingStoreFlags=job_comment\n',
    );
  });

  it('has the password in the files of the database only', () => {
    const { slurmConf, gresConf, plugstackConf, ownClientConfig } = settings;
    for (const make of [slurmConf, gresConf, plugstackConf, ownClientConfig]) {
      expect(make(setting)).not.toContain('secret-word');
    }
    expect(settings.sshdConfig(setting, { name: 'sshd', port: 1 })).not.toContain('secret-word');
    expect(settings.slurmdbdConf(setting)).toContain('StoragePass=secret-word\n');
    expect(settings.databaseSql(setting)).toContain("IDENTIFIED BY 'secret-word';");
  });

  it('lets nobody but the login in, on loopback, and its jobs know their cluster', () => {
    const text = settings.sshdConfig(setting, { name: 'other', port: 1008 });
    expect(text).toMatch(/^Port 1008\nListenAddress 127\.0\.0\.1\n/);
    expect(text).toContain('\nAllowUsers nel\nPasswordAuthentication no\n');
    expect(text).toContain(
      'SetEnv SLURM_CONF=/tmp/c/etc/slurm.conf NEA_SLURM_CLUSTER=/tmp/c PATH=/usr/bin\n',
    );
  });

  it.each([
    [21.08, ''],
    [22.05, 'IgnoreSystemd=yes\n'],
    [23.11, 'IgnoreSystemd=yes\n'],
    [24.05, 'CgroupPlugin=disabled\n'],
  ])('keeps Slurm %s from control groups', (version, text) => {
    expect(settings.cgroupConf({ ...setting, version })).toBe(text);
  });

  it('gives clients no key but in the own configuration', () => {
    expect(settings.clientConfig(1004)).not.toMatch(/Identity|KnownHosts/);
    expect(settings.ownClientConfig(setting)).toContain('IdentityFile /tmp/c/ssh/user_ed25519\n');
  });
});

it('enters accounts before their users', () => {
  const kinds = bookEntries('nel').map(([verb, kind]) => `${verb} ${kind}`);
  expect(kinds.indexOf('add cluster')).toBe(0);
  expect(kinds.indexOf('add account')).toBeLessThan(kinds.indexOf('add user'));
});

describe('the folder', () => {
  it('has to be one that every file and socket can name', () => {
    expect(checkedDir('/tmp/c/../d')).toBe('/tmp/d');
    expect(() => checkedDir('/tmp/a b')).toThrow(/^slurm: the folder '\/tmp\/a b' has characters other than/);
    expect(() => checkedDir(`/${'x'.repeat(70)}`)).toThrow(/has 71 characters.*use one nearer to \//);
  });

  it('of an image has no character that an overlay takes for its own', () => {
    expect(imageFolder('localhost:5000/a/b#c@sha256:12')).toBe('localhost+5000+a+b+c+sha256+12');
  });
});

it('writes the variables of an image one a line, and none that would be two', () => {
  expect(environmentLines(['A=1', 'B=2\n3', 'C='])).toBe('A=1\nC=\n');
});
