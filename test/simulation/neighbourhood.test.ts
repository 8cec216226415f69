import { describe, expect, test } from '@jest/globals';
import { cloudBefore } from '../../simulation/elsewhere.js';
import { neighbourhoods } from '../../simulation/neighbourhood.js';
import { bindingName } from '../../simulation/world.js';
import type { JsonObject } from '../../src/lib/json.js';

const ID = '9cc10173-e9ea-4176-9dbc-a4cee4c4ff30';

function binding(name: string, spec: JsonObject, namespace = 'shop'): JsonObject {
  return { apiVersion: 'example.org/v1', kind: 'DatabaseBinding', metadata: { name, namespace }, spec };
}

const owner = binding('owner', { cluster: { engine: 'pg' } });
const near = binding('near', { clusterRef: { binding: { name: 'owner' } } });
const far = binding('far', { clusterRef: { binding: { name: 'owner', namespace: 'shop' } } }, 'billing');
const sole = binding('sole', { cluster: { engine: 'pg' } });
const byUuid = binding('by-uuid', { clusterRef: { uuid: ID } });
const adopter = binding('adopter', { cluster: { engine: 'mysql', adopt: ID } }, 'billing');
const byCluster = binding('by-cluster', { clusterRef: { cluster: { name: 'theirs' } } });
const theirs: JsonObject = { kind: 'Cluster', metadata: { name: 'theirs', namespace: 'shop' } };
const another: JsonObject = { kind: 'Cluster', metadata: { name: 'theirs', namespace: 'billing' } };

interface Row {
  readonly name: string;
  readonly bindings: readonly JsonObject[];
  readonly want: readonly (readonly string[])[];
}

const ROWS: readonly Row[] = [
  { name: 'Strangers', bindings: [owner, sole], want: [['shop/owner'], ['shop/sole']] },
  {
    name: 'OwnerAndSharers',
    bindings: [owner, sole, near, far],
    want: [['shop/owner', 'shop/near', 'billing/far'], ['shop/sole']],
  },
  { name: 'OwnerLast', bindings: [near, far, owner], want: [['shop/near', 'billing/far', 'shop/owner']] },
  { name: 'OwnerElsewhere', bindings: [near, sole], want: [['shop/near'], ['shop/sole']] },
  { name: 'OneUuid', bindings: [byUuid, adopter], want: [['shop/by-uuid', 'billing/adopter']] },
  { name: 'OneNameTwice', bindings: [sole, sole], want: [['shop/sole'], ['shop/sole']] },
  {
    name: 'SameNameElsewhere',
    bindings: [owner, binding('owner', {}, 'billing')],
    want: [['shop/owner'], ['billing/owner']],
  },
];

describe('neighbourhoods', () => {
  test.each(ROWS)('$name', ({ bindings, want }) => {
    const found = neighbourhoods({ bindings, objects: [] });
    expect(found.map(({ first, others }) => [first, ...others].map(bindingName))).toEqual(want);
  });

  test('have the Cluster resource that a binding names in its namespace, no other', () => {
    const [found] = neighbourhoods({ bindings: [byCluster], objects: [theirs, another] });
    expect(found?.objects).toEqual([theirs]);
  });

  test('have every ConfigMap and Secret, which any binding may need', () => {
    const both = ['ConfigMap', 'Secret'].map((kind) => ({ kind, metadata: { name: 'ca', namespace: 'platform' } }));
    expect(neighbourhoods({ bindings: [byCluster], objects: both })[0]?.objects).toEqual(both);
  });
});

describe('the DigitalOcean before', () => {
  test('has each cluster that is named by its UUID once, of the engine that is said first', () => {
    const { clusters } = cloudBefore([adopter, byUuid, owner]);
    expect([...clusters].map(([id, { fields }]) => [id, fields.engine])).toEqual([[ID, 'mysql']]);
  });

  test('has the users that are observed, not those that are made', () => {
    const users = [{ name: 'old', mode: 'Observe' }, { name: 'new' }];
    const { clusters } = cloudBefore([binding('a', { clusterRef: { uuid: ID }, users })]);
    expect([...(clusters.get(ID)?.users.keys() ?? [])]).toEqual(['doadmin', 'old']);
  });

  test('does not care about engines that never were', () => {
    expect(cloudBefore([binding('a', { clusterRef: { uuid: ID, engine: 'oracle' } })]).clusters.size).toBe(1);
  });
});
