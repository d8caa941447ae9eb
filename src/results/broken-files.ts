import path from 'node:path';
import { findPredictions } from './item-readers/byob.js';
import { newestResults } from './lm-eval-results.js';
import { type Found, type Mapping, readJsonFile, readSmallFile, readYamlFile } from './small-file.js';

/**
 * What is wrong with files that a verdict rests on, beside the results: run_config.yml names the harness (thus scales and
 * directions), the limit and whether requests were counted; eval_factory_metrics.json counts answers, without which a
 * dead endpoint passes for a bad model; lm-eval's own results say how many documents there were, and what groups are
 * made of. One that is not there says nothing; one that is there and broken leaves a check out that should be made.
 */
export function brokenFiles(artifactsDir: string): string[] {
  const lmEval = newestResults(artifactsDir);
  return [
    ...wrongWith('run_config.yml', readWholeRunConfig(path.join(artifactsDir, 'run_config.yml'))),
    ...wrongWith(
      'eval_factory_metrics.json',
      readJsonFile(path.join(artifactsDir, 'eval_factory_metrics.json')),
    ),
    ...(lmEval === undefined ? [] : wrongWith(path.relative(artifactsDir, lmEval), readJsonFile(lmEval))),
  ];
}

/**
 * What else is wrong with files, of which the verdict is free: the scores stand without them.
 * @param root the folder that messages start from.
 */
export function notesOnFiles(artifactsDir: string, root = artifactsDir): string[] {
  const name = (file: string): string => path.relative(root, file);
  const metadata = path.join(artifactsDir, 'metadata.yaml');
  const [first, ...others] = findPredictions(artifactsDir);
  return [
    ...wrongWith(name(metadata), readYamlFile(metadata)).map(
      (problem) => `${problem}: versions and images that it names are unknown`,
    ),
    ...others.map((file) => `${name(file)} is left out: the items are read from ${name(first!)}`),
  ];
}

/**
 * YAML of which the end is missing is YAML too. Its writer ends it with a line feed; where an editor took that away, the
 * keys that it writes last tell that nothing else is missing.
 */
function readWholeRunConfig(file: string): Found<unknown> {
  const { value = '' } = readSmallFile(file);
  const read = readYamlFile(file);
  const mayBeCut = value.trim() !== '' && !value.startsWith('{') && !value.endsWith('\n');
  return mayBeCut && !(read.value && hasLastKeys(read.value))
    ? { problem: 'was cut off: its last line does not end' }
    : read;
}

function hasLastKeys({ framework_name: harness, target }: Mapping): boolean {
  const endpoint = (target as Mapping | null | undefined)?.['api_endpoint'] as Mapping | null | undefined;
  return typeof harness === 'string' && typeof endpoint?.['url'] === 'string' && endpoint['url'] !== '';
}

function wrongWith(name: string, { problem }: Found<unknown>): string[] {
  return problem === undefined ? [] : [`${name} ${problem}`];
}
