/** Which `state` output an error stands for: the user's configuration, or the machine and services around it. */
export type ErrorState = 'config-error' | 'infrastructure-error';

/** Where in a user's file an error lies; shown as `file:line:column` and as a workflow annotation. */
export interface Location {
  file: string;
  line?: number;
  column?: number;
}

/** An error whose message is meant for the user: one line, what is wrong, where, and what to do. */
export class ActionError extends Error {
  constructor(
    readonly state: ErrorState,
    message: string,
    readonly location?: Location,
  ) {
    super(message.replace(/\s*\r?\n\s*/g, ' '));
    this.name = 'ActionError';
  }
}

/** A mistake in inputs or files, mended by the user. */
export class ConfigError extends ActionError {
  constructor(message: string, location?: Location) {
    super('config-error', message, location);
    this.name = 'ConfigError';
  }
}

/** Something that the machine or a service lacks or refused: Python, Docker, disk, network. */
export class InfrastructureError extends ActionError {
  constructor(message: string) {
    super('infrastructure-error', message);
    this.name = 'InfrastructureError';
  }
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
