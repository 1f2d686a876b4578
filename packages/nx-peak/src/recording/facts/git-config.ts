/**
 * The URL of the remote `origin` in the text of a `.git/config` (git-config(1), "Syntax"), or of the
 * only remote there is; undefined where there is none, or several and no `origin`.
 */
export function remoteUrlIn(config: string): string | undefined {
  const urls = new Map<string, string>();
  let remote: string | undefined;
  for (const line of config.split('\n')) {
    const section = /^\s*\[\s*([\w.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]/.exec(line);
    if (section !== null) {
      remote = section[1]?.toLowerCase() === 'remote' ? section[2] : undefined;
    }
    const value = /^\s*(?:\[[^\]]*\])?\s*url\s*=\s*(.*)$/i.exec(line)?.[1];
    // Of several URLs the first is fetched from (git-config(1), remote.<name>.url).
    if (remote !== undefined && value !== undefined && !urls.has(remote)) {
      urls.set(remote, valueOf(value));
    }
  }
  return urls.get('origin') ?? (urls.size === 1 ? [...urls.values()][0] : undefined);
}

/** A value without quotes, escapes and the comment after it. */
function valueOf(text: string): string {
  let value = '';
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === '"') {
      quoted = !quoted;
    } else if (character === '\\') {
      index++;
      value += text.charAt(index);
    } else if (!quoted && (character === '#' || character === ';')) {
      break;
    } else {
      value += character;
    }
  }
  return value.trim();
}
