import { describe, expect, it } from '@jest/globals';
import { trackProgress } from '../../src/config/decisions.js';
import { getAt, toPlain } from '../../src/config/value.js';
import { HOSTED, resolve } from '../lepton/config.js';

const GLOBAL = 'evaluation.nemo_evaluator_config.target.api_endpoint.adapter_config';
const OWN = 'evaluation.tasks.0.nemo_evaluator_config.target.api_endpoint.adapter_config';

/** The adapter of all tasks, with progress as the action decides it. */
function adapter(overrides = ''): unknown {
  const config = resolve(HOSTED, overrides);
  trackProgress(config);
  return toPlain(getAt(config.root, GLOBAL.split('.')) ?? null);
}

describe('progress', () => {
  it('is counted in a file, and posted nowhere', () => {
    expect(adapter()).toEqual({
      use_progress_tracking: true,
      progress_tracking_url: 'none',
      progress_tracking_interval: 10,
    });
  });

  it('goes to the server that the config names for it', () => {
    expect(adapter(`${GLOBAL}.progress_tracking_url=http://progress.test`)).toMatchObject({
      use_progress_tracking: true,
      progress_tracking_url: 'http://progress.test',
    });
  });

  it('is left alone where the config speaks of it', () => {
    expect(adapter(`${OWN}.use_progress_tracking=false`)).toBeNull();
    expect(adapter(`${GLOBAL}.use_progress_tracking=true`)).toEqual({ use_progress_tracking: true });
  });
});
