import { explainContainer } from './container-causes.js';

/** Why a server ended, or is not ready, by its log. */
export interface ServerCause {
  text: string;
  /** The log names a cause, and does not just end. */
  known: boolean;
}

interface Known {
  pattern: RegExp;
  say: (match: RegExpExecArray) => string;
}

const PORT_TAKEN = /port is already allocated|Address already in use|address already in use|EADDRINUSE/;

/** Whether a server that has died had not got its port: whatever answered there was another one. */
export function lackedItsPort(log: string): boolean {
  return PORT_TAKEN.test(log) && !/Uvicorn running on|[Ll]istening on/.test(log);
}

/** Known ways in which servers fail, the surest first. They are looked for in what vLLM, SGLang, NIM and Docker write. */
const CAUSES: Known[] = [
  {
    pattern: /could not select device driver|nvidia-container-cli: [^\n]*|failed to discover GPU vendor/,
    say: () => 'the Docker engine cannot give it a GPU: install the NVIDIA container toolkit',
  },
  {
    pattern: PORT_TAKEN,
    say: () =>
      'its port is taken by another program or server: choose another deployment.port, and the same in its command',
  },
  {
    pattern: /CUDA out of memory|torch\.(?:cuda\.)?OutOfMemoryError|No available memory for the cache blocks/,
    say: () =>
      'the GPU ran out of memory: more GPUs (tensor_parallel_size), a shorter context, or a smaller model are needed',
  },
  {
    pattern: /Free memory on device[^\n]*|less than desired GPU memory utilization/,
    say: () =>
      'the GPU has less free memory than it asks for: end what else is on it, or lower gpu_memory_utilization',
  },
  {
    pattern: /GatedRepoError|Access to model (\S+) is restricted|Cannot access gated repo/,
    say: ([, model]) =>
      `the model ${model ? `${model} ` : ''}is gated: give the server HF_TOKEN of an account that may read it (deployment.env_vars.HF_TOKEN=host:HF_TOKEN)`,
  },
  {
    pattern:
      /RepositoryNotFoundError|(\S+) is not a local folder and is not a valid model identifier|Repository Not Found/,
    say: ([, model]) =>
      `the model ${model ? `${model} ` : ''}is unknown to Hugging Face, or private: check its name and HF_TOKEN`,
  },
  {
    pattern: /(?:No such file or directory|FileNotFoundError|ENOENT)[^\n]*?['"]?(\/checkpoint[^'"\s:]*)/,
    say: ([, file]) =>
      `it did not find ${file}: is deployment.checkpoint_path a checkpoint of the form that it reads?`,
  },
  {
    pattern: /\/checkpoint[^\n]* does not appear to have a file named (\S+?)[.,]?(?:\s|$)/,
    say: ([, file]) => `the checkpoint has no ${file}: is it of the form that the server reads?`,
  },
  {
    pattern: /(?:error: )?unrecognized arguments?: ([^\n]+)/,
    say: ([, what]) =>
      `it does not know ${what!.trim()}: correct deployment.command or extra_args for this image`,
  },
  {
    pattern: /exec: "?([^":\s]+)"?: (?:executable file not found|stat [^\n]*no such file|permission denied)/,
    say: ([, program]) => `deployment.image has no program ${program}, with which deployment.command begins`,
  },
  {
    pattern: /exec format error/,
    say: () => 'deployment.image is made for another processor',
  },
  {
    pattern:
      /no kernel image is available for execution|CUDA driver version is insufficient|forward compatibility was attempted/,
    say: () => 'image and GPU do not fit: the driver or the GPU is older than the image needs',
  },
  { pattern: /No space left on device/, say: () => 'the disk is full' },
  {
    pattern: /docker: Error response from daemon: ([^\n]+)/,
    say: ([, message]) => `docker refused to start it: ${message!.trim()}`,
  },
];

/** What servers put before a message: which process, level, time, place. */
const PREFIX =
  /^(?:\([^)]*\)\s*)?(?:\[[^\]]*\]\s*)?(?:(?:DEBUG|INFO|WARNING|ERROR|CRITICAL)[\s:]+)?(?:\d{2}-\d{2} \d{2}:\d{2}:\d{2}\s+)?(?:\[[^\]]*\]\s*)?/;
/** Exceptions that only say that another process has failed. */
const WRAPPER =
  /Engine core initialization failed|See root cause above|engine process failed|Failed core proc/i;

/** What Slurm writes into the log of a step that it ends: that it did, which is no word of the server's. */
export function isSlurmsWord(line: string): boolean {
  return /^(?:slurmstepd\S*|srun): /.test(line);
}

/**
 * Reads from a server's log why it is not there.
 * @param phase `never-ready` is looked at for what holds up a server that lives.
 */
export function explainServerLog(log: string, phase: 'died' | 'lost' | 'never-ready'): ServerCause {
  const container = explainContainer(log);
  if (container !== undefined) return { text: oneLine(container), known: true };
  for (const { pattern, say } of CAUSES) {
    const match = pattern.exec(log);
    if (match) return { text: oneLine(say(match)), known: true };
  }
  const lines = log
    .split(/[\r\n]+/)
    .map((line) => line.trim().replace(PREFIX, ''))
    .filter((line) => line !== '' && !isSlurmsWord(line));
  if (phase === 'never-ready') return whyNotReady(log, lines);
  const exception = lines.findLast(
    (line) => /^[\w.]*(?:Error|Exception|Exit|Panic)\b.*:/.test(line) && !WRAPPER.test(line),
  );
  if (exception !== undefined) return { text: oneLine(exception), known: true };
  const last = lines.at(-1);
  if (last === undefined) return { text: 'it wrote nothing to its log', known: false };
  return { text: oneLine(`it named no error; its log ends with: ${last}`), known: false };
}

function whyNotReady(log: string, lines: readonly string[]): ServerCause {
  // A server's access log, in the form that most write.
  const refused = [...log.matchAll(/"(?:GET|HEAD) (\S+) HTTP\/[\d.]+" (\d{3})/g)].at(-1);
  if (refused && /^4/.test(refused[2]!))
    return {
      text: oneLine(`it answers ${refused[2]} at ${refused[1]}: correct deployment.endpoints.health`),
      known: true,
    };
  if (/Unable to find image/.test(log) && !/Status: (?:Downloaded|Image is up)/.test(log))
    return { text: 'its image was still being pulled', known: true };
  const last = lines.at(-1);
  return {
    text: oneLine(
      `raise it where the model was still loading${last === undefined ? '; its log is empty' : `; its log ends with: ${last}`}`,
    ),
    known: false,
  };
}

function oneLine(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat.length > 300 ? `${flat.slice(0, 297)}...` : flat;
}
