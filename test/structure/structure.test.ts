import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');

/** From the bottom up: a folder imports from itself and from what stands before it. */
const LAYERS: readonly string[] = [
  'lib',
  'gen',
  'wire',
  'provider',
  'engines',
  'api',
  'kinds',
  'observe',
  'compose',
  'connection',
  'assess',
  'function',
];
const PURE = LAYERS.filter((layer) => layer !== 'gen');
/** The shell around it, with what it may reach. */
const SHELL: Readonly<Record<string, readonly string[]>> = {
  server: ['lib', 'gen', 'wire'],
  commands: ['lib', 'function', 'server'],
  main: ['commands'],
  // Beside src, which never imports them: the image does not have them.
  '../tools/output': ['lib', 'commands'],
  '../tools/manifests': ['lib', 'api'],
  '../simulation': ['lib', 'gen', 'function', 'server', 'commands', '../tools/output', '../tools/manifests'],
  '../tools': [...LAYERS, 'server', 'commands', '../tools/output', '../tools/manifests', '../simulation'],
};
const LONGEST_FILE = 200;
/** What makes a function depend on more than its arguments. */
const IMPURE =
  /\b(?:process|Date|performance|setTimeout|setInterval|fetch|console)\b[.(]|Math\.random|from 'node:(?!(?:crypto|util)')/;

interface Source {
  readonly path: string;
  readonly folder: string;
  readonly text: string;
}

const sources: readonly Source[] = ['src', 'simulation', 'tools']
  .flatMap((root) =>
    readdirSync(join(ROOT, root), { recursive: true, encoding: 'utf8' }).map((file) => join(root, file)),
  )
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({ path, folder: folderOf(path), text: readFileSync(join(ROOT, path), 'utf8') }));

/** Where a file belongs, seen from src: a folder of it, a file that is in none, or a folder beside it with a place in SHELL. */
function folderOf(path: string): string {
  const [root, first = ''] = path.replace(/\.[jt]s$/, '').split(sep);
  if (root === 'src') return first;
  return `../${root}/${first}` in SHELL ? `../${root}/${first}` : `../${root}`;
}

function allowed(folder: string): readonly string[] {
  const layer = LAYERS.indexOf(folder);
  return [folder, 'version', ...(SHELL[folder] ?? LAYERS.slice(0, Math.max(layer, 0)))];
}

function importedFolders({ path, text }: Source): readonly string[] {
  const own = join(ROOT, path, '..');
  return [...text.matchAll(/(?:from|import\()\s*'(\.[^']*)'/g)].map(([, specifier = '']) =>
    folderOf(relative(ROOT, join(own, specifier))),
  );
}

describe('the structure', () => {
  test('every folder has its place', () => {
    const known = new Set<string>([...LAYERS, ...Object.keys(SHELL), 'version']);
    expect(sources.map(({ folder }) => folder).filter((folder) => !known.has(folder))).toEqual([]);
  });

  test('imports point one way', () => {
    const wrong = sources.flatMap((source) =>
      importedFolders(source)
        .filter((target) => !allowed(source.folder).includes(target))
        .map((target) => `${source.path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test('the core is pure: no process, file, clock, randomness, network or log', () => {
    const impure = sources.filter(({ folder, text }) => PURE.includes(folder) && IMPURE.test(text));
    expect(impure.map(({ path }) => path)).toEqual([]);
  });

  test('engines differ in their table only', () => {
    const asking = sources.filter(
      ({ folder, text }) =>
        PURE.includes(folder) &&
        folder !== 'engines' &&
        /engine [!=]== '|case '(?:pg|mysql|mongodb|valkey|kafka|opensearch)'/.test(text),
    );
    expect(asking.map(({ path }) => path)).toEqual([]);
  });

  test('a file holds one idea', () => {
    const long = sources.filter(
      ({ path, text }) => !path.includes(`${sep}gen${sep}`) && text.split('\n').length > LONGEST_FILE,
    );
    expect(long.map(({ path }) => path)).toEqual([]);
  });
});
