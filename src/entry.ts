import { constants } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as core from '@actions/core';
import { finishRun } from './cleanup.js';
import { collectResults } from './collect.js';
import { compareResults } from './compare.js';
import { messageOf } from './errors.js';
import { evaluateModel } from './evaluate.js';
import { readRecord } from './evaluation/record.js';
import { openSession, startSession } from './evaluation/session.js';
import type { LeftCheck } from './github/check-run.js';
import { log } from './github/log.js';
import { readRunContext } from './github/run-context.js';
import { runFiles } from './launcher/submit.js';
import {
  COLLECT_OUTPUT_NAMES,
  COMPARE_OUTPUT_NAMES,
  OUTPUT_NAMES,
  type OutputName,
  Outputs,
  PLAN_OUTPUT_NAMES,
} from './outputs.js';
import { planLegs } from './plan.js';
import type { RunReport } from './report/result-json.js';
import { concludeLeftCheck } from './reporting/conclude-left-check.js';
import { openRunFolder } from './run-folder.js';

const RUN_DIR = 'run_dir';
const OPEN_CHECK = 'open_check';

/** The folder that holds action.yml: the bundle lies in its dist/. */
function actionDir(): string {
  return path.dirname(path.dirname(fileURLToPath(import.meta.url)));
}

/** What was written to a pipe may not have been read yet, and would be lost with the process. */
function drained(): Promise<void> {
  return new Promise((resolve) => process.stdout.write('', () => resolve()));
}

function openOutputs(names: readonly OutputName[]): Outputs {
  return new Outputs(names, (name, value) => {
    try {
      core.setOutput(name, value);
    } catch (error) {
      // The runner keeps outputs on the disk of RUNNER_TEMP: where it is full, the rest must still be done.
      core.warning(`the output ${name} (${value}) could not be set: ${messageOf(error)}`);
    }
  });
}

/** A check that is open as the step is cut off is concluded by the post step. */
const rememberCheck = (check: LeftCheck | undefined): void =>
  core.saveState(OPEN_CHECK, check ? JSON.stringify(check) : '');

const readInput = (name: string): string => core.getInput(name, { trimWhitespace: false });

/** Runs a story. Ends the process: sockets kept alive by the clients would hold it open. */
async function runStory(outputs: Outputs, story: () => Promise<boolean>): Promise<void> {
  let succeeded = false;
  try {
    succeeded = await story();
  } catch (error) {
    if (outputs.get('state') === '') outputs.set('state', 'infrastructure-error');
    if (outputs.get('verdict') === '') outputs.set('verdict', 'NO-BASELINE');
    outputs.complete();
    core.error(messageOf(error));
  }
  await drained();
  process.exit(succeeded ? 0 : 1);
}

/** Main step of the main action. */
export async function evaluate(): Promise<void> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort('cancelled'));
  const outputs = openOutputs(OUTPUT_NAMES);
  await runStory(outputs, async () => {
    const parts = {
      context: readRunContext(process.env),
      env: process.env,
      actionDir: actionDir(),
      log,
      outputs,
      stop,
      rememberCheck,
    };
    const session = openSession(parts, new Date());
    core.saveState(RUN_DIR, session.files.dir);
    return evaluateModel(session, readInput);
  });
}

/** The compare action. A cancel ends it at once: it leaves nothing behind that goes on. */
export async function compare(): Promise<void> {
  const outputs = openOutputs(COMPARE_OUTPUT_NAMES);
  await runStory(outputs, async () => {
    const context = readRunContext(process.env);
    return compareResults(
      { context, env: process.env, log, outputs, dir: openRunFolder(context), rememberCheck },
      readInput,
    );
  });
}

/**
 * Has a cancel end the process, so that what tidies up as it exits runs, until somebody asks for its signal: then the first
 * cancel aborts that, and only the second, with which the runner insists, ends the process.
 */
function awaitCancel(): () => AbortSignal {
  let stop: AbortController | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (!stop || stop.signal.aborted) process.exit(128 + constants.signals[signal]);
      stop.abort('cancelled');
    });
  return () => {
    stop ??= new AbortController();
    return stop.signal;
  };
}

/** The collect action. A cancel ends it at once, unless it finishes what others have submitted: it is to say what is open. */
export async function collect(): Promise<void> {
  const onCancel = awaitCancel();
  const outputs = openOutputs(COLLECT_OUTPUT_NAMES);
  await runStory(outputs, async () => {
    const context = readRunContext(process.env);
    return collectResults(
      { context, env: process.env, log, outputs, dir: openRunFolder(context), rememberCheck },
      readInput,
      actionDir(),
      onCancel,
    );
  });
}

/** The plan action. A cancel ends it at once: it leaves nothing behind that goes on. */
export async function plan(): Promise<void> {
  const outputs = openOutputs(PLAN_OUTPUT_NAMES);
  await runStory(outputs, async () => {
    const context = readRunContext(process.env);
    const dir = openRunFolder(context);
    return planLegs({ context, env: process.env, actionDir: actionDir(), log, outputs, dir }, readInput);
  });
}

/** Post step. A fault here is a warning: the main step has said what became of the evaluation. */
export async function cleanup(): Promise<void> {
  const dir = core.getState(RUN_DIR);
  const record = dir ? readRecord(dir) : undefined;
  const context = readRunContext(process.env);
  let late: RunReport | undefined;
  if (record) {
    const parts = {
      context,
      env: process.env,
      actionDir: actionDir(),
      log,
      outputs: new Outputs(OUTPUT_NAMES, () => undefined),
      stop: new AbortController(),
      rememberCheck,
    };
    const session = startSession(parts, runFiles(dir), record);
    late = await finishRun(session).catch((error) => {
      core.warning(`cleaning up failed: ${messageOf(error)}`);
      return undefined;
    });
  }
  const open = core.getState(OPEN_CHECK);
  // The check of an evaluation that was left to go on is collect's to conclude.
  if (open !== '' && !record?.remote?.recorded)
    await concludeLeftCheck(open, { context, log, read: readInput, env: process.env }, late);
  await drained();
  process.exit(0);
}
