import { describe, expect, test } from '@jest/globals';
import type { Binding } from '../../../src/api/binding.js';
import { composeUsers, foreignUsers } from '../../../src/compose/contents/compose-users.js';
import type { Engine } from '../../../src/gen/binding.js';
import { asList, at, type Json, type JsonObject } from '../../../src/lib/json.js';
import { composingOf } from '../../support/composing.js';
import { factsOf, type Observed, resolved, sentence, withValue } from '../../support/stages.js';
import {
  CLUSTER_ID,
  clusterReady,
  POLICY,
  userFound,
  userFree,
  userLost,
  userObserved,
  userOfGuest,
  userSettled,
  userTakenOver,
  watchGone,
  watchReady,
} from '../../support/states.js';

const REFERENCING = { ...POLICY, references: { uuids: ['*'] } };

function guest(engine: Engine, users: Json, spec: JsonObject = {}): Binding {
  return resolved({ spec: { ...spec, clusterRef: { uuid: CLUSTER_ID }, users }, policy: REFERENCING, running: engine });
}

function owner(engine: Engine, users: Json): Binding {
  return resolved({ spec: { cluster: { engine }, users }, policy: POLICY });
}

function compose(binding: Binding, observed: Observed, taken: readonly string[] = []) {
  const facts = factsOf({ cluster: clusterReady('pg'), ...observed });
  const refusal = { reason: 'AlreadyManaged', path: 'spec.users', message: 'taken' } as const;
  const composing = { ...composingOf(binding, facts, true), taken: new Map(taken.map((key) => [key, refusal])) };
  composeUsers(composing);
  const objects = Object.fromEntries(
    [...composing.objects].map(([key, object]) => [
      key,
      [
        asList(at(object, 'spec', 'managementPolicies')).join(' '),
        at(object, 'metadata', 'annotations', 'crossplane.io/external-name'),
      ],
    ]),
  );
  return { refusals: composing.refusals, objects, foreign: foreignUsers(binding, facts) };
}

const GUEST = `${CLUSTER_ID},shop_web`;

describe('the users of a guest', () => {
  test.each<{ name: string; reason: string; observed: Observed; want: Json }>([
    {
      name: 'New',
      reason: 'looked for under a name that is no other namespace’s',
      observed: {},
      want: { 'user-web': ['Observe', GUEST] },
    },
    {
      name: 'Free',
      reason: 'made under that name',
      observed: { 'user-web': userFree('shop_web') },
      want: { 'user-web': ['Observe Create Update', 'shop_web'] },
    },
    {
      name: 'JustMade',
      reason: 'it gets the right to be deleted, and is watched once it has it',
      observed: { 'user-web': userSettled('pg', 'shop_web') },
      want: { 'user-web': ['Observe Delete', GUEST] },
    },
    {
      name: 'Made',
      reason: 'the provider reports no loss of what it may delete, so a watch observes it',
      observed: { 'user-web': userOfGuest('pg', 'shop_web') },
      want: { 'user-web': ['Observe Delete', GUEST], 'watch-web': ['Observe', GUEST] },
    },
    {
      name: 'Watched',
      reason: 'the same state gives the same manifests',
      observed: { 'user-web': userOfGuest('pg', 'shop_web'), 'watch-web': watchReady('shop_web') },
      want: { 'user-web': ['Observe Delete', GUEST], 'watch-web': ['Observe', GUEST] },
    },
    {
      name: 'Lost',
      reason: 'created again; its watch is left out, and created again afterwards',
      observed: { 'user-web': userOfGuest('pg', 'shop_web'), 'watch-web': watchGone('shop_web') },
      want: { 'user-web': ['Observe Create Update', 'shop_web'] },
    },
    {
      name: 'Found',
      reason: 'somebody else’s is not watched',
      observed: { 'user-web': userFound('shop_web') },
      want: { 'user-web': ['Observe', GUEST] },
    },
  ])('$name: $reason', ({ observed, want }) =>
    expect(compose(guest('pg', [{ name: 'web' }]), observed).objects).toEqual(want),
  );

  test('are not watched where DigitalOcean keeps them: a look alone tells the loss', () => {
    const binding = guest('pg', [{ name: 'web' }], { deletionPolicy: 'Orphan' });
    const observed = { 'user-web': userOfGuest('pg', 'shop_web'), 'watch-web': watchReady('shop_web') };
    expect(compose(binding, observed).objects).toEqual({ 'user-web': ['Observe', GUEST] });
  });

  test('are deleted under the name that they have at DigitalOcean', () => {
    const binding = guest('pg', [{ name: 'api' }]);
    const observed = { 'user-web': userSettled('pg', 'shop_web'), 'user-old': userSettled('pg', 'old') };
    expect(compose(binding, observed).objects).toEqual({
      'user-api': ['Observe', `${CLUSTER_ID},shop_api`],
      'user-old': ['Observe Delete', `${CLUSTER_ID},old`],
      'user-web': ['Observe Delete', GUEST],
    });
    const leaving = { 'user-web': userOfGuest('pg', 'shop_web'), 'watch-web': watchReady('shop_web') };
    expect(Object.keys(compose(binding, leaving).objects)).toEqual(['user-api']);
  });
});

describe('a user that left the list', () => {
  const binding = owner('pg', [{ name: 'api' }]);
  const secret = { resource: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'orders-web-credentials' } } };
  const left = (observed: Observed): Json | undefined => Object(compose(binding, observed).objects)['user-web'];

  test('stays as long as there is a Secret of it, since somebody may be connected', () => {
    const settled = userSettled('pg', 'web');
    expect(left({ 'user-web': settled, 'secret-web': secret })).toEqual(['Observe', `${CLUSTER_ID},web`]);
    expect(left({ 'user-web': settled })).toEqual(['Observe Delete', `${CLUSTER_ID},web`]);
  });

  test('is not deleted if somebody else made it, whether there is a Secret of it or not', () => {
    const found = userObserved('pg', 'web');
    expect(left({ 'user-web': found, 'secret-web': secret })).toEqual(['Observe', `${CLUSTER_ID},web`]);
    expect(left({ 'user-web': found })).toBeUndefined();
  });
});

describe('the users of the binding’s own cluster', () => {
  test('are deleted with it: none may be deleted by itself, and none is watched', () => {
    const { objects } = compose(owner('pg', [{ name: 'web' }]), { 'user-web': userSettled('pg', 'web') });
    expect(objects).toEqual({ 'user-web': ['Observe', `${CLUSTER_ID},web`] });
  });

  test('are not composed under the name of another binding’s', () => {
    expect(compose(owner('pg', [{ name: 'web' }, { name: 'api' }]), {}, ['user-web']).objects).toEqual({
      'user-api': ['Observe', `${CLUSTER_ID},api`],
    });
  });

  test('are told apart from their watches', () => {
    const { objects } = compose(owner('pg', [{ name: 'api' }]), { 'watch-web': watchReady('web') });
    expect(Object.keys(objects)).toEqual(['user-api']);
  });
});

describe('a user that somebody else made', () => {
  const refusals = (binding: Binding, observed: Observed): readonly string[] =>
    compose(binding, observed).refusals.map((refusal) => `${refusal.reason} ${sentence(refusal)}`);

  test.each<{ name: string; reason: string; binding: Binding; observed: Observed; want: readonly string[] }>([
    {
      name: 'OwnCluster',
      reason: 'all three alternatives',
      binding: owner('pg', [{ name: 'api' }, { name: 'web' }]),
      observed: { 'user-web': userFound('web') },
      want: [
        'AlreadyExists spec.users[1]: user "web" exists at DigitalOcean already, and this binding did not create it, so it is not taken over: choose another name, delete that user at DigitalOcean, or set mode: Observe to have it read as it is',
      ],
    },
    {
      name: 'Unreadable',
      reason: 'its password is shown to nobody, so observing it is no alternative',
      binding: owner('mongodb', [{ name: 'web' }]),
      observed: { 'user-web': userFound('web') },
      want: [
        'AlreadyExists spec.users[0]: user "web" exists at DigitalOcean already, and this binding did not create it, so it is not taken over: choose another name, delete that user at DigitalOcean',
      ],
    },
    {
      name: 'TakenOver',
      reason: 'somebody created it between the look and the creation',
      binding: owner('pg', [{ name: 'web' }]),
      observed: { 'user-web': userTakenOver('pg', 'web') },
      want: [expect.stringMatching(/^AlreadyExists /) as unknown as string],
    },
    {
      name: 'OfGuest',
      reason: 'named as it is at DigitalOcean',
      binding: guest('pg', [{ name: 'web' }]),
      observed: { 'user-web': userFound('shop_web') },
      want: [expect.stringContaining('user "shop_web" exists') as unknown as string],
    },
    {
      name: 'Observed',
      reason: 'that is what was asked for',
      binding: owner('pg', [{ name: 'web', mode: 'Observe' }]),
      observed: { 'user-web': userObserved('pg', 'web') },
      want: [],
    },
    {
      name: 'Ours',
      reason: 'made for this binding',
      binding: owner('pg', [{ name: 'web' }]),
      observed: { 'user-web': userSettled('pg', 'web') },
      want: [],
    },
    {
      name: 'OursLost',
      reason: 'made for this binding, and made again',
      binding: owner('pg', [{ name: 'web' }]),
      observed: { 'user-web': userLost('pg', 'web') },
      want: [],
    },
  ])('$name: $reason', ({ binding, observed, want }) => expect(refusals(binding, observed)).toEqual(want));

  test('is listed by its name in the spec, and only if it was to be created', () => {
    const observed = { 'user-web': userFound('web'), 'user-api': userFound('api'), 'user-gone': userFound('gone') };
    const users = [{ name: 'web' }, { name: 'api', mode: 'Observe' }, { name: 'new' }];
    expect([...compose(owner('pg', users), observed).foreign]).toEqual(['web']);
  });

  test('is not compared with the settings', () => {
    const state = withValue(userFound('web'), ['spec', 'forProvider', 'mysqlAuthPlugin'], 'caching_sha2_password');
    const binding = owner('mysql', [{ name: 'web', mysqlAuthPlugin: 'mysql_native_password' }]);
    expect(compose(binding, { 'user-web': state }).refusals.map(({ reason }) => reason)).toEqual(['AlreadyExists']);
  });
});
