import { describe, expect, it } from '@jest/globals';
import { ConfigError } from '../../src/errors.js';
import { buildOpenRecord, type RecordParts } from '../../src/open-records/build-open-record.js';
import { redactMessage } from '../../src/upload/scan-file.js';
import { secretForms } from '../../src/upload/secret-forms.js';
import { RECORDED, slurmParts } from './records.js';

const SECRET = 'sk-"quoted\\and-long"';
const redactorOf = (value: string) => {
  const forms = secretForms([{ name: 'KEY', value }]);
  return (text: string): string => redactMessage(text, forms);
};

describe('a record', () => {
  it('holds nothing of the resolved config, whatever its length', () => {
    const row = JSON.parse(RECORDED);
    row.config.evaluation.env_vars = { SHORT: 'abc12' };
    const text = buildOpenRecord({ ...slurmParts(), execDbLines: [JSON.stringify(row)] }, (one) => one);
    expect(text).not.toContain('abc12');
    expect(text).not.toContain('byob_arith.arith",\\"container');
  });

  const inImage = (): string => {
    const row = JSON.parse(RECORDED);
    row.data.eval_image = SECRET;
    return JSON.stringify(row);
  };

  it.each<[string, Partial<RecordParts>, string]>([
    ['the config', { launcher_config: `key: '${SECRET}'\n` }, '***'],
    ['the snapshot', { snapshot: { deep: [{ url: `https://h/${encodeURIComponent(SECRET)}` }] } }, '***'],
    ['the image', { execDbLines: [inImage()] }, '***'],
    ['who asked', { asked_by: { ...slurmParts().asked_by, workflow: SECRET } }, '***'],
    ['base64', { launcher_config: Buffer.from(`x${SECRET}`).toString('base64') }, 'eCoqKg=='],
  ])('holds no secret that %s caught', (_, parts, left) => {
    const text = buildOpenRecord({ ...slurmParts(), ...parts }, redactorOf(SECRET));
    expect(text).toContain(left);
    const once = (escaped: string): string => escaped.replace(/\\(["\\])/g, '$1');
    for (const form of [SECRET, encodeURIComponent(SECRET), Buffer.from(`x${SECRET}`).toString('base64')])
      for (const shown of [text, once(text), once(once(text))])
        expect([form, shown.includes(form)]).toEqual([form, false]);
  });

  it('that collect would refuse is not uploaded: the mistake is told now', () => {
    const parts = structuredClone(slurmParts());
    parts.cluster!.remote_dir = `/remote/my evals-${parts.invocation_id}`;
    expect(() => buildOpenRecord(parts, (one) => one)).toThrow(ConfigError);
    expect(() => buildOpenRecord(parts, (one) => one)).toThrow(
      /^the invocation bdab6b7306d9864f cannot be recorded for collect: its cluster\.remote_dir is/,
    );
    // A secret that is part of a name leaves no name.
    expect(() => buildOpenRecord(slurmParts(), redactorOf('login.slurm.test'))).toThrow(
      /its cluster\.host|exec db/,
    );
  });

  it('cuts what is only shown to what collect takes', () => {
    const { asked_by } = slurmParts();
    const long = {
      ...asked_by,
      workflow: 'w'.repeat(400),
      ref: `refs/heads/${'b'.repeat(400)}`,
      actor: 'a\nb',
    };
    const text = buildOpenRecord({ ...slurmParts(), asked_by: long }, (one) => one);
    expect(JSON.parse(text).asked_by).toEqual({
      ...asked_by,
      ...{ workflow: 'w'.repeat(300), ref: `refs/heads/${'b'.repeat(289)}`, actor: 'a' },
    });
  });

  it('passes over empty lines of the exec db', () => {
    const { execDbLines } = slurmParts();
    const text = buildOpenRecord({ ...slurmParts(), execDbLines: ['', ...execDbLines, ' '] }, (one) => one);
    expect(JSON.parse(text).exec_db).toHaveLength(1);
  });
});
