import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { requestBytes } from '../../bench/requests/requests.js';
import { jobDifferences } from '../../bench/runs/same-job.js';
import { GO_FUNCTIONS } from '../../bench/servers/contestants.js';
import { ownRequests } from '../../bench/servers/own-request.js';
import { asObject } from '../../src/lib/json.js';
import { decodeToJson } from '../contract/proto-json.js';
import { loadProtocol } from '../contract/protocol.js';

const REQUEST = loadProtocol('v1').lookupType('RunFunctionRequest');

const cluster = {
  ready: true,
  resource: { kind: 'Cluster', spec: { size: 'small', tags: ['a', 'b'] }, metadata: { annotations: {} } },
};

describe('a peer', () => {
  test.each([
    ['writes the same', { cluster }, []],
    ['writes less', { cluster: { ready: true, resource: { kind: 'Cluster' } } }, []],
    [
      'names what Crossplane has named',
      { cluster: { ready: true, resource: { metadata: { name: 'orders-abc12', namespace: 'shop', labels: {} } } } },
      [],
    ],
    [
      'writes something else',
      { cluster: { ready: true, resource: { spec: { size: 'large', tags: ['a'], nodeCount: 1 } } } },
      ['cluster.spec.size: "large"', 'cluster.spec.tags: ["a"]', 'cluster.spec.nodeCount: 1'],
    ],
    ['finds it unready', { cluster: { ...cluster, ready: false } }, ['cluster: ready is false']],
    ['leaves one out', {}, ['cluster: missing']],
    ['has one more', { cluster, user: cluster }, ['user: not expected']],
  ])('that %s', (_reason, composed, want) => {
    expect(jobDifferences(composed, { cluster })).toEqual(want);
  });
});

describe('a peer whose program comes as the input of its step', () => {
  const request = requestBytes('steady');

  test.each(GO_FUNCTIONS)('%s is sent that, and all else as it is', (name) => {
    const own = ownRequests(name, join(import.meta.dirname, '../../bench'));
    const [sent, given] = [own(request), request].map((bytes) => asObject(decodeToJson(REQUEST, bytes)));
    expect(sent).toEqual({ ...given, input: expect.objectContaining({ apiVersion: expect.any(String) }) });
    expect(sent?.input).not.toEqual(given?.input);
    expect(own(request)).toBe(own(request));
  });

  test('others are sent what the function is', () => {
    expect(ownRequests('typescript', '')(request)).toBe(request);
  });
});
