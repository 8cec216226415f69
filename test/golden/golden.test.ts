import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Document, isScalar, parse, visit } from 'yaml';
import { asObject, asString, type Json, type JsonObject } from '../../src/lib/json.js';
import { type ObservedState, run, type TestResponse } from '../support/run.js';

// Goldens show what is composed, whole; the rules are shown elsewhere. They change by `UPDATE_GOLDENS=1` only.
const FOLDER = import.meta.dirname;
const MOST_SCENARIOS = 12;
const LONGEST_FILE = 120;

const scenarios = readdirSync(FOLDER).filter((name) => existsSync(join(FOLDER, name, 'request.yaml')));

function readYaml(path: string): JsonObject {
  return asObject(parse(readFileSync(path, 'utf8')) as Json);
}

/** What a person would look at: everything but what is the same in each response. */
function shown({ composed, compositeReady, status, conditions, results, ttl }: TestResponse): unknown {
  return { composed, compositeReady, status, conditions, results, ttl };
}

/** YAML with what is short on one line, so that a person reads a golden at a glance. */
function compactYaml(value: unknown): string {
  const document = new Document(value);
  visit(document, {
    Map: (_key, map) => {
      map.flow = isShort(map.items.map((pair) => pair.value));
    },
    Seq: (_key, list) => {
      list.flow = isShort(list.items);
    },
  });
  return document.toString({ lineWidth: 0 });
}

function isShort(values: readonly unknown[]): boolean {
  return values.length <= 5 && values.every((value) => isScalar(value) && String(value.value).length < 40);
}

test.each(scenarios)('%s', (name) => {
  const request = readYaml(join(FOLDER, name, 'request.yaml'));
  const response = run({
    composite: asObject(request.composite),
    policy: asObject(request.policy),
    observed: asObject(request.observed) as unknown as Readonly<Record<string, ObservedState>>,
  });
  const path = join(FOLDER, name, 'response.yaml');
  const text = compactYaml(JSON.parse(JSON.stringify(shown(response))));
  if (process.env.UPDATE_GOLDENS === '1') writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, 'utf8'));
});

test('goldens stay few and small, and each says what it is for', () => {
  expect(scenarios.length).toBeGreaterThan(0);
  expect(scenarios.length).toBeLessThanOrEqual(MOST_SCENARIOS);
  for (const name of scenarios) {
    expect([name, asString(readYaml(join(FOLDER, name, 'request.yaml')).reason)]).toEqual([name, expect.any(String)]);
    for (const file of ['request.yaml', 'response.yaml'])
      expect([name, readFileSync(join(FOLDER, name, file), 'utf8').split('\n').length <= LONGEST_FILE]).toEqual([
        name,
        true,
      ]);
  }
});
