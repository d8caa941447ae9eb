import { afterAll, beforeAll } from '@jest/globals';
import type { ActionHandle, ActionResult, RunOptions } from '../../../tools/local-runner/run-action.js';
import { type Lab, openLab, openScenario, type Scenario, start } from './cluster.js';
import { type Gate, startGate } from './gate.js';
import { type Job, until, untilJob } from './jobs.js';

/** The task of a scenario for which one is as good as another. */
export const ARITH = ['byob_arith.arith'];

/** Many runs at once on a small machine. */
export const PATIENCE_SECONDS = 150;

/** A run of the action whose log is read as it grows. */
export interface WatchedRun extends ActionHandle {
  /** Until a line of the log says so. */
  says(pattern: RegExp, seconds?: number): Promise<void>;
}

/** A scenario that is played on, and what it has to be called and ended with. */
export interface Play extends Scenario {
  watch(
    config: string,
    inputs?: Record<string, string>,
    env?: Record<string, string>,
    options?: Partial<RunOptions>,
  ): WatchedRun;
}

/** What GitHub is to a scenario. */
type ScenarioServices = NonNullable<NonNullable<Parameters<typeof openScenario>[2]>['services']>;

type Script = (play: Play) => Promise<ActionResult>;

/** The cluster of a test file, and the ends of the scenarios that are played on it. */
export interface Stage<Name extends string> {
  /** Once the first test runs. */
  lab(): Lab;
  end(name: Name): Promise<Ended>;
}

/**
 * Has all scenarios of a test file begin before its tests, and ended after them. To be called once, at its top.
 * @param services makes what GitHub is to one scenario.
 */
export function playAll<Name extends string>(
  scripts: (lab: Lab) => Record<Name, Script>,
  services?: () => ScenarioServices,
): Stage<Name> {
  let lab: Lab | undefined;
  let plays: Plays<Name> | undefined;
  beforeAll(async () => {
    lab = await openLab();
    plays = new Plays(lab, scripts(lab), services);
  }, 15 * 60_000);
  afterAll(async () => {
    await plays?.close();
    await lab?.close();
  }, 60_000);
  return { lab: () => lab!, end: (name) => plays!.end(name) };
}

/** A run whose requests are held back at a gate. */
export interface GatedRun {
  run: WatchedRun;
  gate: Gate;
  job: Job;
  /** The end of the run, and of the gate. */
  done(): Promise<ActionResult>;
}

/** Starts a run that evaluates behind a gate, and waits until its job runs. */
export async function watchGated(
  play: Play,
  config: string,
  inputs: Record<string, string> = {},
): Promise<GatedRun> {
  const gate = await startGate(play.lab);
  const run = play.watch(config, { 'endpoint-url': gate.url, ...inputs });
  const done = (): Promise<ActionResult> => run.done.finally(gate.close);
  return { run, gate, job: await untilRuns(play), done };
}

/** Until the evaluation of a gated run has asked for its first answers. */
export function untilAsked({ gate }: GatedRun, times = 1): Promise<void> {
  return until('it evaluates', async () => gate.asked() >= times);
}

/**
 * Plays scenarios at once, as most of their time is waiting. One that fails is a failure of whoever asks for its end.
 * All are runs of one workflow, and of jobs of one name in it.
 */
class Plays<Name extends string> {
  private readonly handles = new Set<ActionHandle>();
  private readonly scenarios: Scenario[] = [];
  private readonly played = new Map<Name, Promise<Ended>>();

  constructor(
    lab: Lab,
    scripts: Record<Name, Script>,
    private readonly services?: () => ScenarioServices,
  ) {
    for (const [name, script] of Object.entries(scripts) as [Name, Script][]) {
      const ended = this.play(lab, name, script);
      ended.catch(() => undefined);
      this.played.set(name, ended);
    }
  }

  end(name: Name): Promise<Ended> {
    return this.played.get(name)!;
  }

  async close(): Promise<void> {
    // A script that waits for what a killed run would have done is not waited for.
    for (const handle of this.handles) handle.kill();
    for (const scenario of this.scenarios) await scenario.close();
  }

  private async play(lab: Lab, name: Name, script: Script): Promise<Ended> {
    const services = this.services ? { services: this.services() } : {};
    const scenario = await openScenario(lab, name, { door: true, ...services });
    this.scenarios.push(scenario);
    const result = await script({
      ...scenario,
      watch: (config, inputs, env, options) => this.watch(scenario, config, inputs, env, options),
    });
    return { scenario, result };
  }

  private watch(
    scenario: Scenario,
    config: string,
    inputs?: Record<string, string>,
    env?: Record<string, string>,
    options: Partial<RunOptions> = {},
  ): WatchedRun {
    const log: string[] = [];
    const onLine = (line: string): void => void log.push(line);
    const handle = start(scenario, config, inputs, { ...options, onLine, ...(env ? { env } : {}) });
    this.handles.add(handle);
    const forget = (): void => void this.handles.delete(handle);
    handle.done.then(forget, forget);
    return {
      ...handle,
      says: (pattern, seconds = PATIENCE_SECONDS) =>
        until(`the log says ${pattern}`, async () => log.some((line) => pattern.test(line)), seconds),
    };
  }
}

export interface Ended {
  scenario: Scenario;
  result: ActionResult;
}

/** Until a job of the scenario runs that is none of the given ones. */
export function untilRuns(scenario: Pick<Scenario, 'lab' | 'name'>, ...others: Job[]): Promise<Job> {
  const known = new Set(others.map(({ id }) => id));
  return untilJob(scenario, ({ id, state }) => state === 'RUNNING' && !known.has(id), PATIENCE_SECONDS);
}

/** The errors of a step, as annotations. */
export function errorsOf({ commands }: Pick<ActionResult, 'commands'>): string[] {
  return commands.filter(({ command }) => command === 'error').map(({ message }) => message);
}

/** Its warnings, but for the one of an endpoint on loopback, which all of these runs have. */
export function warningsOf({ commands }: Pick<ActionResult, 'commands'>): string[] {
  return commands
    .filter(({ command, message }) => command === 'warning' && !message.startsWith('unreachable_loopback'))
    .map(({ message }) => message);
}
