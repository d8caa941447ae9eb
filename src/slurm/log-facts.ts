import { isJobId, parseElapsed, plainLine } from './remote-words.js';

/** What the log of one job says about itself and its chain. */
export interface LogFacts {
  /** The follow-up job that it submitted. */
  followUp?: string;
  /** Why it could not submit one. */
  sbatchError?: string;
  exports: string[];
  /** The state of the job before it, as it read it when it gave up or went on. */
  before?: { id: string; state: string; resumed: boolean };
  /** What the chain had run before this job, and what it may run in all, in seconds. */
  spent?: { before: number; max: number; maxText: string };
  /** The chain had used up its time when this job started, and went no further. */
  exceeded: boolean;
  /** How the job ended, by the words of Slurm or of the batch script, where they tell. */
  state?: string;
  exitCode?: number;
  /** What srun or slurmstepd complained of. */
  complaint?: string;
  /** Slurm let it start no further step: its time was over, and what ends jobs then had not come round yet. */
  outOfTime?: boolean;
  /** The servers of deployed models, as far as the batch script has told; absent where it waits for none. */
  servers?: ServerFacts;
}

/** `lost`: one that was ready, or counted as ready, is gone, and the evaluation goes on without it. */
export interface ServerFacts {
  phase: 'loading' | 'ready' | 'lost' | 'stopped';
  /** One ended before anything answered on its port. */
  endedEarly: boolean;
  /** Those that were ready, by their names; '' is the model's. */
  ready: string[];
}

/** Reads the telling lines of a job's log, oldest first. */
export function readLog(lines: readonly string[]): LogFacts {
  const facts: LogFacts = { exports: [], exceeded: false };
  for (const line of lines) readLine(facts, line);
  return facts;
}

function readLine(facts: LogFacts, line: string): void {
  const submitted = /^Submitted batch job (\d+)/.exec(line)?.[1];
  if (submitted && isJobId(submitted)) {
    facts.followUp = submitted;
    return;
  }
  const exported = /^Export job submitted: (\d+)/.exec(line)?.[1];
  if (exported && isJobId(exported)) {
    if (!facts.exports.includes(exported)) facts.exports.push(exported);
    return;
  }
  const before =
    /^previous SLURM_JOB_ID (\d{1,12}) finished with '([A-Z_]*)[^']*' state\. (RESUMING|EXIT)/.exec(line);
  if (before) {
    const resumed = before[3] === 'RESUMING';
    facts.before = { id: before[1]!, state: before[2]!, resumed };
    // The handler itself ends the job then.
    if (!resumed)
      end(facts, before[2] === 'COMPLETED' ? 'COMPLETED' : 'FAILED', before[2] === 'COMPLETED' ? 0 : 1);
    return;
  }
  const spent = /^Total accumulated walltime: ([0-9:-]{1,20}) \(max: ([0-9:-]{1,20})\)/.exec(line);
  if (spent) {
    const [before, max] = [parseElapsed(spent[1]!), parseElapsed(spent[2]!)];
    if (before !== undefined && max !== undefined) facts.spent = { before, max, maxText: spent[2]! };
    return;
  }
  if (/^ERROR: Maximum total walltime /.test(line)) {
    facts.exceeded = true;
    end(facts, 'FAILED', 1);
    return;
  }
  if (readServer(facts, line)) return;
  if (/^sbatch: error: /.test(line)) facts.sbatchError ??= plainLine(line.slice('sbatch: error: '.length));
  else if (/^Evaluation was interrupted /.test(line)) end(facts, 'FAILED', 143);
  else if (/CANCELLED AT /.test(line)) readCancel(facts, line);
  else if (/^(srun|slurmstepd)/.test(line)) readComplaint(facts, line);
  // The script's very last command, as its trace shows it: what failed before (a server that was stopped) was let pass.
  else if (/^\+ .*nemo_evaluator_interrupted/.test(line)) end(facts, 'COMPLETED', 0);
}

/** Whether a line is the script's own about the servers that it starts, waits for and stops. */
function readServer(facts: LogFacts, line: string): boolean {
  if (/^Waiting for (?:[\w.-]+ )?server on /.test(line)) {
    facts.servers ??= { phase: 'loading', endedEarly: false, ready: [] };
    facts.servers.phase = 'loading';
    return true;
  }
  const { servers } = facts;
  if (!servers) return false;
  const ready = /^(?:([\w.-]+) )?server ready on /.exec(line);
  if (ready) {
    servers.ready.push(ready[1] ?? '');
    servers.phase = servers.endedEarly ? 'lost' : 'ready';
    return true;
  }
  if (/^\+ kill \d+$/.test(line)) {
    servers.phase = 'stopped';
    return true;
  }
  // The first process of a step is gone. Of the evaluation's the script itself would end at once.
  if (/^srun: error: \S+: tasks? 0\b/.test(line)) {
    if (servers.phase === 'loading') servers.endedEarly = true;
    else if (servers.phase === 'ready') servers.phase = 'lost';
  }
  return false;
}

/** How far the servers of a job are that runs; several instances of one stand in for each other. */
export function serverPhase({ servers }: LogFacts): ServerFacts['phase'] | undefined {
  if (!servers) return undefined;
  const several = new Set(servers.ready).size < servers.ready.length;
  return servers.phase === 'lost' && several ? 'ready' : servers.phase;
}

function end(facts: LogFacts, state: string, exitCode: number): void {
  facts.state = state;
  facts.exitCode = exitCode;
}

/** `*** JOB 13 ON vm CANCELLED AT 2026-11-24T05:53:52 DUE TO TIME LIMIT ***` */
function readCancel(facts: LogFacts, line: string): void {
  if (!/\*\*\* JOB \d+ ON /.test(line)) return;
  const why = /DUE TO ([A-Z ]+)/.exec(line)?.[1]?.trim() ?? '';
  if (/^TIME LIMIT/.test(why)) end(facts, 'TIMEOUT', 143);
  else if (/^PREEMPTION/.test(why)) end(facts, 'PREEMPTED', 143);
  else if (/^NODE FAILURE/.test(why)) end(facts, 'NODE_FAIL', 1);
  else end(facts, 'CANCELLED', 143);
}

function readComplaint(facts: LogFacts, line: string): void {
  // Its time passed between two steps: see slurmctld, which ends such jobs at its own intervals only.
  if (/^srun: error: Unable to create step for job \d+: Job\/step already completing or completed/.test(line))
    facts.outOfTime = true;
  const code = /: Exited with exit code (\d{1,3})$/.exec(line)?.[1];
  if (code && facts.state === undefined) end(facts, 'FAILED', Number(code));
  if (/oom|out of memory/i.test(line)) {
    if (/oom[-_ ]?kill/i.test(line)) end(facts, 'OUT_OF_MEMORY', 137);
  } else if (!code) facts.complaint ??= plainLine(line);
}
