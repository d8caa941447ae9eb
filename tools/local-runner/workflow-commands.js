/** @typedef {{ command: string, properties: Record<string, string>, message: string }} WorkflowCommand */

const KNOWN = new Set([
  'error',
  'warning',
  'notice',
  'debug',
  'group',
  'endgroup',
  'add-mask',
  'stop-commands',
  'set-output',
  'save-state',
  'set-env',
  'add-path',
  'add-matcher',
  'remove-matcher',
  'echo',
]);

/**
 * Reads an action's output line by line, obeys the commands in it and shows the rest.
 */
export class LogReader {
  /** @type {WorkflowCommand[]} */
  commands = [];
  /** @type {string[]} */
  masks = [];
  /** Whether a command was refused, which fails the step whatever its exit code. */
  refused = false;
  /** @type {string | undefined} */
  #stopToken;

  /** @param {{ masker: import('./masker.js').Masker, debug: boolean, show: (line: string) => void }} options */
  constructor({ masker, debug, show }) {
    this.masker = masker;
    this.debug = debug;
    this.show = show;
  }

  /** @param {string} line */
  read(line) {
    const command = parseCommand(line);
    if (this.#stopToken !== undefined) {
      if (command?.command === this.#stopToken.toLowerCase()) this.#stopToken = undefined;
      this.show(line);
      return;
    }
    if (!command || !KNOWN.has(command.command)) {
      this.show(line);
      return;
    }
    this.commands.push(command);
    this.#obey(command, line);
  }

  /**
   * What the runner itself has to say about the step.
   * @param {'error' | 'warning'} command
   * @param {string} message
   */
  report(command, message) {
    this.commands.push({ command, properties: {}, message });
    this.#showMessage(command, message);
  }

  /**
   * @param {WorkflowCommand} command
   * @param {string} line
   */
  #obey({ command, message }, line) {
    switch (command) {
      case 'error':
      case 'warning':
      case 'notice':
      case 'group':
        this.#showMessage(command, message);
        break;
      case 'endgroup':
        this.show('##[endgroup]');
        break;
      case 'debug':
        if (this.debug) this.#showMessage(command, message);
        break;
      case 'add-mask':
        if (message.trim() === '') {
          this.report('warning', "Can't add secret mask for empty string in ##[add-mask] command.");
        } else {
          this.masks.push(message);
          this.masker.add(message);
        }
        break;
      case 'stop-commands':
        if (message === '' || KNOWN.has(message.toLowerCase())) {
          this.refused = true;
          this.report('error', `Unable to process command '${line}' successfully. Invalid stop token.`);
        } else {
          this.#stopToken = message;
          this.show(line);
        }
        break;
      case 'set-output':
      case 'save-state':
        this.report(
          'warning',
          `The \`${command}\` command is deprecated and is ignored here: use a file command.`,
        );
        break;
      case 'set-env':
      case 'add-path':
        this.refused = true;
        this.report(
          'error',
          `The \`${command}\` command is disabled. Please upgrade to using Environment Files.`,
        );
        break;
      default:
        this.show(line);
    }
  }

  /**
   * @param {string} command
   * @param {string} message
   */
  #showMessage(command, message) {
    for (const [i, line] of message.split(/\r?\n/).entries())
      this.show(i === 0 ? `##[${command}]${line}` : line);
  }
}

/**
 * `::name key=value,key=value::message`, which may stand behind white space only.
 * @param {string} line
 * @returns {WorkflowCommand | undefined}
 */
export function parseCommand(line) {
  const match = /^\s*::(.+?)::(.*)$/s.exec(line);
  if (!match) return undefined;
  const [, head = '', data = ''] = match;
  const [, command = '', list = ''] = /^(\S*)(.*)$/s.exec(head) ?? [];
  /** @type {Record<string, string>} */
  const properties = {};
  for (const pair of list.split(',')) {
    const at = pair.indexOf('=');
    if (at > 0) properties[pair.slice(0, at).trim()] = unescapeProperty(pair.slice(at + 1));
  }
  return { command: command.toLowerCase(), properties, message: unescapeData(data) };
}

/** @param {string} text */
function unescapeData(text) {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

/** @param {string} text */
function unescapeProperty(text) {
  return unescapeData(text.replaceAll('%3A', ':').replaceAll('%2C', ','));
}
