import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { factNames } from '../../src/connection/facts/fact-table.js';
import { isRecoverable } from '../../src/connection/facts/last-known.js';
import { FORMATS, fitsEngine } from '../../src/connection/layout/formats.js';
import { PROFILES } from '../../src/engines/engines.js';
import { ENGINES, type Engine, SECRET_FORMATS } from '../../src/gen/binding.js';
import { asList, asObject, asString, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { connected, entriesWith } from '../connection/connected.js';
import { CERTIFICATE } from '../support/certificate.js';
import { run } from '../support/run.js';
import { entriesOf } from '../support/secrets.js';
import { blocks, ofEngine, page, prose, rows, section, spans } from './markdown.js';

// What the pages about Secrets tell applications to read is what there is to be read.

const formats = page('docs/secret-formats.md');
const CA = { caCertificate: { inline: CERTIFICATE } };

/** The Secrets of a settled binding, decoded, by their names. */
function secretsWith(engine: Engine, spec: JsonObject): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const { connection, ...rest } = spec;
  const { fatal, composed } = run(connected(engine, { ...CA, ...asObject(connection) }, rest));
  expect(fatal).toBeUndefined();
  return new Map(
    Object.values(composed)
      .filter(({ resource }) => resource.kind === 'Secret')
      .map(({ resource }) => [asString(at(resource, 'metadata', 'name')) ?? '', entriesOf(resource)]),
  );
}

const keysWith = (engine: Engine, format: string): readonly string[] =>
  Object.keys(secretsWith(engine, { connection: { secret: { format } } }).get('orders-credentials') ?? {}).sort();

describe('the table of formats', () => {
  const table = rows(section(formats, '## The formats'));

  test('has every format, with its keys', () => {
    expect(table.map(([format = '']) => spans(format)[0])).toEqual(
      expect.arrayContaining([...SECRET_FORMATS] as string[]),
    );
    for (const [format = '', , , keys = ''] of table)
      if (spans(keys).length > 0)
        expect([...spans(keys), 'ca.crt'].sort()).toEqual(keysWith('pg', spans(format)[0] ?? ''));
  });

  test.each([...SECRET_FORMATS])('tells the type of %s', (format) => {
    const [, type = ''] = table.find(([name = '']) => spans(name)[0] === format) ?? [];
    expect(FORMATS[format].secretType(PROFILES.pg)).toBe(spans(type)[0]?.replace('<type>', 'postgresql'));
  });
});

describe('the table of variables', () => {
  const table = rows(section(formats, '## Environment'));

  test.each([...ENGINES])('has those of %s', (engine) => {
    const [, variables = '', ca = ''] = table.find(([name]) => name === engine) ?? [];
    expect([...spans(variables), ...spans(ca)].sort()).toEqual(keysWith(engine, 'Environment'));
  });
});

test.each([...ENGINES])('the tables have every fact a template for %s can name', (engine) => {
  const facts = [
    section(page('docs/secret-keys.md'), '## Keys'),
    section(page('docs/secret-pools-and-replicas.md'), '## Through a pool'),
    section(page('docs/secret-pools-and-replicas.md'), '## With a replica'),
    section(page('docs/secret-templates.md'), '## Facts'),
  ].flatMap(rows);
  expect([...ofEngine(facts, engine)].sort()).toEqual(factNames(PROFILES[engine]));
});

test('the page on templates names the facts whose keys cannot be replaced', () => {
  const rule =
    page('docs/secret-templates.md')
      .text.split('\n- ')
      .find((text) => text.includes('may not')) ?? '';
  const named = spans(rule.slice(rule.indexOf('no longer reports')).replaceAll('\n', ' '));
  const all = new Set(ENGINES.flatMap((engine) => factNames(PROFILES[engine])));
  expect([...named].sort()).toEqual([...all].filter(isRecoverable).sort());
});

test('formats that not every engine has say so', () => {
  const [, , use = ''] = rows(section(formats, '## The formats')).find(([name]) => name === '`CloudNativePG`') ?? [];
  expect(use).toContain('PostgreSQL only');
  expect(ENGINES.filter((engine) => fitsEngine(PROFILES[engine], 'CloudNativePG'))).toEqual(['pg']);
});

describe('of the frameworks', () => {
  const parts = page('docs/frameworks.md').text.split(/^## /m).slice(1);
  const frameworks = parts.map((text): readonly [name: string, text: string] => [text.split('\n')[0] ?? '', text]);

  test('there are many', () => expect(frameworks.length).toBeGreaterThan(12));

  test.each(frameworks)('%s finds all it is told to read', (_name, text) => {
    const found = spans(prose({ path: '', text }));
    const engine = ENGINES.find((each) => each === found[0]);
    if (engine === undefined) throw new Error('wanted an engine first');
    const yaml = blocks(text).map(({ code }) => asObject(parse(code) as Json));
    const spec = yaml.find(({ connection }) => connection !== undefined) ?? {};
    const pod = yaml.find(({ connection }) => connection === undefined) ?? {};
    const written = secretsWith(engine, spec);
    const reads = readsOf(pod);
    expect(reads.length).toBeGreaterThan(0);
    for (const { secret, key } of reads)
      expect(Object.keys(written.get(secret) ?? {})).toEqual(
        key === undefined ? expect.anything() : expect.arrayContaining([key]),
      );
    // Variables that the sentence speaks of are set, by the Secret or by the Pod.
    const variables = new Set([
      ...asList(pod.env).map((entry) => at(entry, 'name')),
      ...asList(pod.envFrom).flatMap((entry) =>
        Object.keys(written.get(asString(at(entry, 'secretRef', 'name')) ?? '') ?? {}),
      ),
    ]);
    const spoken = text.split('```')[0]?.match(/\b[A-Z]{2,}(?:_[A-Z]+)+\b/g) ?? [];
    expect(spoken.filter((name) => !variables.has(name))).toEqual([]);
  });

  test.each(frameworks)('%s says so if it needs the CA certificate', (_name, text) => {
    const engine = ENGINES.find((each) => each === spans(prose({ path: '', text }))[0]) ?? 'pg';
    const yaml = blocks(text).map(({ code }) => asObject(parse(code) as Json));
    const { connection } = yaml.find((each) => each.connection !== undefined) ?? {};
    const pod = yaml.find((each) => each.connection === undefined) ?? {};
    // Full verification has no Secret at all without one.
    const { tls, ...rest } = asObject(connection);
    const without = entriesWith(engine, rest);
    const lacks = readsOf(pod).some(({ key }) => key !== undefined && !(key in without));
    const speaksOfIt = /\bca\.crt|[A-Z]+_CA_CERT\b/.test(text);
    expect(/\*\*Needs the CA\s+certificate\.\*\*/.test(text)).toBe(tls === 'VerifyFull' || lacks || speaksOfIt);
  });

  interface Read {
    readonly secret: string;
    /** None where the whole Secret is read. */
    readonly key: string | undefined;
  }

  function readsOf(pod: JsonObject): readonly Read[] {
    const volumes = asList(pod.volumes).map((volume) => asObject(at(volume, 'secret')));
    const mounted = asString(volumes[0]?.secretName) ?? '';
    const folder = asString(at(asList(pod.volumeMounts)[0], 'mountPath'));
    const variables = asList(pod.env).flatMap((entry): readonly Read[] => {
      const ref = asObject(at(entry, 'valueFrom', 'secretKeyRef'));
      const value = asString(at(entry, 'value'));
      if (value === undefined) return [{ secret: asString(ref.name) ?? '', key: asString(ref.key) }];
      return folder && value.startsWith(`${folder}/`) ? [{ secret: mounted, key: value.slice(folder.length + 1) }] : [];
    });
    return [
      ...variables,
      ...asList(pod.envFrom).map((entry) => ({
        secret: asString(at(entry, 'secretRef', 'name')) ?? '',
        key: undefined,
      })),
      ...volumes.flatMap(({ secretName, items }) => [
        { secret: asString(secretName) ?? '', key: undefined },
        ...asList(items).map((item) => ({ secret: asString(secretName) ?? '', key: asString(at(item, 'key')) })),
      ]),
    ];
  }
});
