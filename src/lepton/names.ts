/** One task of an invocation, and what the launcher makes for it in the workspace. */
export interface LeptonTask {
  index: number;
  /** As the config names it. */
  name: string;
  jobName: string;
  /** Where the launcher deploys the model; each task has an endpoint of its own. */
  endpoint?: string;
}

/** A name in Lepton has at most as many characters. */
const LONGEST = 36;
/** As many characters of the invocation's id are in its names. */
const SHORT_ID = 6;

/**
 * The jobs and endpoints of an invocation, by the names that the launcher gives them. It tells them to its record only
 * when a job has been submitted, which is too late for whoever must delete what a failed submission has left.
 * @param deployment `deployment.type`; `none` has no endpoints.
 * @param invocation the id, or its first six characters.
 */
export function leptonTasks(
  deployment: string,
  taskNames: readonly string[],
  invocation: string,
): LeptonTask[] {
  return taskNames.map((name, index) => ({
    index,
    name,
    jobName: jobName(name, index, invocation),
    ...(deployment === 'none' ? {} : { endpoint: endpointName(deployment, name, index, invocation) }),
  }));
}

function endpointName(deployment: string, task: string, index: number, invocation: string): string {
  const short = [...plainName(task)].slice(0, 6).join('');
  return `${deployment}-${short}-${index}-${invocation.slice(0, SHORT_ID)}`;
}

function jobName(task: string, index: number, invocation: string): string {
  const base = `eval-${invocation.slice(0, SHORT_ID)}-${plainName(task)}`;
  return `${[...base].slice(0, LONGEST - 1 - String(index).length).join('')}-${index}`;
}

/** What all jobs of an invocation have in their names, to ask for them at once. */
export function jobPrefix(invocation: string): string {
  return `eval-${invocation.slice(0, SHORT_ID)}-`;
}

function plainName(task: string): string {
  return task.replaceAll('_', '-').toLowerCase().split('.').at(-1)!;
}

/**
 * The short id of an invocation that was cut off before the launcher recorded anything, from its console: it names each
 * endpoint and job before it makes it.
 * @returns undefined where it had not come to that.
 */
export function invocationFromConsole(
  text: string,
  deployment: string,
  taskNames: readonly string[],
): string | undefined {
  const candidates = new Set(
    [
      ...text.matchAll(/: (?:Creating endpoint [^\s]+-([0-9a-f]{6})|Submitting job eval-([0-9a-f]{6})-)/g),
    ].map(([, endpoint, job]) => endpoint ?? job!),
  );
  // A log line may say anything: only a name that the launcher would give a task of this config counts.
  return [...candidates].find((id) =>
    leptonTasks(deployment, taskNames, id).some(
      ({ name, jobName: job, endpoint }) =>
        text.includes(`Task ${name}: Submitting job ${job}\n`) ||
        (endpoint !== undefined && text.includes(`Task ${name}: Creating endpoint ${endpoint}\n`)),
    ),
  );
}
