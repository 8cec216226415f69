import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { CONDITION_TYPES } from '../../src/assess/verdict.js';
import { isEngine } from '../../src/engines/engines.js';
import { asString, at, type Json } from '../../src/lib/json.js';
import { type ObservedState, run, type TestResponse } from '../support/run.js';
import { binding, POLICY } from '../support/states.js';

// The states the real provider left are not part of this repository; where they are at hand, all of them are shown to
// the function.
const FOLDER = join(import.meta.dirname, '../../../shared/provider-states');
const available = existsSync(FOLDER);
const files = available ? readdirSync(FOLDER).filter((file) => file.endsWith('.yaml')) : ['none'];

/** What the provider names a user or database in a recording, and the key that it has with us. */
const KEYS: Readonly<Record<string, string>> = { Cluster: 'cluster', User: 'user-app', DB: 'database-orders' };

function recorded(file: string): ObservedState {
  return parse(readFileSync(join(FOLDER, file), 'utf8')) as ObservedState;
}

function keyOf({ resource }: ObservedState): string {
  return KEYS[asString(resource.kind) ?? ''] ?? `other-${asString(resource.kind)?.toLowerCase()}`;
}

function engineOf(file: string, { resource }: ObservedState): string {
  const engine = asString(at(resource, 'status', 'atProvider', 'engine')) ?? file.split('-')[1];
  return isEngine(engine) ? engine : 'pg';
}

function shown(file: string, more: Readonly<Record<string, ObservedState>> = {}): TestResponse {
  const state = recorded(file);
  const engine = engineOf(file, state);
  const spec: Record<string, Json> = { cluster: { engine } };
  if (engine !== 'valkey') spec.users = [{ name: 'app' }];
  return run({ composite: binding(spec), policy: POLICY, observed: { ...more, [keyOf(state)]: state } });
}

function expectSensible(file: string, response: TestResponse): void {
  const { resource } = recorded(file);
  expect(response.fatal).toBeUndefined();
  expect(Object.keys(response.conditions).sort()).toEqual([...CONDITION_TYPES].sort());
  for (const { status, reason, message } of Object.values(response.conditions)) {
    expect(['TRUE', 'FALSE']).toContain(status);
    expect(reason).toMatch(/^[A-Z][A-Za-z]+$/);
    expect(message).not.toMatch(/\n|request "|undefined|null|\[object/);
  }
  if (KEYS[asString(resource.kind) ?? '']) expect(Object.keys(response.composed)).toContain(keyOf(recorded(file)));
}

(available ? describe : describe.skip)('recorded provider states, where ../shared has them', () => {
  test.each(files)('%s alone', (file) => expectSensible(file, shown(file)));

  test.each(files.filter((file) => file.startsWith('user-')))('%s in a cluster that is ready', (file) => {
    const cluster = files.find((name) => name === `cluster-${engineOf(file, recorded(file))}-ready.yaml`);
    expectSensible(file, shown(file, cluster === undefined ? {} : { cluster: recorded(cluster) }));
  });

  test.each([
    ['cluster-pg-creating.yaml', 'Creating'],
    ['cluster-rejected.yaml', 'CreationFailed'],
    ['cluster-pg-ready.yaml', 'OpenToInternet'],
    ['cluster-mysql-ready.yaml', 'OpenToInternet'],
    ['cluster-mongodb-ready.yaml', 'OpenToInternet'],
    ['cluster-valkey-ready.yaml', 'OpenToInternet'],
    ['cluster-kafka-ready.yaml', 'OpenToInternet'],
    ['cluster-opensearch-ready.yaml', 'OpenToInternet'],
  ])('%s is %s', (file, reason) => expect(shown(file).conditions.ClusterReady?.reason).toBe(reason));

  test.each([
    ['user-pg-creating.yaml', 'Creating'],
    ['user-pg-stuck.yaml', 'Creating'],
    ['user-mysql-stuck.yaml', 'Creating'],
    ['user-kafka-stuck.yaml', 'Creating'],
    ['user-opensearch-stuck.yaml', 'Creating'],
    ['user-mongodb-settled.yaml', 'Available'],
    ['user-pg-observed.yaml', 'Available'],
    ['user-observe-wrong-name.yaml', 'ProviderError'],
  ])('%s is %s', (file, reason) => expect(shown(file).conditions.UsersReady?.reason).toBe(reason));
});
