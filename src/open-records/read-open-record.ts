import { type CleanLines, cleanExecDb } from './exec-db-lines.js';
import { COMMIT, type Form, INVOCATION_ID, isBelow, TAG, WORKSPACE } from './forms.js';
import { type Fields, readFields } from './read-fields.js';
import { readCluster, readTask } from './read-tasks.js';
import {
  type AskedBy,
  type OpenRecord,
  type PostKeys,
  REMOTE_EXECUTORS,
  RecordRefusal,
  type RemoteExecutor,
  shownValue,
  type Wishes,
} from './record.js';

/** A record that was read, and what of it was left out. */
export interface ReadRecord {
  record: OpenRecord;
  /** Fields of the exec db that nobody knows here. */
  dropped: string[];
}

/** More than a launcher config has, and what one look at a cluster asks for. */
const MOST_TASKS = 500;
/** Jobs of all tasks together: a task has one for each time that it is resumed. */
const MOST_JOBS = 5000;
/** Characters of all folders together, which a look's script carries. */
const MOST_FOLDERS = 100_000;
const MOST_NAMES = 10_000;
/** Levels of objects and lists: whoever goes through them calls itself. */
const DEEPEST = 100;
/** Characters of what is only shown. */
export const LONGEST_LINE = 300;
const LINE: Form = {
  shown: `one line of at most ${LONGEST_LINE} characters`,
  accepts: (text) => isLine(text, LONGEST_LINE),
};
const VERSION: Form = { shown: 'a version', accepts: (text) => /^[\w.+!-]{1,60}$/.test(text) };
const ARTIFACT: Form = {
  shown: 'the name of an artifact',
  accepts: (text) => isLine(text, 200) && text !== '' && !/[":<>|*?\\/]/.test(text),
};

const isLine = (text: string, most: number): boolean => text.length <= most && !/\p{Cc}/u.test(text);

/**
 * Reads a record that somebody uploaded. Nothing is taken over that has not the form it must have; what is said of hosts,
 * paths and runs is still to be held against what the collector knows itself.
 * @throws RecordRefusal naming the field.
 */
export function readOpenRecord(text: string): ReadRecord {
  const at = readFields(parse(text), 'it');
  if (at.value('schema_version') !== 1)
    throw new RecordRefusal(
      `its schema_version is ${shownValue(at.value('schema_version'))}: this version of the action reads 1`,
    );
  const executor = readExecutor(at.value('executor'));
  const invocationId = at.text('invocation_id', INVOCATION_ID);
  const cluster = executor === 'slurm' ? readCluster(at.fields('cluster'), invocationId) : null;
  const tasks = at
    .list('tasks', MOST_TASKS)
    .map((task, index) => readTask(readFields(task, `tasks[${index}]`), { executor, invocationId, cluster }));
  if (tasks.length === 0) throw new RecordRefusal('its tasks are none');
  const jobs = tasks.flatMap(({ job_ids }) => job_ids).length;
  if (jobs > MOST_JOBS)
    throw new RecordRefusal(`its tasks have ${jobs} job_ids, and ${MOST_JOBS} is the most`);
  const folders = tasks.reduce((sum, { remote_dir }) => sum + (remote_dir?.length ?? 0), 0);
  if (folders > MOST_FOLDERS)
    throw new RecordRefusal(
      `the remote_dir of its tasks have ${folders} characters together, and ${MOST_FOLDERS} is the most`,
    );
  if (new Set(tasks.map(({ index }) => index)).size !== tasks.length)
    throw new RecordRefusal('its tasks have an index twice');
  const execDb = cleanExecDb(at.texts('exec_db', MOST_TASKS), { invocationId, executor });
  const record: OpenRecord = {
    schema_version: 1,
    invocation_id: invocationId,
    executor,
    launcher_version: at.text('launcher_version', VERSION),
    tag: at.text('tag', TAG),
    submitted_at: at.date('submitted_at'),
    cluster,
    workspace: executor === 'lepton' ? readWorkspace(at) : null,
    tasks,
    exec_db: execDb.lines,
    launcher_config: at.anyText('launcher_config'),
    snapshot: at.value('snapshot') === null ? null : at.object('snapshot'),
    asked_by: readAskedBy(at.fields('asked_by')),
    posts: readPosts(at.fields('posts')),
    wishes: readWishes(at.fields('wishes')),
  };
  agree(record, execDb);
  return { record, dropped: execDb.dropped };
}

function parse(text: string): unknown {
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    throw new RecordRefusal('it is no JSON');
  }
  const isNested = (one: unknown): one is object => typeof one === 'object' && one !== null;
  let level = [record].filter(isNested);
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > DEEPEST) throw new RecordRefusal(`it is nested more than ${DEEPEST} levels deep`);
    level = level.flatMap((one) => Object.values(one) as unknown[]).filter(isNested);
  }
  return record;
}

function readExecutor(value: unknown): RemoteExecutor {
  const found = REMOTE_EXECUTORS.find((one) => one === value);
  if (!found)
    throw new RecordRefusal(
      `its executor is ${shownValue(value)}: this version of the action knows ${REMOTE_EXECUTORS.join(' and ')}`,
    );
  return found;
}

/** Records of earlier versions have none. */
function readWorkspace(at: Fields): string | null {
  return at.value('workspace') === undefined ? null : at.textOrNull('workspace', WORKSPACE);
}

function readAskedBy(at: Fields): AskedBy {
  return {
    actor: at.text('actor', LINE),
    event: at.text('event', LINE),
    run_id: at.text('run_id', { shown: 'the id of a run', accepts: (text) => /^\d{1,20}$/.test(text) }),
    attempt: at.whole('attempt', 1),
    workflow: at.text('workflow', LINE),
    job: at.text('job', LINE),
    commit: at.textOrNull('commit', COMMIT),
    ref: at.text('ref', LINE),
    pull_request: at.value('pull_request') === null ? null : at.whole('pull_request', 1),
  };
}

function readPosts(at: Fields): PostKeys {
  return {
    check: at.text('check', LINE),
    has_check: at.flag('has_check'),
    comment: at.text('comment', LINE),
    leg: at.textOrNull('leg', LINE),
  };
}

/** Whose values a record cannot ask to be left in: it can only ask for more to be searched for. */
function readNames(at: Fields): string[] {
  const names = at.texts('secret_names', MOST_NAMES);
  const odd = names.find((name) => !/^[A-Za-z_][A-Za-z0-9_]{0,200}$/.test(name));
  if (odd !== undefined)
    throw new RecordRefusal(`its wishes.secret_names has ${shownValue(odd)}: needed are names of variables`);
  return names;
}

function readWishes(at: Fields): Wishes {
  const contents = at.value('artifact_contents');
  if (contents !== 'full' && contents !== 'results')
    throw new RecordRefusal(
      `its wishes.artifact_contents is ${shownValue(contents)}: allowed are full, results`,
    );
  const allowance = at.object('max_failed_samples');
  const { count, share } = allowance;
  const isCount = Number.isSafeInteger(count) && (count as number) >= 0;
  const isShare = typeof share === 'number' && share >= 0 && share <= 1;
  if (Object.keys(allowance).length !== 1 || (!isCount && !isShare))
    throw new RecordRefusal(
      `its wishes.max_failed_samples is ${shownValue(allowance)}: needed is a count or a share`,
    );
  return {
    artifact_name: at.text('artifact_name', ARTIFACT),
    artifact_contents: contents,
    max_failed_samples: isCount ? { count: count as number } : { share: share as number },
    secret_names: readNames(at),
  };
}

/** The parts of a record say one thing: the exec db names no other jobs, hosts and folders than the tasks do. */
function agree({ cluster, tasks, posts: _, ...record }: OpenRecord, { rows }: CleanLines): void {
  if (rows.length === 0) throw new RecordRefusal('its exec_db is empty');
  const [, , run, attempt] = record.tag.split('/');
  const { run_id, attempt: asked } = record.asked_by;
  if (run !== run_id || attempt !== String(asked))
    throw new RecordRefusal(
      `its tag is of the run ${run}/${attempt}, and it says that ${run_id}/${asked} asked`,
    );
  for (const [index, { data }] of rows.entries()) {
    const where = `line ${index + 1} of its exec db`;
    if (cluster) {
      if (data['hostname'] !== cluster.host || data['username'] !== cluster.user)
        throw new RecordRefusal(
          `${where} is of ${data['username']}@${data['hostname']}, not ${cluster.user}@${cluster.host}`,
        );
      if (!isBelow(data['remote_rundir_path']!, cluster.remote_dir))
        throw new RecordRefusal(`${where} has a folder outside of ${cluster.remote_dir}`);
    }
    const known = new Set(tasks.flatMap(({ job_ids }) => job_ids));
    const job = data['slurm_job_id'] ?? data['lepton_job_name'] ?? '';
    if (!known.has(job)) throw new RecordRefusal(`${where} has the job ${job}, which no task has`);
  }
}
