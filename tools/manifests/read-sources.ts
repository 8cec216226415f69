import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { accepted, type Issue, type Result, refused } from '../../src/lib/issue.js';
import { messageOf } from '../../src/lib/message-of.js';

/** The text of a file, or of standard input. */
export interface Source {
  /** The file's name as a person gave it. */
  readonly file: string;
  readonly text: string;
}

/** The argument that stands for standard input. */
export const STANDARD_INPUT = '-';

/** What standard input is called in messages. */
const STDIN = '<stdin>';

/** The name of the file that an argument stands for. */
export function fileOf(argument: string): string {
  return argument === STANDARD_INPUT ? STDIN : argument;
}

const MANIFEST = /\.ya?ml$/;
/** What folders hold beside manifests. */
const NOT_ENTERED = /^(?:\.|node_modules$)/;

/** Reads files, the YAML files of folders and what lies in these, and `-`, each once; or says which of them cannot be read. */
export function readSources(paths: readonly string[], readIn: () => string): Result<readonly Source[]> {
  const read = paths.map((path) => (path === STANDARD_INPUT ? standardInput(readIn) : sourcesAt(path)));
  const issues = read.flatMap((result) => (result.ok ? [] : result.issues));
  if (issues.length > 0) return refused(issues);
  const sources = read.flatMap((result) => (result.ok ? result.value : []));
  const places = sources.map(({ file }) => resolve(file));
  return accepted(sources.filter((_, i) => places.indexOf(places[i] ?? '') === i));
}

function standardInput(readIn: () => string): Result<readonly Source[]> {
  return attempt(STDIN, () => [{ file: STDIN, text: readIn() }]);
}

function sourcesAt(path: string): Result<readonly Source[]> {
  return attempt(path, () => filesAt(path).map((file) => ({ file, text: readFileSync(file, 'utf8') })));
}

function filesAt(path: string): readonly string[] {
  return statSync(path).isDirectory() ? manifestsBelow(path) : [path];
}

function manifestsBelow(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_ENTERED.test(entry.name) ? [] : manifestsBelow(path);
    return MANIFEST.test(entry.name) ? [path] : [];
  });
}

function attempt(path: string, read: () => readonly Source[]): Result<readonly Source[]> {
  try {
    return accepted(read());
  } catch (thrown) {
    const issue: Issue = { path, message: causeOf(thrown) };
    return refused([issue]);
  }
}

const CAUSES: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file or folder'],
  ['EISDIR', 'it is a folder'],
  ['EACCES', 'permission denied'],
]);

function causeOf(thrown: unknown): string {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : '';
  return CAUSES.get(code) ?? messageOf(thrown);
}
