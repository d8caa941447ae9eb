import { describe, expect, it } from '@jest/globals';
import { explainExit } from '../../src/results/log-causes.js';
import { explainServerLog } from '../../src/results/server-causes.js';
import {
  explainLoading,
  explainServer,
  lastServerLine,
  readServerPhase,
  serverLogNames,
} from '../../src/results/server-log.js';
import { tempDir } from '../temp-dir.js';

const dir = tempDir();
const plain = (text: string): string => text;

const WAITS = 'Sat Nov 28 16:38:31 UTC 2026\n';
const READY = `${WAITS}Sat Nov 28 16:38:41 UTC 2026\n`;
const DIED = `${WAITS}Server process 4711 died\n`;

/** A task's folder as the local executor leaves it. */
function local(script: string, server: string, exit?: string): string {
  dir.write('logs/stdout.log', script);
  dir.write('logs/server_stdout.log', server);
  dir.write('logs/client_stdout.log', '');
  dir.write('logs/stage.running', '2026-11-28T16:38:31Z\n');
  dir.write('logs/stage.exit', exit ?? '');
  dir.write('run.sh', '        TIMEOUT=600\n        ELAPSED=0\n');
  return dir.path;
}

/** What srun says of a step that failed. */
const ENDED = 'srun: error: n1: task 0: Exited with exit code 1\n';

describe('the logs of servers', () => {
  it('are known by their names with the local executor', () => {
    expect(serverLogNames(['client_stdout.log', 'stdout.log', 'server_stdout.log', 'stage.exit'])).toEqual({
      servers: ['server_stdout.log'],
      script: 'stdout.log',
    });
    expect(serverLogNames(['client_stdout.log', 'stdout.log'])).toEqual({
      servers: [],
      script: 'stdout.log',
    });
  });

  it('are those of the newest job on Slurm, with judges beside the model', () => {
    const names = [
      'client-9.log',
      'client-10.log',
      'slurm-9.log',
      'slurm-10.log',
      'server-0-9-0.log',
      'server-1-10-0.log',
      'server-0-10-1.log',
      'server-0-10-0.log',
      'judge-server-10-0.log',
      'proxy-10.log',
    ];
    expect(serverLogNames(names)).toEqual({
      servers: ['judge-server-10-0.log', 'server-0-10-0.log', 'server-0-10-1.log', 'server-1-10-0.log'],
      script: 'slurm-10.log',
    });
    // A job that waits in the queue has written nothing; one that runs no server has none.
    expect(serverLogNames([])).toEqual({ servers: [], script: undefined });
    expect(serverLogNames(['slurm-9.log', 'client-9.log']).servers).toEqual([]);
    // The follow-up of a job that failed only says that there is nothing to go on with.
    expect(serverLogNames(['slurm-9.log', 'slurm-8.log', 'server-0-8-0.log'])).toEqual({
      servers: ['server-0-8-0.log'],
      script: 'slurm-8.log',
    });
  });
});

describe('the phase of a server', () => {
  it.each([
    [WAITS, '', 'loading'],
    ['', '', 'loading'],
    [READY, '', 'ready'],
    [DIED, '2026-11-28T16:38:41Z 1\n', 'died'],
    // Its health check was never answered, until somebody stopped it.
    [DIED, '2026-11-28T16:50:41Z 1\n', 'never-ready'],
    [`${WAITS}Health check timeout after 600s\n`, '2026-11-28T16:48:41Z 1\n', 'never-ready'],
    [`${READY}client-a-1\nserver-a-1\n`, '2026-11-28T16:39:41Z 0\n', 'ready'],
    [`${READY}client-a-1\n`, '2026-11-28T16:39:41Z 0\n', 'lost'],
  ])('%j with stage.exit %j is %s', (script, exit, phase) => {
    expect(readServerPhase(local(script, 'x\n', exit))).toBe(phase);
  });

  it.each([
    [
      "OSError: [Errno 98] error while attempting to bind on address ('0.0.0.0', 8000): address already in use",
      'replaced',
    ],
    // Uvicorn starts the application before it takes the port.
    ['INFO: Application startup complete.\nERROR: [Errno 98] address already in use', 'replaced'],
    ['Error: listen EADDRINUSE: address already in use 0.0.0.0:8000', 'replaced'],
    // A server that had its port may lack one for something else.
    ['INFO: Uvicorn running on http://0.0.0.0:8000\nRuntimeError: EADDRINUSE 29500', 'lost'],
    ['torch.OutOfMemoryError: CUDA out of memory.', 'lost'],
  ])('of which something else answered in its place is told by the log %j: %s', (log, phase) => {
    const dir = local(`${READY}client-a-1\n`, log, '2026-11-28T16:39:41Z 0\n');
    expect(readServerPhase(dir)).toBe(phase);
  });

  it('is none where there is no server', () => {
    const other = tempDirWith({ 'logs/stdout.log': READY, 'logs/client_stdout.log': 'x' });
    expect(readServerPhase(other)).toBeUndefined();
    expect(explainServer(other, plain)).toBeUndefined();
  });

  it.each([
    ['Waiting for server on 127.0.0.1...\n', 'loading'],
    // With `set -x` the command itself is in the log as well.
    ["+ echo 'server ready on 127.0.0.1!'\n", 'loading'],
    ['server ready on 127.0.0.1!\n', 'ready'],
    ['server ready on 127.0.0.1!\njudge server process 12 died\n', 'died'],
    ['server process 12 died\n', 'died'],
    ['Health check timeout after 3600s\n', 'never-ready'],
    // Stopped by the script, which srun says in many ways.
    [
      'server ready on ip!\n+ kill 12\nsrun: forcing job termination\nsrun: error: n1: task 0: Killed\n',
      'ready',
    ],
    ['server ready on ip!\n+ kill 12\n+ true\n', 'lost'],
    [`server ready on ip!\n${ENDED}+ kill 12\n+ true\n+ '[' -f x ']'\n`, 'lost'],
    [`Waiting for server on ip...\n${ENDED}server ready on ip!\n+ kill 12\n+ true\n`, 'replaced'],
    [
      `srun: error: n1: task 0: of a step before\n${'Waiting for server on ip...\nserver ready on ip!\n'}+ kill 12\n+ true\n`,
      'lost',
    ],
  ])('on Slurm, by %j, is %s', (script, phase) => {
    const other = tempDirWith({ 'logs/slurm-7.log': script, 'logs/server-0-7-0.log': 'x' });
    expect(readServerPhase(other)).toBe(phase);
  });

  it.each([
    ['bye\n', 'lost'],
    ['slurmstepd-n1: error: *** STEP 7.1 ON n1 CANCELLED AT 2026-11-28T20:14:02 ***\n', 'ready'],
    [
      'slurmstepd-n1: error: *** STEP 7.1 ON n1 FAILED (non-zero exit code or other failure mode) ***\n',
      'ready',
    ],
  ])('on Slurm, where a step failed and the script with it, is told by the log %j: %s', (log, phase) => {
    const script = `server ready on ip!\n${ENDED}`;
    const other = tempDirWith({ 'logs/slurm-7.log': script, 'logs/server-0-7-0.log': log });
    expect(readServerPhase(other)).toBe(phase);
  });

  it('is not death where Slurm ended both, and the script saw its server go first', () => {
    const ended =
      'slurmstepd-n1: error: *** STEP 7.1 ON n1 CANCELLED AT 2026-11-28T20:40:02 DUE TO TIME LIMIT ***\n';
    const other = tempDirWith({
      'logs/slurm-7.log': 'Waiting for server on ip...\nserver process 4711 died\n',
      'logs/server-0-7-0.log': `serving\n${ended}`,
    });
    expect(readServerPhase(other)).toBe('loading');
    expect(explainLoading(other, plain)).toMatch(/ends with: serving$/);
  });

  it('is said of one that was still loading', () => {
    const other = tempDirWith({
      'logs/slurm-7.log': 'Waiting for server on ip...\n',
      'logs/server-0-7-0.log':
        'Loading shards 2/9\nslurmstepd-n1: error: *** STEP 7.1 ON n1 CANCELLED AT 2026-11-28T20:26:44 ***\n',
    });
    expect(explainLoading(other, plain)).toBe(
      "the model's server was still loading; its log ends with: Loading shards 2/9",
    );
    const ready = tempDirWith({ 'logs/slurm-7.log': 'server ready on ip!\n', 'logs/server-0-7-0.log': 'x' });
    expect(explainLoading(ready, plain)).toBeUndefined();
  });

  function tempDirWith(files: Record<string, string>): string {
    const folder = `task-${Object.values(files).join('').length}-${Object.keys(files).length}`;
    for (const [name, text] of Object.entries(files)) dir.write(`${folder}/${name}`, text);
    return `${dir.path}/${folder}`;
  }
});

describe('a failed task', () => {
  it('has the death of its server for a reason, before what its harness says', () => {
    const folder = local(DIED, 'x\nValueError: bad weights\n', '2026-11-28T16:38:41Z 1\n');
    dir.write('logs/client_stdout.log', 'ConnectionError: refused\n');
    expect(explainExit(folder, 1, undefined)).toBe(
      "the model's server died while it loaded: ValueError: bad weights",
    );
  });

  it('has its own reason where its server was there to the end', () => {
    const folder = local(
      `${READY}client-a-1\nserver-a-1\n`,
      'RuntimeError: seen and gone\n',
      '2026-11-28T16:39:41Z 1\n',
    );
    dir.write('logs/client_stdout.log', 'KeyError: mine\n');
    expect(explainExit(folder, 1, undefined)).toBe('KeyError: mine');
  });

  it('names the server too where it was killed, as an evaluation without its server is', () => {
    const lost = local(READY, 'RuntimeError: NCCL\n', '2026-11-28T16:39:41Z 137\n');
    expect(explainExit(lost, 137, 'outside')).toBe(
      "the model's server died during the evaluation: RuntimeError: NCCL",
    );
    const own = local(`${READY}client-a-1\nserver-a-1\n`, 'x\n', '2026-11-28T16:39:41Z 137\n');
    expect(explainExit(own, 137, 'memory')).toMatch(/^the evaluation ran out of memory/);
  });

  it('blames the engine before a server that went with it', () => {
    const folder = local(READY, 'x\n', '2026-11-28T16:39:41Z 125\n');
    dir.write('logs/client_stdout.log', 'error during connect: EOF\n');
    expect(explainExit(folder, 125, undefined)).toMatch(/^the connection to the Docker engine was lost/);
  });

  it('shows no secret of the server', () => {
    const folder = local(DIED, 'OSError: token hf_secret refused\n', '2026-11-28T16:38:41Z 1\n');
    expect(explainServer(folder, (text) => text.replaceAll('hf_secret', '***'))).toBe(
      "the model's server died while it loaded: OSError: token *** refused",
    );
  });

  it('says how long a server was waited for', () => {
    const folder = local(
      `${WAITS}Health check timeout after 600s\n`,
      'Loading shards 3/9\n',
      '2026-11-28T16:48:41Z 1\n',
    );
    expect(explainServer(folder, plain)).toBe(
      "the model's server was not ready after 600 s (execution.endpoint_readiness_timeout): raise it where the model was still loading; its log ends with: Loading shards 3/9",
    );
  });

  it('names the instance that knows why', () => {
    dir.write('many/logs/slurm-7.log', 'server process 12 died\n');
    dir.write('many/logs/server-0-7-0.log', 'bye\n');
    dir.write('many/logs/server-1-7-0.log', 'RuntimeError: NCCL error: no route\n');
    expect(explainServer(`${dir.path}/many`, plain)).toMatch(/NCCL error/);
  });
});

describe('causes in the log of a server', () => {
  it.each([
    [
      'docker: Error response from daemon: could not select device driver "" with capabilities: [[gpu]].',
      /cannot give it a GPU/,
    ],
    [
      'docker: Error response from daemon: Bind for 0.0.0.0:8000 failed: port is already allocated.',
      /port is taken/,
    ],
    ['OSError: [Errno 98] Address already in use', /deployment\.port/],
    [
      '(EngineCore pid=9) ERROR 11-28 16:00:00 [core.py:1] torch.OutOfMemoryError: CUDA out of memory. Tried',
      /ran out of memory/,
    ],
    [
      'ValueError: Free memory on device (3/80 GiB) on startup is less than desired GPU memory utilization',
      /less free memory/,
    ],
    [
      'huggingface_hub.errors.GatedRepoError: 401 Client Error.',
      /is gated: .*deployment\.env_vars\.HF_TOKEN=host:HF_TOKEN/,
    ],
    [
      'OSError: my/model is not a local folder and is not a valid model identifier',
      /^the model my\/model is unknown/,
    ],
    [
      "FileNotFoundError: [Errno 2] No such file or directory: '/checkpoint/config.json'",
      /did not find \/checkpoint\/config\.json/,
    ],
    [
      "Error: ENOENT: no such file or directory, open '/checkpoint/model.json'",
      /did not find \/checkpoint\/model\.json/,
    ],
    [
      'OSError: /checkpoint does not appear to have a file named config.json. Checkout',
      /has no config\.json/,
    ],
    ['vllm: error: unrecognized arguments: --tensor-paralel-size=2', /does not know --tensor-paralel-size=2/],
    ['docker: Error: exec: "vllm": executable file not found in $PATH: unknown.', /has no program vllm/],
    ['exec /usr/bin/vllm: exec format error', /another processor/],
    [
      'docker: Error response from daemon: pull access denied for a/b.',
      /^docker refused to start it: pull access denied/,
    ],
    [
      'RuntimeError: first\nINFO 11-28 16:00:00 [x.py:1] bye\nRuntimeError: Engine core initialization failed. See root cause above.',
      /^RuntimeError: first$/,
    ],
  ])('%s', (log, said) => {
    const cause = explainServerLog(`noise\n${log}\n`, 'died');
    expect(cause.text).toMatch(said);
    expect(cause.known).toBe(true);
  });

  it.each([
    ['one\nlast words\n', 'died', /^it named no error; its log ends with: last words$/],
    ['', 'lost', /^it wrote nothing/],
    [
      'INFO: 127.0.0.1:1 - "GET /healthz HTTP/1.1" 404 Not Found\n',
      'never-ready',
      /answers 404 at \/healthz: correct deployment\.endpoints\.health/,
    ],
    ["Unable to find image 'a/b:1' locally\n1: Pulling from a/b\n", 'never-ready', /still being pulled/],
    ['', 'never-ready', /its log is empty$/],
  ] as const)('%j of one that is %s', (log, phase, said) => {
    expect(explainServerLog(log, phase).text).toMatch(said);
  });
});

it('shows the last line of a server without what a terminal would act on', () => {
  const folder = local(
    WAITS,
    `first\n\u001b[31mLoading\u001b[0m  3/9\rLoading\u0007 ${'x'.repeat(200)} \n\n`,
  );
  expect(lastServerLine(folder, plain)).toMatch(/^Loading {2}x{90,120}\.\.\.$/);
  expect(lastServerLine(local(WAITS, ''), plain)).toBeUndefined();
});
