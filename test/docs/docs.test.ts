import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Document, parseAllDocuments } from 'yaml';
// @ts-expect-error The scripts are plain JavaScript.
import { recording } from '../../scripts/demo/recording.mjs';
// @ts-expect-error The scripts are plain JavaScript.
import { story } from '../../scripts/demo/story.mjs';
import { simulate } from '../../simulation/simulate.js';
import { validatePolicy, validateSpec } from '../../src/api/schema/validate.js';
import { REASONS } from '../../src/assess/verdict.js';
import { createProgram } from '../../src/commands/program.js';
import { lastKnownFacts } from '../../src/connection/facts/last-known.js';
import { NamedFacts } from '../../src/connection/facts/named-facts.js';
import { secretType } from '../../src/connection/layout/formats.js';
import { formatEntries } from '../../src/connection/layout/secret-entries.js';
import { PROFILES } from '../../src/engines/engines.js';
import { ENGINES } from '../../src/gen/binding.js';
import { asList, asObject, asString, at, type Json } from '../../src/lib/json.js';
import { run as validate } from '../../tools/validate/validate.js';
import { settled } from '../rules/scenario.js';
import { captureStreams } from '../support/captured-streams.js';
import { CERTIFICATE } from '../support/certificate.js';
import { examples, policyOf } from '../support/examples.js';
import { providerDefinitions, sqlDefinitions } from '../support/provider-schemas.js';
import { type ObservedState, run } from '../support/run.js';
import { NOTHING_KNOWN, textsOf } from '../support/secrets.js';
import { binding, clusterObserved, POLICY } from '../support/states.js';
import {
  anchors,
  blocks,
  headings,
  links,
  ofEngine,
  PAGES,
  type Page,
  page,
  prose,
  rows,
  section,
  spans,
} from './markdown.js';

// What the documentation says is what the code does.

const ROOT = join(import.meta.dirname, '../..');
const WRITTEN = PAGES.filter(({ path }) => !path.startsWith('docs/reference/'));
const named = (pages: readonly Page[]) => pages.map((each) => [each.path, each] as const);

const FIRST = join(ROOT, 'examples/bindings/pg.yaml');

/** What a simulation of README's first binding prints. */
async function printed(output: 'text' | 'json'): Promise<string> {
  const { streams, out } = captureStreams();
  await simulate([FIRST], { output, showSecrets: false }, { ...streams, pauseMs: 0 });
  return out();
}

/** A Secret with default settings. */
const ORDINARY = { path: 'spec', name: undefined, keys: [], labels: {}, annotations: {} };
const LAYOUT = { format: 'ServiceBinding', prefix: '' } as const;

describe('links', () => {
  test.each(named(PAGES))('of %s lead somewhere', (_path, from) => {
    const broken = links(from).filter(({ path, anchor }) => {
      if (!existsSync(join(ROOT, path))) return true;
      return anchor !== undefined && !anchors(page(path)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  test('reach every page from the README', () => {
    const reached = new Set(['README.md']);
    for (const path of reached)
      for (const link of links(page(path))) if (link.path.endsWith('.md')) reached.add(link.path);
    expect(PAGES.map(({ path }) => path).filter((path) => !reached.has(path))).toEqual([]);
  });

  test.each(named(PAGES))('to a heading of %s cannot mean two', (_path, from) => {
    const found = anchors(from);
    expect(found.filter((anchor, i) => found.indexOf(anchor) !== i)).toEqual([]);
  });

  test.each(named(WRITTEN))('and paths that %s names are of this repository', (_path, from) => {
    const paths = spans(prose(from)).filter((text) =>
      /^(?:src|test|docs|examples|scripts|configuration|package)\/[\w./-]*$/.test(text),
    );
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

test.each(named(PAGES))('each table of %s has a heading, and no gap', (_, from) => {
  const tables = prose(from)
    .split(/\n(?!\|)/)
    .map((part) => part.trimStart())
    .filter((part) => part.startsWith('|'));
  expect(tables.filter((table) => !/^\|.*\n\|[ :|-]+\|(?:\n|$)/.test(table))).toEqual([]);
});

test('the table of contents has every page', () => {
  const listed = new Set(links(page('docs/README.md')).map(({ path }) => path));
  const pages = PAGES.map(({ path }) => path).filter((path) => path.startsWith('docs/') && path !== 'docs/README.md');
  expect(pages.filter((path) => !listed.has(path))).toEqual([]);
});

test.each(named(WRITTEN.filter(({ path }) => path.startsWith('docs/'))))(
  '%s answers one question, so it is short',
  (_path, { text }) => expect(text.split(/\s+/).length).toBeLessThan(1_600),
);

describe('examples', () => {
  const manifests = WRITTEN.flatMap((from) =>
    blocks(from.text)
      .filter(({ language }) => language === 'yaml')
      .flatMap(({ code }) => parseAllDocuments(code) as readonly Document[])
      .map((document, i) => ({
        name: `${from.path} (${i})`,
        errors: document.errors,
        object: asObject(document.toJS() as Json),
      })),
  );
  const ofKind = (kind: string) =>
    manifests.filter(({ object }) => object.kind === kind).map(({ name, object }) => [name, object] as const);
  const policies = [
    ...ofKind('BindingPolicy'),
    ...ofKind('Composition').map(([name, object]) => [name, policyOf(object)] as const),
  ];
  const fields = headings(section(page('docs/reference/databasebinding.md'), '## Fields')).flatMap(spans);

  test('are YAML', () => {
    expect(manifests.filter(({ errors }) => errors.length > 0).map(({ name }) => name)).toEqual([]);
    expect([ofKind('DatabaseBinding').length, policies.length].map((count) => count > 1)).toEqual([true, true]);
  });

  test.each(ofKind('DatabaseBinding'))(
    'DatabaseBinding of %s is accepted, with the production policy too',
    (_name, object) => {
      expect(validateSpec(object.spec ?? null)).toMatchObject({ ok: true });
      expect(Object.keys(asObject(object.spec)).filter((name) => !fields.includes(`spec.${name}`))).toEqual([]);
      const [, production = {}] = examples('compositions').find(([file]) => file === 'production.yaml') ?? [];
      expect(run({ composite: object, policy: policyOf(production) }).fatal).toBeUndefined();
    },
  );

  test.each(policies)('BindingPolicy of %s is accepted', (_name, object) => {
    expect(validatePolicy(object)).toMatchObject({ ok: true });
    expect(run({ composite: binding({ cluster: { engine: 'pg' } }), policy: object }).fatal).toBeUndefined();
  });

  test('of what a simulation prints are what it prints', async () => {
    const lines = new Set((await printed('text')).split('\n'));
    const shown =
      blocks(section(page('docs/simulate.md'), '## What it prints')).find(({ language }) => language === 'text')
        ?.code ?? '';
    const excerpt = shown.split('\n').filter((line) => !['', '…'].includes(line.trim()));
    expect(excerpt.length).toBeGreaterThan(10);
    expect(excerpt.filter((line) => !lines.has(line))).toEqual([]);
  });

  test('of the demo are a page that a person reads, and the picture of it is what it prints', async () => {
    const told: readonly string[] = story(JSON.parse(await printed('json')), readFileSync(FIRST, 'utf8'));
    expect(told.length).toBeLessThanOrEqual(40);
    expect(told.at(-1)).toContain('--all');
    // Written by: node scripts/demo.mjs --record docs/demo.svg
    expect(readFileSync(join(ROOT, 'docs/demo.svg'), 'utf8')).toBe(recording('npm run demo', told));
  });
});

describe('what validate prints', () => {
  // The wrong bindings of the page: what is yaml elsewhere is right.
  const shown = blocks(page('docs/validate.md').text);
  const cases = shown.flatMap(({ language, code }, i) => {
    const input = shown.slice(0, i).findLast((block) => block.language === 'yml');
    return language === 'text' && input ? [{ input: input.code, code }] : [];
  });

  test.each(cases)('is what the page shows: $code', async ({ input, code }) => {
    const { streams, out } = captureStreams({ input });
    await validate(['-'], { output: 'text', strict: false }, streams);
    expect(out().replaceAll('<stdin>', 'binding.yaml')).toBe(code);
  });

  test('is on the page', () => expect(cases.length).toBe(2));
});

test('the quickstart shows what its commands print', async () => {
  const { text } = page('docs/quickstart.md');
  expect(text).toContain(`installed ${providerDefinitions().length + sqlDefinitions().length} kinds`);
  const { secrets } = asObject(JSON.parse(await printed('json')) as Json);
  const data = asList(secrets).find((secret) => at(secret, 'name') === 'orders-credentials');
  const [row = ''] = /^orders-credentials .*$/m.exec(text) ?? [];
  expect(row.split(/ +/).slice(1, 3)).toEqual([
    at(data, 'type'),
    String(Object.keys(asObject(at(data, 'data'))).length),
  ]);
  const shown = readFileSync(join(ROOT, 'examples/quickstart/reader.yaml'), 'utf8');
  expect(shown).toContain("'hello from DigitalOcean, or something like it'");
  expect(text).toContain('\nhello from DigitalOcean, or something like it\n');
});

describe('operators', () => {
  test('are told every reason, no other, and whether it is an event', () => {
    const pages = ['docs/reasons.md', 'docs/reasons-of-secrets.md'].map((path) => page(path).text);
    const entries = pages.flatMap((text) => text.split(/^### /m).slice(1));
    const told = entries.map((entry) => {
      const [reason = '', , states = ''] = entry.split('\n');
      return [reason, / · (quiet|normal|warning)\b/.exec(states)?.[1]];
    });
    expect(Object.fromEntries(told)).toEqual(REASONS);
    expect(told.length).toBe(Object.keys(REASONS).length);
  });

  test('are told that one condition has the reason for which a cluster is withheld', () => {
    const composite = binding({ clusterRef: { binding: { name: 'absent' } } });
    const required = { owner: [] };
    const saying = (observed: Readonly<Record<string, ObservedState>>) =>
      Object.entries(run({ composite, policy: POLICY, required, observed }).conditions).flatMap(([type, { reason }]) =>
        reason === 'OwnerNotFound' ? [type] : [],
      );
    const told = ['SpecAccepted', 'ClusterReady'];
    expect([saying({ cluster: clusterObserved('pg') }), saying({})]).toEqual(told.map((type) => [type]));
    expect(section(page('docs/reasons.md'), '### OwnerNotFound')).toContain(told.join(' or '));
  });

  test('are told every command, in the order of the help', () => {
    const { commands } = createProgram({ serve: async () => undefined, runTool: async () => undefined });
    const table = rows(page('docs/command-line.md').text).map(([cell = '']) => spans(cell)[0] ?? '');
    expect(table.filter((name) => commands.some((command) => command.name() === name))).toEqual(
      commands.map((command) => command.name()),
    );
  });

  test('are told every flag, no other', () => {
    const { commands } = createProgram({ serve: async () => undefined, runTool: async () => undefined });
    expect(commands.length).toBeGreaterThan(1);
    for (const command of commands) {
      const flags = command.options.flatMap(({ long }) => long ?? []);
      const told = rows(flagsOf(command.name())).flatMap(([flag = '']) => spans(flag));
      const named = told.filter((flag) => flag.startsWith('--') && !['--help', '--version'].includes(flag));
      expect([command.name(), ...named.sort()]).toEqual([command.name(), ...flags.sort()]);
    }
  });

  function flagsOf(command: string): string {
    if (command === 'serve') return section(page('docs/running.md'), '## Flags and environment');
    // It has no flags.
    if (command === 'completion') return '';
    return page(`docs/${command}.md`).text;
  }
});

describe('connection Secrets', () => {
  test.each(ENGINES)('of %s are shown as they are written', (engine) => {
    const profile = PROFILES[engine];
    const text = section(page('docs/secret-examples.md'), `## ${profile.label}`);
    const shown = (blocks(text)[0]?.code ?? '')
      .trim()
      .split('\n')
      .map((line) => line.split(/ +(.*)/s).slice(0, 2));
    const facts = { ...NOTHING_KNOWN, ...lastKnownFacts(profile, LAYOUT, textsOf(Object.fromEntries(shown))) };
    const sources = {
      endpoint: 'Public',
      tls: 'Require',
      caNeeded: false,
      administrator: false,
      pool: undefined,
    } as const;
    const named = new NamedFacts({ profile, ...sources, facts });
    expect(formatEntries(profile, { ...ORDINARY, ...LAYOUT }, named)?.toJson()).toEqual(
      textsOf(Object.fromEntries(shown)).toJson(),
    );
    expect(text).toContain(`\`${secretType(profile, LAYOUT)}\``);
  });

  test.each(ENGINES)('of %s have no key but those that are explained', (engine) => {
    const composite = binding({ cluster: { engine }, connection: { caCertificate: { inline: CERTIFICATE } } });
    const { composed } = run({ composite, policy: POLICY, observed: settled(engine, composite, POLICY) });
    const secret = Object.entries(composed).find(([key]) => key.startsWith('secret-'))?.[1].resource;
    const keys = section(page('docs/secret-keys.md'), '## Keys');
    expect(Object.keys(asObject(secret?.data)).sort()).toEqual([...ofEngine(rows(keys), engine)].sort());
  });
});

describe('commands', () => {
  const scripts = asObject(at(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Json, 'scripts'));

  test.each(named(WRITTEN))('of npm in %s exist', (_path, { text }) => {
    const asked = [...text.matchAll(/npm (?:run ([\w:-]+)|(test|start)\b)/g)].map(
      ([, script, short]) => script ?? short ?? '',
    );
    expect(asked.filter((script) => asString(scripts[script]) === undefined)).toEqual([]);
  });

  // Without that "no resources found" is of the namespace "default", whatever there is elsewhere.
  test('that look for managed resources say in which namespaces', () => {
    const asked = WRITTEN.flatMap(({ text }) => text.match(/^kubectl get managed\b .*$/gm) ?? []);
    expect(asked.length).toBeGreaterThan(1);
    expect(asked.filter((command) => !/ (?:--all-namespaces|-A|-n \S+)(?: |$)/.test(command))).toEqual([]);
  });
});

describe('decisions', () => {
  const decisions = PAGES.filter(({ path }) => path.startsWith('docs/decisions/'));

  test.each(named(decisions))('%s is one page of one form', (path, { text }) => {
    expect(path).toMatch(/\/\d{4}-[a-z0-9-]+\.md$/);
    expect(text.startsWith(`# ${path.slice('docs/decisions/'.length, 'docs/decisions/'.length + 4)}: `)).toBe(true);
    expect(text.match(/^(?:Status: .*|## .*)$/gm)).toEqual([
      'Status: accepted',
      '## Decision',
      '## Why',
      '## What it costs',
    ]);
    expect(text.split('\n').length).toBeLessThan(60);
  });
});
