/** A word as a shell takes it for one argument. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A command of kubectl in a namespace, with further words that are quoted where it needs. */
export function kubectl(namespace: string | undefined, ...words: readonly string[]): string {
  const place = namespace === undefined ? [] : ['-n', namespace];
  return ['kubectl', ...place, ...words].map(quoted).join(' ');
}

/** A command that merges a patch into an object. */
export function patch(namespace: string | undefined, what: string, name: string, change: object): string {
  return kubectl(namespace, 'patch', what, name, '--type=merge', '-p', JSON.stringify(change));
}
