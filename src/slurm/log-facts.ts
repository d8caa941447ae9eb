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
  if (/^sbatch: error: /.test(line)) facts.sbatchError ??= plainLine(line.slice('sbatch: error: '.length));
  else if (/^Evaluation was interrupted /.test(line)) end(facts, 'FAILED', 143);
  else if (/CANCELLED AT /.test(line)) readCancel(facts, line);
  else if (/^(srun|slurmstepd)/.test(line)) readComplaint(facts, line);
  // The script's very last command, as its trace shows it: what failed before (a server that was stopped) was let pass.
  else if (/^\+ .*nemo_evaluator_interrupted/.test(line)) end(facts, 'COMPLETED', 0);
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
  const code = /: Exited with exit code (\d{1,3})$/.exec(line)?.[1];
  if (code && facts.state === undefined) end(facts, 'FAILED', Number(code));
  if (/oom|out of memory/i.test(line)) {
    if (/oom[-_ ]?kill/i.test(line)) end(facts, 'OUT_OF_MEMORY', 137);
  } else if (!code) facts.complaint ??= plainLine(line);
}
