import { expect, test } from '@jest/globals';
import { asObject, type JsonObject } from '../../../src/lib/json.js';
import type { Answer } from '../../../tools/kubernetes/cluster-reader.js';
import { type PartState, partOf } from '../../../tools/status/part.js';
import { RECORDINGS, recorded } from '../../support/recorded-states.js';

/** What the real provider left that is not simply ready. */
const RECORDED: Readonly<Record<string, readonly [PartState, RegExp]>> = {
  'cluster-pg-creating': ['waiting', /^its provider has not looked at it$/],
  'cluster-rejected': ['failing', /\(spec\.cluster\.region\): 422 invalid region/],
  'cluster-tainted': ['failing', /spec\.cluster\.evictionPolicy/],
  'cluster-window-removed': ['failing', /the Terraform provider crashed/],
  'cluster-without-version': ['failing', /set spec\.cluster\.version/],
  'database-name-taken': ['failing', /choose another name/],
  'database-lost-answer': ['failing', /choose another name/],
  'user-pg-creating': ['waiting', /^its provider has not looked at it$/],
  'user-kafka-stuck': ['waiting', /^it settles$/],
  'user-mysql-stuck': ['waiting', /^it settles$/],
  'user-opensearch-stuck': ['waiting', /^it settles$/],
  'user-pg-stuck': ['waiting', /^it settles$/],
  'user-lost-observe': ['failing', /does not exist/],
  'user-observe-absent': ['failing', /does not exist/],
  'user-observe-wrong-name': ['failing', /external-name/],
  'user-policies-unsupported': ['failing', /not supported/],
};

test.each(RECORDINGS)('%s, as the real provider left it', (name) => {
  const [state, message] = RECORDED[name] ?? ['ready', /^$/];
  const object = recorded(name).resource;
  expect(see({ state: 'found', value: object })).toMatchObject({ state, message: expect.stringMatching(message) });
});

test.each<{ name: string; reason: string; found: Answer<JsonObject>; want: JsonObject }>([
  {
    name: 'Missing',
    reason: 'Crossplane refers to it and it is not there',
    found: { state: 'absent' },
    want: { key: 'made', state: 'missing', message: 'it is not there' },
  },
  {
    name: 'Hidden',
    reason: 'tenants may not read the resources of the provider',
    found: { state: 'refused', why: 'clusters is forbidden' },
    want: { key: 'made', state: 'hidden', message: 'clusters is forbidden' },
  },
  {
    name: 'Deleting',
    reason: 'it still says Ready',
    found: { state: 'found', value: withMetadata({ deletionTimestamp: '2026-11-30T00:00:00Z' }) },
    want: { key: 'made', state: 'deleting', since: '2026-11-30T00:00:00Z' },
  },
  {
    name: 'Named',
    reason: 'people know it by its resource key',
    found: {
      state: 'found',
      value: withMetadata({ annotations: { 'crossplane.io/composition-resource-name': 'user-app' } }),
    },
    want: { key: 'user-app', state: 'ready' },
  },
])('$name: $reason', ({ found, want }) => {
  expect(see(found)).toMatchObject(want);
});

function see(found: Answer<JsonObject>) {
  const kind = found.state === 'found' ? String(found.value.kind) : 'Cluster';
  return partOf({ kind, namespace: 'shop', name: 'made', found });
}

function withMetadata(metadata: JsonObject): JsonObject {
  const ready = asObject(recorded('cluster-pg-ready').resource);
  return { ...ready, metadata };
}
