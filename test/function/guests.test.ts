import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { asList, asObject, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { type ObservedState, run, type TestRequest, type TestResponse } from '../support/run.js';

// Requests that once took over, revealed or deleted what another namespace has.

const FOLDER = join(import.meta.dirname, '../fixtures/guests');
const read = (name: string): TestRequest => parse(readFileSync(join(FOLDER, `${name}.yaml`), 'utf8'));

/** Whatever a manifest says at a path, under a key. */
const said = ({ composed }: TestResponse, key: string, ...path: readonly string[]): Json | undefined =>
  at(composed[key]?.resource, ...path);
const externalName = (response: TestResponse, key: string): Json | undefined =>
  said(response, key, 'metadata', 'annotations', 'crossplane.io/external-name');
const policies = (response: TestResponse, key: string): Json | undefined =>
  said(response, key, 'spec', 'managementPolicies');
const mayBeDeleted = ({ composed }: TestResponse): readonly string[] =>
  Object.entries(composed).flatMap(([key, { resource }]) =>
    asList(at(resource, 'spec', 'managementPolicies')).includes('Delete') ? [key] : [],
  );

/** The same request once Crossplane has applied what was answered, and without what was left out. */
function applied(request: TestRequest, { composed }: TestResponse): TestRequest {
  const observed = Object.entries(request.observed ?? {}).flatMap(([key, state]): [string, ObservedState][] => {
    const desired = composed[key]?.resource;
    if (!desired) return [];
    const metadata = { ...asObject(state.resource.metadata), ...asObject(desired.metadata) };
    const resource: JsonObject = { ...state.resource, metadata, ...(desired.spec ? { spec: desired.spec } : {}) };
    return [[key, { ...state, resource }]];
  });
  return { ...request, observed: Object.fromEntries(observed) };
}

const [ID, PASSWORD] = ['66bd85d7-5f57-428b-a009-7ac6d0506aad', 'VICTIM-PASSWORD-123'];
const ONLY_LOOK = ['Observe'];

describe('a guest that names a user of another namespace', () => {
  const request = read('a-guest-names-a-user-of-another');

  test.each([
    ['tells nothing', {}],
    ['tells of none', { users: [] }],
    ['tells of another', { users: [{ name: 'payments' }] }],
    ['tells of it', { users: [{ name: 'reports_dashboard' }] }],
  ])('is looked for under a name of its own, where the status of the owner %s', (_what, status) => {
    const [owner = {}] = request.required?.owner ?? [];
    const response = run({ ...request, required: { ...request.required, owner: [{ ...owner, status }] } });
    expect(externalName(response, 'user-reports_dashboard')).toBe(`${ID},evil_reports_dashboard`);
    expect(policies(response, 'user-reports_dashboard')).toEqual(ONLY_LOOK);
    expect(response.fatal).toBeUndefined();
  });

  test.each(['payments', 'orders', 'shop_payments'])(
    'gets a database of its own, whatever the owner has: %s',
    (name) => {
      const { spec } = request.composite;
      const response = run({
        ...request,
        composite: { ...request.composite, spec: { ...asObject(spec), databases: [{ name }] } },
      });
      expect(said(response, `database-${name}`, 'spec', 'forProvider', 'name')).toBe(`evil_${name}`);
    },
  );
});

describe('a guest that has taken a user over, with an earlier version', () => {
  const request = read('a-user-taken-over-before');
  const first = run(request);
  const second = run(applied(request, first));
  const third = run(applied(applied(request, first), second));

  test('loses every right to it first', () => {
    expect(externalName(first, 'user-reports_dashboard')).toBe(`${ID},reports_dashboard`);
    expect(policies(first, 'user-reports_dashboard')).toEqual(ONLY_LOOK);
    expect(said(first, 'user-reports_dashboard', 'spec', 'writeConnectionSecretToRef')).toBeUndefined();
  });

  test('then lets go of it, and looks for one of its own', () => {
    expect(Object.keys(second.composed)).not.toContain('user-reports_dashboard');
    expect(externalName(third, 'user-reports_dashboard')).toBe(`${ID},evil_reports_dashboard`);
  });

  test('may delete nothing that it did not make, not even once', () => {
    expect([first, second, third].map(mayBeDeleted)).toEqual([[], [], []]);
    // The name of what exists stays.
    expect(said(third, 'database-reports_dashboard2', 'spec', 'forProvider', 'name')).toBe('reports_dashboard2');
  });

  test('shows its password in no new Secret', () => {
    const { 'secret-reports_dashboard': _, ...observed } = request.observed ?? {};
    const secrets = Object.entries(run({ ...request, observed }).composed).filter(([key]) => key.startsWith('secret-'));
    expect(secrets).toEqual([]);
    expect(JSON.stringify(first.json.conditions)).not.toContain(PASSWORD);
  });
});

describe('a user that was only observed, and is to be managed', () => {
  const request = read('an-observed-user-to-be-managed');
  const first = run(request);
  const second = run(applied(request, first));

  test('stays somebody else’s, and another one is looked for', () => {
    expect(Object.keys(first.composed)).not.toContain('user-victim');
    expect(externalName(second, 'user-victim')).toBe(`${ID},shop_victim`);
    expect(policies(second, 'user-victim')).toEqual(ONLY_LOOK);
  });

  test('is never given the right to be deleted', () => {
    expect([first, second].map(mayBeDeleted)).toEqual([[], []]);
  });
});
