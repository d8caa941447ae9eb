#!/usr/bin/env node
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startAction } from './run-action.js';
import { startServices } from './services.js';

const HELP = `Usage: node tools/local-runner/cli.js [options] [input=value ...]

Runs a bundled JavaScript action the way GitHub's runner does, against artifact,
cache and REST services of its own on loopback.

  --action DIR      folder with the action.yml (default: this repository)
  --workspace DIR   GITHUB_WORKSPACE (default: the current folder)
  --env NAME=VALUE  further environment variable; may be repeated
  --artifacts DIR   save the uploaded artifacts there
  --cache DIR       keep caches there for the next run
  --keep            leave the temporary folders behind
  --help

Ctrl-C cancels like the workflow's Cancel button, a second one kills. The exit code is the action's.
`;

/** @param {string} text */
function splitPair(text) {
  const at = text.indexOf('=');
  if (at < 1) throw new Error(`expected name=value, got ${text}`);
  return /** @type {[string, string]} */ ([text.slice(0, at), text.slice(at + 1)]);
}

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      action: { type: 'string' },
      workspace: { type: 'string', default: process.cwd() },
      env: { type: 'string', multiple: true, default: [] },
      artifacts: { type: 'string' },
      cache: { type: 'string' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const inputs = Object.fromEntries(positionals.map(splitPair));
  return { ...values, inputs, env: Object.fromEntries(values.env.map(splitPair)) };
}

/**
 * @param {string} title
 * @param {string} body
 */
function section(title, body) {
  if (body !== '') process.stdout.write(`\n--- ${title}\n${body.trimEnd()}\n`);
}

/**
 * @param {readonly import('./artifact-service.js').Artifact[]} artifacts
 * @param {string | undefined} dir
 */
function saveArtifacts(artifacts, dir) {
  return artifacts.map(({ name, size, digest, mimeType, bytes }) => {
    const line = `${name}  ${size} bytes  ${digest}`;
    if (dir === undefined) return line;
    mkdirSync(dir, { recursive: true });
    const file = path.join(dir, mimeType === 'application/zip' ? `${name}.zip` : name);
    writeFileSync(file, bytes());
    return `${line}  ${file}`;
  });
}

/**
 * @param {ReturnType<typeof readArguments>} args
 * @returns {Promise<number>}
 */
async function run(args) {
  const services = await startServices(
    args.cache === undefined ? {} : { persistDir: path.resolve(args.cache) },
  );
  try {
    const action = startAction({
      ...(args.action === undefined ? {} : { actionDir: args.action }),
      inputs: args.inputs,
      workspace: args.workspace,
      env: args.env,
      keep: args.keep,
      // Else Ctrl-C would reach the action twice: from the terminal and from cancel().
      detached: true,
      services,
      onLine: (line, stage) => process.stdout.write(stage === 'main' ? `${line}\n` : `[${stage}] ${line}\n`),
    });
    process.once('SIGINT', () => {
      process.on('SIGINT', action.kill);
      void action.cancel();
    });
    const result = await action.done;

    const outputs = Object.entries(result.outputs).map(([name, value]) => `${name}=${value}`);
    section('outputs', outputs.join('\n'));
    section('summary', result.summary);
    section('artifacts', saveArtifacts(services.artifacts, args.artifacts).join('\n'));
    section('caches', services.caches.map(({ key, size }) => `${key}  ${size} bytes`).join('\n'));
    if (args.keep) section('kept', `workspace ${result.workspace}\ntemp ${result.tempDir}`);
    section('outcome', `${result.outcome} after ${(result.durationMs / 1000).toFixed(1)} s`);
    return result.exitCode || (result.outcome === 'success' ? 0 : 1);
  } finally {
    await services.close();
  }
}

try {
  const args = readArguments();
  if (args.help) process.stdout.write(HELP);
  else process.exitCode = await run(args);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}
