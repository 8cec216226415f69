import { describe, expect, test } from '@jest/globals';
import {
  type ImportablePlace,
  observeOnly,
  type Standing,
  standingOf,
} from '../../../src/compose/contents/standing.js';
import { keyOf } from '../../../src/kinds/resource-keys.js';
import { IMPORTED } from '../../../src/observe/presence.js';
import type { ObservedState } from '../../support/run.js';
import { condition, observedResource, resolved, withConditions, withValue } from '../../support/stages.js';
import {
  CLUSTER_ID,
  CREATED_AT,
  databaseLost,
  databaseNameTaken,
  databaseReady,
  NOTE,
  POLICY,
} from '../../support/states.js';

const KEPT: Standing['managementPolicies'] = ['Observe', 'Create', 'Update'];
const ALL: Standing['managementPolicies'] = [...KEPT, 'Delete'];

/** Something named `web`. */
function placeOf(
  kind: ImportablePlace['kind'],
  state: ObservedState | undefined,
  clusterId = CLUSTER_ID,
): ImportablePlace {
  return {
    kind,
    key: keyOf(kind, 'web'),
    clusterId: clusterId || undefined,
    observed: state && observedResource(state),
  };
}

const [IMPORT, MANAGED] = [`${CLUSTER_ID},web`, `${CLUSTER_ID}/database/web`];

const marked = (state: ObservedState, annotation: string, value: string | undefined): ObservedState =>
  withValue(state, ['metadata', 'annotations', annotation], value);
const named = (state: ObservedState, name: string | undefined): ObservedState =>
  marked(state, 'crossplane.io/external-name', name);
const unnoted = (state: ObservedState): ObservedState => marked(state, NOTE, undefined);
const imported = (state: ObservedState): ObservedState => marked(state, NOTE, IMPORTED);

interface Given {
  readonly deletionPolicy?: 'Delete' | 'Orphan';
  readonly guest?: boolean;
}

interface Told extends Omit<Standing, 'note'> {
  readonly imported: boolean;
}

function standing(state: ObservedState | undefined, { deletionPolicy = 'Delete', guest = false }: Given = {}): Told {
  const target = guest ? { clusterRef: { uuid: CLUSTER_ID } } : { cluster: { engine: 'pg' } };
  const policy = { ...POLICY, references: { uuids: ['*'] } };
  const binding = resolved({ spec: { ...target, deletionPolicy }, policy, running: 'pg' });
  return told(standingOf(binding, placeOf('database', state), 'web'));
}

function told({ note, ...rest }: Standing): Told {
  return { ...rest, imported: note === IMPORTED };
}

const taken = databaseNameTaken('web');
/** Only observed, with no answer yet. */
const sought = withConditions(databaseReady('web'));

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly state: ObservedState | undefined;
  readonly given?: Given;
  readonly want: Told;
}

const CASES: readonly Case[] = [
  {
    name: 'New',
    reason: 'the provider creates it, and gives it its name',
    state: undefined,
    want: { externalName: undefined, managementPolicies: KEPT, imported: false },
  },
  {
    name: 'NewOfGuest',
    reason: 'in a cluster that outlives the binding it has to be deleted by itself',
    state: undefined,
    given: { guest: true },
    want: { externalName: undefined, managementPolicies: ALL, imported: false },
  },
  {
    name: 'FoundByGuest',
    reason: 'the provider never began to create it, so it is never deleted by itself, from the first look on',
    state: unnoted(marked(databaseReady('web', ALL), 'crossplane.io/external-create-pending', undefined)),
    given: { guest: true },
    want: { externalName: MANAGED, managementPolicies: KEPT, imported: false },
  },
  {
    name: 'CreatedByGuest',
    reason: 'in a cluster that outlives the binding it has to be deleted by itself',
    state: unnoted(databaseReady('web', ALL)),
    given: { guest: true },
    want: { externalName: MANAGED, managementPolicies: ALL, imported: false },
  },
  {
    name: 'NewOfGuestOrphan',
    reason: 'DigitalOcean keeps it',
    state: undefined,
    given: { guest: true, deletionPolicy: 'Orphan' },
    want: { externalName: undefined, managementPolicies: KEPT, imported: false },
  },
  {
    name: 'NameTaken',
    reason: 'it is in the binding’s own cluster, so it is observed before anything is changed',
    state: taken,
    want: { externalName: IMPORT, managementPolicies: ['Observe'], imported: true },
  },
  {
    name: 'NameTakenOfGuest',
    reason: 'in the cluster of others it may be anybody’s',
    state: taken,
    given: { guest: true },
    want: { externalName: undefined, managementPolicies: ALL, imported: false },
  },
  {
    name: 'Refused',
    reason: 'another refusal does not say that it is there',
    state: withConditions(taken, condition('Synced', 'False', 'create failed: 503')),
    want: { externalName: undefined, managementPolicies: KEPT, imported: false },
  },
  {
    name: 'Sought',
    reason: 'the look is not over',
    state: imported(sought),
    want: { externalName: IMPORT, managementPolicies: ['Observe'], imported: true },
  },
  {
    name: 'SoughtUnderAnError',
    reason: 'an error does not say that it is not there',
    state: withConditions(sought, condition('Synced', 'False', 'observe failed: 401')),
    want: { externalName: IMPORT, managementPolicies: ['Observe'], imported: false },
  },
  {
    name: 'Found',
    reason: 'it is managed from now on, under the name that the provider would have given it',
    state: imported(databaseReady('web')),
    want: { externalName: MANAGED, managementPolicies: KEPT, imported: true },
  },
  {
    name: 'NotFound',
    reason: 'it is created, under the name that it has already',
    state: imported(databaseLost('web')),
    want: { externalName: MANAGED, managementPolicies: KEPT, imported: true },
  },
  {
    name: 'Created',
    reason: 'a name that was desired once stays, or the provider would create it again',
    state: databaseReady('web', KEPT),
    want: { externalName: MANAGED, managementPolicies: KEPT, imported: false },
  },
  {
    name: 'NamedOtherwise',
    reason: 'what the provider calls otherwise it does not find under this name',
    state: named(databaseReady('web', KEPT), 'web'),
    want: { externalName: undefined, managementPolicies: KEPT, imported: false },
  },
];

describe('how something in a cluster is found', () => {
  test.each(CASES)('$name: $reason', ({ state, given, want }) => expect(standing(state, given)).toEqual(want));

  test('is not known without a cluster', () => {
    const binding = resolved({ spec: { cluster: { engine: 'pg' } }, policy: POLICY });
    expect(told(standingOf(binding, placeOf('database', taken, ''), 'web'))).toEqual({
      externalName: undefined,
      managementPolicies: KEPT,
      imported: false,
    });
  });

  test.each<[kind: ImportablePlace['kind'], managed: string, note: string | undefined]>([
    ['database', `${CLUSTER_ID}/database/web`, CREATED_AT],
    ['topic', `${CLUSTER_ID}/topic/web`, CREATED_AT],
    ['pool', `${CLUSTER_ID}/web`, undefined],
    ['replica', `${CLUSTER_ID}/replicas/web`, undefined],
  ])('a %s is named as the provider names it, and noted if it holds data', (kind, managed, note) => {
    const binding = resolved({ spec: { cluster: { engine: 'pg' } }, policy: POLICY });
    const created = placeOf(kind, named(databaseReady('web', KEPT), managed));
    expect(standingOf(binding, created, 'web')).toEqual({ externalName: managed, managementPolicies: KEPT, note });
    expect(observeOnly(created, 'web')).toEqual({ externalName: IMPORT, managementPolicies: ['Observe'] });
  });
});
