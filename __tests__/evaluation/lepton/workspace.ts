import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadCollectInputs } from '../../../src/collect-inputs.js';
import type { AdmittedRecord } from '../../../src/collecting/open/finisher.js';
import type { RemoteRun } from '../../../src/evaluation/record.js';
import type { Resumer } from '../../../src/evaluation/remote/resume-session.js';
import { type Session, startSession } from '../../../src/evaluation/session.js';
import type { Log } from '../../../src/github/log.js';
import { readRunContext } from '../../../src/github/run-context.js';
import { runFiles } from '../../../src/launcher/submit.js';
import { leptonTasks } from '../../../src/lepton/names.js';
import { buildOpenRecord } from '../../../src/open-records/build-open-record.js';
import { readOpenRecord } from '../../../src/open-records/read-open-record.js';
import { Outputs } from '../../../src/outputs.js';
import { LeptonServer, WORKSPACE } from '../../../tools/lepton/server.js';
import { makeTask } from '../../launcher/lepton/direct.js';
import { edited, INVOCATION, leptonParts, REPOSITORY_ID } from '../../open-records/records.js';

export const [TASK] = leptonTasks('vllm', ['mmlu'], INVOCATION);

/** A workspace on loopback with one evaluation in it, and steps on a machine that has no Python. */
export class Workspace {
  readonly server = new LeptonServer();
  readonly dir = mkdtempSync(path.join(tmpdir(), 'nea-workspace-'));
  readonly said: string[] = [];
  readonly env: NodeJS.ProcessEnv = {
    PATH: '/nowhere',
    GITHUB_REPOSITORY: 'octo/models',
    GITHUB_RUN_ID: '900',
  };
  readonly log: Log = {
    info: (line) => void this.said.push(line),
    warn: (line) => void this.said.push(`warning: ${line}`),
    error: (line) => void this.said.push(`error: ${line}`),
    foreign: () => undefined,
    group: () => undefined,
    mask: (value) => void this.said.push(`masked: ${value}`),
    summary: async () => undefined,
  };

  static async open(): Promise<Workspace> {
    const workspace = new Workspace();
    await workspace.server.listen();
    Object.assign(workspace.env, workspace.server.variables, { RUNNER_TEMP: workspace.dir });
    await makeTask(workspace.server, TASK!.name, TASK!.jobName, TASK!.endpoint);
    workspace.server.calls.length = 0;
    return workspace;
  }

  async close(): Promise<void> {
    await this.server.close();
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** What is there, by name. */
  get left(): string[] {
    const jobs = [...this.server.jobs.values()].map(({ metadata }) => String(metadata['name']));
    return [...this.server.endpoints.keys(), ...jobs];
  }

  /** The step that submitted, as its record has it. */
  session(remote: Partial<RemoteRun>): Session {
    const parts = {
      context: readRunContext(this.env),
      env: this.env,
      actionDir: path.join(import.meta.dirname, '../../..'),
      log: this.log,
      outputs: new Outputs([], () => undefined),
      stop: new AbortController(),
      rememberCheck: () => undefined,
    };
    return startSession(parts, runFiles(path.join(this.dir, 'run')), {
      phase: 'launching',
      startedAt: new Date().toISOString(),
      secretNames: [],
      launcherVersion: '0.2.6',
      allowance: { count: 0 },
      artifact: { name: 'none', contents: 'full', compressionLevel: 1 },
      summary: false,
      summarized: false,
      venv: '/nowhere/venv',
      remote: {
        executor: 'lepton',
        tag: `nea/${REPOSITORY_ID}/12/1/evaluate`,
        host: '',
        user: '',
        account: WORKSPACE,
        tasks: [],
        asked: { deployment: 'vllm', taskNames: ['mmlu'] },
        left: false,
        swept: false,
        ...remote,
      },
    });
  }

  /** A step that collects. */
  resumer(): Resumer {
    const inputs: Record<string, string> = { mode: 'submitted', workflow: 'submit.yml', 'fail-on': 'auto' };
    return {
      run: {
        context: readRunContext(this.env),
        env: this.env,
        log: this.log,
        outputs: new Outputs([], () => undefined),
        dir: path.join(this.dir, 'collect'),
        rememberCheck: () => undefined,
      },
      actionDir: path.join(import.meta.dirname, '../../..'),
      inputs: loadCollectInputs((name) => inputs[name] ?? ''),
    };
  }

  /** The evaluation as it was recorded; `change`: fields by their path. */
  recorded(change: Record<string, unknown> = {}): AdmittedRecord {
    let text = buildOpenRecord(leptonParts(), (line) => line);
    for (const [at, value] of Object.entries(change)) text = edited(text, at, value);
    const { record } = readOpenRecord(text);
    return {
      record,
      artifact: { id: 1, name: `nea-open-${INVOCATION}`, createdAt: '', expired: false, sizeBytes: 1 },
      run: {
        id: 12,
        repositoryId: REPOSITORY_ID,
        attempt: 1,
        event: 'push',
        headSha: 'a'.repeat(40),
        headBranch: 'main',
        headRepository: 'octo/models',
        headRepositoryId: REPOSITORY_ID,
        workflow: '.github/workflows/submit.yml',
        status: 'completed',
      },
      attempt: 1,
      ageHours: 170,
    } as unknown as AdmittedRecord;
  }
}
