import { expect, it } from '@jest/globals';
import { describeAnswer, readCreationAnswers } from '../../src/lepton/creation-answers.js';

it('finds what the workspace answered, once, among the hints of lep', () => {
  const console = `✗ Failed to create Lepton endpoint | Endpoint: vllm-gsm8k-1-bc119f | Return code: 1
   stdout: has_ip_restriction: False
Warning: You are creating a publicly accessible endpoint

401 Unauthorized: {"code":"Bad","message":"no\\n such token"}

Hint: This may be caused by an invalid or mismatched workspace token.
✗ Failed to create Lepton endpoint | Endpoint: vllm-mmlu-0-bc119f | Return code: 1
   stdout: 401 Unauthorized: {"code":"Bad","message":"no\\n such token"}
   stderr: 502 Bad Gateway: <html>sorry</html>
500 Error:
500 samples: not an answer
the 503 Error: not at the beginning
`;
  expect(readCreationAnswers(console).map(describeAnswer)).toEqual([
    'HTTP 401: no such token',
    'HTTP 502: <html>sorry</html>',
    'HTTP 500',
  ]);
});

it('is done in time with whatever a console has', () => {
  const started = Date.now();
  expect(readCreationAnswers(`500 ${'A'.repeat(200_000)}\n${'500 A'.repeat(40_000)}`)).toEqual([]);
  expect(Date.now() - started).toBeLessThan(1_000);
});
