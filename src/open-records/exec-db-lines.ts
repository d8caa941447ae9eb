import { type Form, HOST, LEPTON_NAME, REMOTE_PATH, SLURM_JOB_ID, USER } from './forms.js';
import { RecordRefusal, type RemoteExecutor, shownValue } from './record.js';

/** A row of the launcher's exec db, with what the executors of other machines need of it. */
export interface ExecDbRow {
  invocation_id: string;
  job_id: string;
  timestamp: number;
  executor: RemoteExecutor;
  data: Record<string, string>;
}

/** Rows that hold nothing but what is known, and what they were freed of. */
export interface CleanLines {
  lines: string[];
  rows: ExecDbRow[];
  /** Names of fields that nobody knows here, each once. */
  dropped: string[];
}

const ANY_TEXT: Form = { shown: 'a text of one line', accepts: (text) => /^[^\r\n]{0,1024}$/.test(text) };

/** The fields of `data` that go on, by executor, with the form that each must have. */
const KNOWN: Readonly<Record<RemoteExecutor, Readonly<Record<string, Form>>>> = {
  slurm: {
    slurm_job_id: SLURM_JOB_ID,
    remote_rundir_path: REMOTE_PATH,
    hostname: HOST,
    username: USER,
    eval_image: ANY_TEXT,
  },
  lepton: {
    endpoint_name: LEPTON_NAME,
    endpoint_url: ANY_TEXT,
    lepton_job_name: LEPTON_NAME,
    output_dir: ANY_TEXT,
    task_name: ANY_TEXT,
    status: ANY_TEXT,
  },
};
const NEEDED: Readonly<Record<RemoteExecutor, readonly string[]>> = {
  slurm: ['slurm_job_id', 'remote_rundir_path', 'hostname', 'username'],
  lepton: ['lepton_job_name'],
};
const TOP = ['invocation_id', 'job_id', 'timestamp', 'executor', 'data', 'config'];

/**
 * Rebuilds lines of an exec db from the fields that are known. The config is left out: the launcher keeps it resolved,
 * secrets included, and asks it for nothing that a collector does. Fields that nobody knows do not go on.
 * @throws RecordRefusal naming the line and the field.
 */
export function cleanExecDb(
  lines: readonly string[],
  { invocationId, executor }: { invocationId: string; executor: RemoteExecutor },
): CleanLines {
  const dropped = new Set<string>();
  const rows = lines.map((line, index): ExecDbRow => {
    const where = `line ${index + 1} of its exec db`;
    const row = parseObject(line, where);
    for (const key of Object.keys(row)) if (!TOP.includes(key)) dropped.add(key);
    if (row['invocation_id'] !== invocationId)
      throw new RecordRefusal(`${where} is of the invocation ${shownValue(row['invocation_id'])}`);
    if (row['executor'] !== executor)
      throw new RecordRefusal(`${where} is of the executor ${shownValue(row['executor'])}, not ${executor}`);
    const jobId = row['job_id'];
    if (typeof jobId !== 'string' || !/^\d{1,6}$/.test(jobId.replace(`${invocationId}.`, '')))
      throw new RecordRefusal(
        `${where} has the job_id ${shownValue(jobId)}: needed is ${invocationId}.<number>`,
      );
    const data = cleanData(row['data'], executor, where, dropped);
    const timestamp = typeof row['timestamp'] === 'number' ? row['timestamp'] : 0;
    return { invocation_id: invocationId, job_id: jobId, timestamp, executor, data };
  });
  const ids = new Set(rows.map(({ job_id }) => job_id));
  if (ids.size !== rows.length) throw new RecordRefusal('its exec db has a job_id twice');
  return {
    rows,
    lines: rows.map((row) => JSON.stringify({ ...row, config: {} })),
    dropped: [...dropped].sort(),
  };
}

function cleanData(
  given: unknown,
  executor: RemoteExecutor,
  where: string,
  dropped: Set<string>,
): Record<string, string> {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new RecordRefusal(`${where} has no data`);
  const data: Record<string, string> = {};
  for (const [key, value] of Object.entries(given)) {
    const form = Object.hasOwn(KNOWN[executor], key) ? KNOWN[executor][key] : undefined;
    if (!form) dropped.add(`data.${key}`);
    else if (value !== null) data[key] = textOf(value, form, `${where} has data.${key} as`);
  }
  for (const key of NEEDED[executor])
    if (!Object.hasOwn(data, key)) throw new RecordRefusal(`${where} has no data.${key}`);
  return data;
}

function textOf(value: unknown, form: Form, what: string): string {
  if (typeof value !== 'string' || !form.accepts(value))
    throw new RecordRefusal(`${what} ${shownValue(value)}: allowed is ${form.shown}`);
  return value;
}

function parseObject(line: string, where: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new RecordRefusal(`${where} is no JSON`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new RecordRefusal(`${where} is no JSON object`);
  return value as Record<string, unknown>;
}
