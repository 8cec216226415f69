import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** A Markdown file, by its path in the repository. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** A fenced block of code. */
export interface Block {
  readonly language: string;
  readonly code: string;
}

/** Where a link points to: a path in the repository, and maybe a heading in it. */
export interface Link {
  readonly path: string;
  readonly anchor: string | undefined;
}

/** The pages a person wrote or generated for people. */
export const PAGES: readonly Page[] = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map((file) => `docs/${file}`),
].map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));

/** A page that has to be there. */
export function page(path: string): Page {
  const found = PAGES.find((each) => each.path === path);
  if (!found) throw new Error(`cannot find page "${path}"`);
  return found;
}

/** The part of a page below one heading, up to the next heading of its level. */
export function section({ text, path }: Page, heading: string): string {
  const [, below] = text.split(`\n${heading}\n`);
  if (below === undefined) throw new Error(`cannot find "${heading}" in "${path}"`);
  const level = /^#+/.exec(heading)?.[0] ?? '';
  return below.split(new RegExp(`\n#{1,${level.length}} `))[0] ?? '';
}

const CODE = /`([^`\n]*)`/g;
const FENCE = /^ *```(\w*)\n(.*?)^ *```$/gms;

/** The fenced blocks of a text. */
export function blocks(text: string): readonly Block[] {
  return [...text.matchAll(FENCE)].map(([, language = '', code = '']) => ({ language, code }));
}

/** The first cells and the others of all rows of the tables in a text, headings left out. */
export function rows(text: string): readonly (readonly string[])[] {
  const tables = text.split(/\n\n+/).map((part) => part.split('\n').filter((line) => line.startsWith('|')));
  return tables
    .flatMap((lines) => lines.slice(2))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim())
        .slice(1, -1),
    );
}

/** The code in the first cells of the rows that are for an engine by their third cell. */
export function ofEngine(table: ReturnType<typeof rows>, engine: string): readonly string[] {
  return table
    .filter(([, , engines = '']) => engines === 'all' || engines.split(', ').includes(engine))
    .flatMap(([cell = '']) => spans(cell));
}

/** A page without its blocks of code. */
export function prose({ text }: Page): string {
  return text.replace(FENCE, '');
}

/** The code between backticks in a text. */
export function spans(text: string): readonly string[] {
  return [...text.matchAll(CODE)].map(([, code = '']) => code);
}

/** The links of a page that stay in the repository. */
export function links(from: Page): readonly Link[] {
  const targets = [
    ...prose(from)
      .replace(CODE, '')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ].map(([, target = '']) => target);
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#');
      const absolute = path === '' ? from.path : relative(ROOT, join(ROOT, dirname(from.path), path));
      return { path: absolute, anchor };
    });
}

/** The headings of a text, of all levels. */
export function headings(text: string): readonly string[] {
  return [...text.replace(FENCE, '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
}

/** The anchors that a page's headings get where Markdown is shown. */
export function anchors({ text }: Page): readonly string[] {
  return headings(text).map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
}
