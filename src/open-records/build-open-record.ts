import { ConfigError, messageOf } from '../errors.js';
import type { Redact } from '../report/redact-report.js';
import { cleanExecDb } from './exec-db-lines.js';
import { LONGEST_LINE, readOpenRecord } from './read-open-record.js';
import { type AskedBy, type OpenRecord, RecordRefusal } from './record.js';

/** What a record is made of. */
export interface RecordParts extends Omit<OpenRecord, 'schema_version' | 'exec_db' | 'workspace'> {
  /** Left out: null. */
  workspace?: OpenRecord['workspace'];
  /** Lines of the launcher's exec db as it wrote them; empty ones are passed over. */
  execDbLines: readonly string[];
}

/**
 * Builds the record of an invocation as the text that is uploaded: without the resolved config, and without the secrets
 * that other fields may have caught. It is read back at once, by the rules of those who collect.
 * @throws ConfigError with one line where they would refuse it.
 */
export function buildOpenRecord({ execDbLines, ...parts }: RecordParts, redact: Redact): string {
  try {
    const { invocation_id: invocationId, executor } = parts;
    const own = execDbLines.filter((line) => line.trim() !== '');
    const { lines } = cleanExecDb(own, { invocationId, executor });
    const record: OpenRecord = {
      workspace: null,
      ...parts,
      asked_by: shownLines(parts.asked_by, redact),
      schema_version: 1,
      // A line is JSON within JSON: what is escaped once here is escaped twice in the whole.
      exec_db: lines.map(redact),
      launcher_config: redact(parts.launcher_config),
    };
    const text = redact(JSON.stringify(record, null, 2));
    return `${JSON.stringify(readOpenRecord(text).record, null, 2)}\n`;
  } catch (error) {
    if (!(error instanceof RecordRefusal)) throw error;
    throw new ConfigError(
      `the invocation ${parts.invocation_id} cannot be recorded for collect: ${messageOf(error)}`,
    );
  }
}

/** Names of workflows and branches may be longer than a record needs: they are only shown. */
function shownLines(asked: AskedBy, redact: Redact): AskedBy {
  // Half of a secret would not be known for one.
  const line = (text: string): string => (redact(text).split(/[\r\n]/)[0] ?? '').slice(0, LONGEST_LINE);
  const { actor, event, workflow, job, ref } = asked;
  return {
    ...asked,
    ...{ actor: line(actor), event: line(event), workflow: line(workflow), job: line(job), ref: line(ref) },
  };
}
