import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/lib/json.js';
import { mountsOf } from '../../../tools/status/mounts.js';

const SECRET = 'orders-credentials';

describe('who uses a Secret', () => {
  test.each<{ name: string; spec: JsonObject; want: 'volume' | 'environment' | undefined }>([
    { name: 'a volume', spec: { volumes: [{ secret: { secretName: SECRET } }] }, want: 'volume' },
    {
      name: 'a projected volume, as service bindings make them',
      spec: { volumes: [{ projected: { sources: [{ serviceAccountToken: {} }, { secret: { name: SECRET } }] } }] },
      want: 'volume',
    },
    {
      name: 'all of it as environment',
      spec: { containers: [{ envFrom: [{ secretRef: { name: SECRET } }] }] },
      want: 'environment',
    },
    {
      name: 'one key as environment',
      spec: {
        containers: [
          { env: [{ name: 'A', value: 'b' }, { valueFrom: { secretKeyRef: { name: SECRET, key: 'uri' } } }] },
        ],
      },
      want: 'environment',
    },
    {
      name: 'a migration before the start',
      spec: { containers: [], initContainers: [{ envFrom: [{ secretRef: { name: SECRET } }] }] },
      want: 'environment',
    },
    {
      name: 'both: the volume follows changes',
      spec: {
        volumes: [{ secret: { secretName: SECRET } }],
        containers: [{ envFrom: [{ secretRef: { name: SECRET } }] }],
      },
      want: 'volume',
    },
    { name: 'another Secret', spec: { volumes: [{ secret: { secretName: 'other' } }] }, want: undefined },
    { name: 'a ConfigMap of that name', spec: { volumes: [{ configMap: { name: SECRET } }] }, want: undefined },
    { name: 'nothing', spec: {}, want: undefined },
  ])('$name', ({ spec, want }) => {
    const pod = { metadata: { name: 'web' }, spec, status: { phase: 'Running', startTime: '2026-11-30T00:00:00Z' } };
    const mount = { pod: 'web', phase: 'Running', by: want, started: '2026-11-30T00:00:00Z' };
    expect(mountsOf(SECRET, [pod])).toEqual(want === undefined ? [] : [mount]);
  });

  test('a Pod that nothing has looked at is pending', () => {
    const spec = { volumes: [{ secret: { secretName: SECRET } }] };
    expect(mountsOf(SECRET, [{ metadata: { name: 'web' }, spec }])).toEqual([
      { pod: 'web', phase: 'Pending', by: 'volume', started: '' },
    ]);
  });
});
