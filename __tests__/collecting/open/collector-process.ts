// The collect action in the mode `submitted`, with a stub for the cluster: a process as the runner starts it.
import * as core from '@actions/core';
import { loadCollectInputs } from '../../../src/collect-inputs.js';
import { finishSubmitted, type SubmittedCollectInputs } from '../../../src/collecting/open/run-collector.js';
import { messageOf } from '../../../src/errors.js';
import { log } from '../../../src/github/log.js';
import { readRunContext } from '../../../src/github/run-context.js';
import { COLLECT_OUTPUT_NAMES, Outputs } from '../../../src/outputs.js';
import { openRunFolder } from '../../../src/run-folder.js';
import { stubFinisher } from './stub-finisher.js';

const context = readRunContext(process.env);
const outputs = new Outputs(COLLECT_OUTPUT_NAMES, (name, value) => core.setOutput(name, value));
const run = {
  context,
  env: process.env,
  log,
  outputs,
  dir: openRunFolder(context),
  rememberCheck: () => undefined,
};
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
try {
  const inputs = loadCollectInputs((name) => core.getInput(name)) as SubmittedCollectInputs;
  const finisher = stubFinisher(run, inputs, process.env['STUB_DIR']!);
  const succeeded = await finishSubmitted(run, inputs, async () => finisher, stop.signal);
  process.exit(succeeded ? 0 : 1);
} catch (error) {
  core.error(messageOf(error));
  process.exit(2);
}
