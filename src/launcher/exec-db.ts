import path from 'node:path';
import { readIfThere } from '../results/invocation.js';

/** One job of an invocation as the launcher records it before it starts anything. */
export interface Job {
  invocationId: string;
  jobId: string;
  /** Task index: the number at the end of the job id. */
  index: number;
  /** The task's folder. */
  outputDir: string;
  container?: string;
  image?: string;
}

/** Reads the launcher's exec db (JSON lines; the last line of a job wins). Lines half written are left out. */
export function readExecDb(file: string): Job[] {
  const jobs = new Map<string, Job>();
  for (const line of (readIfThere(file) ?? '').split('\n')) {
    const job = parseRow(line);
    if (job) jobs.set(job.jobId, job);
  }
  return [...jobs.values()].sort((a, b) => a.index - b.index);
}

/** The image of each task by its index, as the launcher records it for any executor. */
export function readImages(file: string): Map<number, string> {
  const images = new Map<number, string>();
  for (const line of (readIfThere(file) ?? '').split('\n')) {
    try {
      const { job_id: id, data } = JSON.parse(line) as { job_id?: unknown; data?: Record<string, unknown> };
      const image = data?.['eval_image'];
      const index = /\.(\d+)$/.exec(String(id))?.[1];
      if (index !== undefined && typeof image === 'string') images.set(Number(index), image);
    } catch {
      // Half written.
    }
  }
  return images;
}

function parseRow(line: string): Job | undefined {
  try {
    const row = JSON.parse(line) as {
      invocation_id?: unknown;
      job_id?: unknown;
      data?: Record<string, unknown>;
    };
    const { invocation_id: invocationId, job_id: jobId, data } = row;
    const outputDir = data?.['output_dir'];
    if (typeof invocationId !== 'string' || typeof jobId !== 'string' || typeof outputDir !== 'string')
      return undefined;
    const job: Job = { invocationId, jobId, index: Number(/\.(\d+)$/.exec(jobId)?.[1] ?? 0), outputDir };
    if (typeof data?.['container'] === 'string') job.container = data['container'];
    if (typeof data?.['eval_image'] === 'string') job.image = data['eval_image'];
    return job;
  } catch {
    return undefined;
  }
}

/** The folder of an invocation: the parent of its tasks' folders. */
export function invocationDirOf(jobs: readonly Job[]): string | undefined {
  return jobs[0] && path.dirname(jobs[0].outputDir);
}

/** The container of the model that is deployed for a job, which has a name made the same way. */
export function serverOf({ container }: Job): string | undefined {
  return container?.startsWith('client-') ? container.replace(/^client-/, 'server-') : undefined;
}

/** All containers that a job may have started. */
export function containersOf(jobs: readonly Job[]): string[] {
  return jobs.flatMap((job) => [job.container, serverOf(job)].filter((name) => name !== undefined));
}
