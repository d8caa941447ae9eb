import { InfrastructureError } from '../../errors.js';
import {
  readSubmissionAnswer,
  type SubmissionAnswer,
  type SubmissionQuestion,
  submissionScript,
} from '../../slurm/submission-script.js';
import type { ClusterLink } from '../ssh/link.js';
import { newNonce } from './look.js';

const TIMEOUT_MS = 60_000;

/**
 * Asks the cluster what came of a submission.
 * @throws LinkDown; InfrastructureError where the answer is none; Error with what squeue said, where it failed.
 */
export async function askSubmission(
  link: ClusterLink,
  question: Omit<SubmissionQuestion, 'nonce'>,
): Promise<SubmissionAnswer> {
  const nonce = newNonce();
  const { stdout } = await link.run(submissionScript({ ...question, nonce }), { timeoutMs: TIMEOUT_MS });
  const answer = readSubmissionAnswer(stdout, nonce);
  if (!answer) throw new InfrastructureError(`${link.name} did not say what came of the submission`);
  return answer;
}
