/**
 * Where in a shell script the launcher pastes a text: among the words of a command, as one of its words, or between
 * double quotes.
 */
export type ShellPlace = 'words' | 'word' | 'quoted';

/**
 * The first part of a text that bash would take for more than words, quotes and variables: a command, the end of the
 * line, a quote that is not closed.
 * @returns undefined where there is none.
 */
export function findShellSyntax(text: string, place: ShellPlace): string | undefined {
  const outside = place === 'quoted' ? '"' : '';
  let quote = outside;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]!;
    if (quote === "'") {
      if (character === "'") quote = outside;
    } else if (character === '\\') {
      at += 1;
      // It would take what the launcher writes behind the text.
      if (at === text.length) return character;
    } else if (character === '`' || text.startsWith('$(', at)) return character === '`' ? character : '$(';
    else if (quote === '"') {
      if (character !== '"') continue;
      if (place === 'quoted') return character;
      quote = '';
    } else if (character === "'" || character === '"') quote = character;
    else if (isSyntax(text, at, place)) return character;
  }
  return quote === outside ? undefined : quote;
}

/** Whether an unquoted character is more than text. */
function isSyntax(text: string, at: number, place: ShellPlace): boolean {
  const character = text[at]!;
  if (/[;|&<>()\n\r]/.test(character)) return true;
  if (/\s/.test(character)) return place === 'word';
  return character === '#' && (at === 0 || /\s/.test(text[at - 1]!));
}

/** Folders of a container that Docker options mount something at. */
export function mountTargets(options: string): string[] {
  const volumes = options.matchAll(/(?:^|\s)(?:-v|--volume)[ =]*["']?[^\s:"']+:([^\s:"']+)/g);
  const mounts = options.matchAll(/\b(?:target|dst|destination)=([^\s,"']+)/g);
  return [...volumes, ...mounts].map(([, target]) => target!.replace(/\/+$/, ''));
}

/** Whether mounts of the launcher (host path: container path) put something at a path of a container. */
export function isMountedBy(mounts: ReadonlyMap<string, unknown>, file: string): boolean {
  return [...mounts.values()].some((target) => {
    if (typeof target !== 'string') return false;
    const folder = target.replace(/:\w+$/, '').replace(/\/+$/, '');
    return file === folder || file.startsWith(`${folder}/`);
  });
}
