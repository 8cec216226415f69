import { describe, expect, test } from '@jest/globals';
import { asObject, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { type ObservedState, run, type TestResponse } from '../support/run.js';
import { withValue } from '../support/stages.js';
import { binding, clusterReady, POLICY, userSettled } from '../support/states.js';

// What people have reported in public about DigitalOcean's databases in Terraform, in Crossplane and in its own operator, by
// kind. Kinds that have tests of their own elsewhere are not here.

const call = (spec: JsonObject, observed: Readonly<Record<string, ObservedState>>): TestResponse =>
  run({ composite: binding(spec), policy: POLICY, observed });
const sent = ({ composed }: TestResponse, key: string, field: string): Json | undefined =>
  at(composed[key]?.resource, 'spec', 'forProvider', field);
const without = (state: ObservedState, ...fields: readonly string[]): ObservedState =>
  fields.reduce((before, field) => withValue(before, ['status', 'atProvider', field], undefined), state);
const sending = (state: ObservedState, fields: JsonObject): ObservedState =>
  withValue(state, ['spec', 'forProvider'], { ...asObject(at(state.resource, 'spec', 'forProvider')), ...fields });

const NETWORK = 'bfe3479e-c5c8-4a09-a0f4-397a6605cfeb';

describe('a report', () => {
  test('of a cluster whose network is not told, so that it was to be replaced at every plan', () => {
    const privateNetwork = { uuid: NETWORK };
    const silent = sending(without(clusterReady('mongodb'), 'privateNetworkUuid'), { privateNetworkUuid: NETWORK });
    const answer = call({ cluster: { engine: 'mongodb', privateNetwork } }, { cluster: silent });
    expect(sent(answer, 'cluster', 'privateNetworkUuid')).toBe(NETWORK);
    expect(answer.conditions.SpecAccepted?.status).toBe('TRUE');
  });

  test('of a cluster without a private network, which crashed whoever read its address', () => {
    const spec = { cluster: { engine: 'pg' }, users: [{ name: 'orders' }], databases: [] };
    const open = without(clusterReady('pg'), 'privateHost', 'privateNetworkUuid');
    const { composed } = call(spec, { cluster: open, 'user-orders': userSettled('pg', 'orders') });
    const data = asObject(composed['secret-orders']?.resource.data);
    expect(Object.keys(data)).toEqual(expect.arrayContaining(['host', 'uri', 'password']));
    expect(Object.values(data)).not.toContain('');
  });

  test.each([['18:00'], ['18:00:00']])(
    'of a window at %s that was to be changed at every plan: one spelling stays for the other',
    (hour) => {
      const asked = sending(clusterReady('pg'), { maintenanceWindow: [{ day: 'friday', hour: '18:00' }] });
      // DigitalOcean answers with seconds.
      const shown = [{ day: 'friday', hour: '18:00:00' }];
      const cluster = withValue(asked, ['status', 'atProvider', 'maintenanceWindow'], shown);
      const answer = call({ cluster: { engine: 'pg', maintenanceWindow: { day: 'friday', hour } } }, { cluster });
      expect(answer.conditions.ClusterReady?.status).toBe('TRUE');
      expect(sent(answer, 'cluster', 'maintenanceWindow')).toEqual([{ day: 'friday', hour: '18:00' }]);
    },
  );

  test('of sql_require_primary_key, which could not be switched off', () => {
    const spec = { cluster: { engine: 'mysql', configuration: { sqlRequirePrimaryKey: false } } };
    expect(sent(call(spec, { cluster: clusterReady('mysql') }), 'configuration', 'sqlRequirePrimaryKey')).toBe(false);
  });

  test('of pools of an engine that has none, which DigitalOcean refuses with 422', () => {
    const spec = { cluster: { engine: 'mysql' }, connectionPools: [{ name: 'web', size: 5 }] };
    expect(call(spec, { cluster: clusterReady('mysql') }).fatal).toContain('spec.connectionPools');
  });
});
