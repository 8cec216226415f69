import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { asList, asObject, asString, type Json, type JsonObject } from '../../src/lib/json.js';

// The table of the provider's fields against what was measured, where the measurements are at hand.

type Kinds = Readonly<Record<string, JsonObject & { readonly fields: Readonly<Record<string, JsonObject>> }>>;

const ROOT = join(import.meta.dirname, '../..');
const MEASUREMENTS = process.env.PROVIDER_MEASUREMENTS ?? join(ROOT, '../shared/provider-fields.yaml');
const OWN: Kinds = parse(readFileSync(join(ROOT, 'src/provider/fields.yaml'), 'utf8'));
const MEASURED: Kinds = existsSync(MEASUREMENTS) ? parse(readFileSync(MEASUREMENTS, 'utf8')) : {};
const ENGINES = ['pg', 'mysql', 'mongodb', 'redis', 'valkey', 'kafka', 'opensearch'];

/** What the measurements say in notes only, or of a kind as a whole, and the table in a word. */
const IN_NOTES = ['same', 'sentAs', 'answer', 'change', 'sentWhen', 'secondBlock', 'anyCase', 'signed'];
const OF_ONE_FIELD = ['Cluster.maintenanceWindow.readBack', 'Replica.storageSizeMib.api'];

(existsSync(MEASUREMENTS) ? describe : describe.skip)('the table is what was measured', () => {
  test.each(Object.keys(OWN))('%s', (kind) => {
    const { fields, ...facts } = OWN[kind] ?? { fields: {} };
    const measured = MEASURED[kind] ?? { fields: {} };
    const rows = Object.entries(measured.fields).map(([path, row]) => [path, translated(path, row)]);
    expect(Object.entries(fields).map(([path, row]) => [path, inWords(`${kind}.${path}`, row)])).toEqual(rows);
    expect(facts).toMatchObject(kindFacts(measured));
  });

  test('of all kinds', () => {
    expect(Object.keys(OWN)).toEqual(Object.keys(MEASURED));
  });
});

function inWords(path: string, row: JsonObject): JsonObject {
  const own = Object.entries(row).filter(
    ([key]) => !IN_NOTES.includes(key) && !OF_ONE_FIELD.includes(`${path}.${key}`),
  );
  return Object.fromEntries(own);
}

/** A measured row in the words of the table. */
function translated(path: string, row: JsonObject): JsonObject {
  return Object.assign({}, ...Object.entries(row).map(([key, value]) => translate(path, key, value)));
}

function translate(path: string, key: string, value: Json): JsonObject {
  switch (key) {
    case 'range':
      return bounds('min', 'max', String(value));
    case 'length':
      return bounds('minLength', 'maxLength', String(value));
    case 'oneOf':
      // A count and a description stand for lists that are too long there.
      return { oneOf: typeof value === 'string' ? expect.any(Array) : value } as JsonObject;
    case 'fillsSiblings':
      return { fillsSiblings: pairs(value) };
    case 'lostOnFailure':
      return typeof value === 'string' ? { afterFailure: 'panic' } : { lostOnFailure: value };
    case 'blocks': {
      const entries = Object.entries(asObject(value));
      return {
        blocks: Object.fromEntries(entries.map(([phase, fields]) => [phase.replace('later reads', 'read'), fields])),
      };
    }
    case 'engines':
      return { engines: enginesOf(asObject(value)) };
    default:
      return {
        [key]:
          path === 'tags' && key === 'removed' && value !== 'replace' && value !== 'dropped'
            ? { sends: [] }
            : sent(value),
      };
  }
}

function bounds(least: string, most: string, range: string): JsonObject {
  const [from = '', to = ''] = range.split('..');
  return {
    ...(from === '' || (least === 'minLength' && from === '0') ? {} : { [least]: Number(from) }),
    ...(to === '' ? {} : { [most]: Number(to) }),
  };
}

/** What is sent of the provider's own accord; a request without the field is a request without it. */
function sent(value: Json): Json {
  const [, what, later] = /^sends (.*?)(?:\+(\w+))?$/.exec(String(value)) ?? [];
  if (typeof value !== 'string' || what === undefined) return value;
  if (what === 'PUT with an empty body' || what === 'settings={}') return 'dropped';
  return { sends: JSON.parse(what), ...(later === undefined ? {} : { later }) };
}

function pairs(value: Json | undefined): JsonObject {
  const entries = asList(value).map((pair) => String(pair).split('='));
  return Object.fromEntries(entries.map(([name = '', text = '']) => [name, JSON.parse(text)]));
}

/** Engines as lists; they are told as a list, as all, or as all but some. */
function enginesOf(concerns: JsonObject): JsonObject {
  const names = { ignoredUnlessHigherWholeNumber: 'ignoredUnlessHigher' } as Readonly<Record<string, string>>;
  return Object.fromEntries(
    Object.entries(concerns).map(([concern, told]) => [names[concern] ?? concern, listOf(told)]),
  );
}

function listOf(told: Json): readonly string[] {
  if (Array.isArray(told)) return ENGINES.filter((engine) => told.includes(engine));
  const [, others = ''] = /^all but ([a-z ]+?)(?: \(.*)?$/.exec(String(told)) ?? [];
  return ENGINES.filter((engine) => !others.split(' and ').includes(engine));
}

/** What is said of a kind, as far as it is not told in sentences. */
function kindFacts(measured: JsonObject): JsonObject {
  const { terraform, updateOrder, updateStopsAtFirstFailure, notReadAtImport, failureAfterPost, alwaysSent } = measured;
  const imports: Readonly<Record<string, string>> = {
    '<cluster id>': 'clusterId',
    '<cluster id>,<name>': 'clusterIdAndName',
    '<cluster id>,<sink id>': 'clusterIdAndSinkId',
  };
  return JSON.parse(
    JSON.stringify({
      terraform,
      updateOrder,
      updateStopsAtFirstFailure,
      notReadAtImport,
      failureAfterPost: failureAfterPost && 'tainted',
      alwaysSent: alwaysSent && pairs(alwaysSent),
      import: imports[asString(measured.import) ?? ''] ?? 'broken',
    }),
  );
}
