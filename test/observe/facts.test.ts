import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/lib/json.js';
import { secretValues } from '../../src/observe/secret-values.js';
import type { ObservedState } from '../support/run.js';
import { factsOf, type Observed, withDetails, withValue } from '../support/stages.js';
import {
  CLUSTER_ID,
  clusterReady,
  databaseReady,
  firewallReady,
  NEW_CLUSTER_ID,
  NOTE,
  PASSWORDS,
  userFree,
  userOfGuest,
  userSettled,
  watchGone,
  watchReady,
} from '../support/states.js';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const secret: JsonObject = { apiVersion: 'v1', kind: 'Secret', data: { password: base64('in-a-Secret') } };

describe('gatherFacts', () => {
  test.each<{ name: string; reason: string; key: string; resource: JsonObject; want: 'own' | 'foreign' | 'neither' }>([
    { name: 'Cluster', reason: 'ours', key: 'cluster', resource: clusterReady('pg').resource, want: 'own' },
    { name: 'User', reason: 'ours', key: 'user-web', resource: userSettled('pg', 'web').resource, want: 'own' },
    { name: 'Watch', reason: 'ours', key: 'watch-web', resource: watchReady('web').resource, want: 'own' },
    { name: 'Database', reason: 'ours', key: 'database-web', resource: databaseReady('web').resource, want: 'own' },
    { name: 'Secret', reason: 'ours', key: 'secret-web', resource: secret, want: 'own' },
    {
      name: 'LegacyFamily',
      reason: 'ours in either family',
      key: 'cluster',
      resource: { apiVersion: 'database.digitalocean.crossplane.io/v1alpha1', kind: 'Cluster' },
      want: 'own',
    },
    {
      name: 'AnotherGroup',
      reason: 'a Cluster of another provider',
      key: 'cluster',
      resource: { apiVersion: 'eks.aws.example.org/v1', kind: 'Cluster' },
      want: 'foreign',
    },
    {
      name: 'AnotherKind',
      reason: "another function's resource under a key like ours",
      key: 'database-schema',
      resource: { apiVersion: 'v1', kind: 'ConfigMap' },
      want: 'foreign',
    },
    { name: 'NoKind', reason: 'nobody knows whose it is', key: 'secret-web', resource: {}, want: 'foreign' },
    { name: 'AnotherKey', reason: 'none of our business', key: 'bucket', resource: secret, want: 'neither' },
    { name: 'KeyInside', reason: 'only the beginning counts', key: 'my-user-web', resource: secret, want: 'neither' },
    { name: 'KeyOfTheCluster', reason: 'the cluster has one key', key: 'cluster-2', resource: secret, want: 'neither' },
  ])('$name: $reason', ({ key, resource, want }) => {
    const { resources, foreign } = factsOf({ [key]: { resource } });
    expect([resources.has(key), foreign.has(key)]).toEqual([want === 'own', want === 'foreign']);
  });

  test('the order on the wire does not count', () => {
    const [a, b] = [databaseReady('a'), databaseReady('b')];
    const keys = (observed: Parameters<typeof factsOf>[0]): readonly string[] => [
      ...factsOf(observed).resources.keys(),
    ];
    expect(keys({ 'database-b': b, 'database-a': a })).toEqual(keys({ 'database-a': a, 'database-b': b }));
  });
});

describe('the facts of users', () => {
  test('go by their names in the spec, and by what looks beside them', () => {
    const { users } = factsOf({
      'user-web': userSettled('pg', 'web'),
      'user-guest': userOfGuest('pg', 'shop_guest'),
      'watch-guest': watchGone('shop_guest'),
      'user-constructor': userFree('constructor'),
      'watch-nobody': watchReady('nobody'),
    });
    expect([...users]).toEqual([
      ['constructor', 'free'],
      ['guest', 'lost'],
      ['web', 'made'],
    ]);
  });
});

/** A resource of the provider, as far as the facts are read of it. */
function resource(kind: string, forProvider: JsonObject = {}, atProvider: JsonObject = {}): ObservedState {
  const apiVersion = 'database.digitalocean.m.crossplane.io/v1alpha1';
  return { resource: { apiVersion, kind, spec: { forProvider }, status: { atProvider } } };
}

describe('what goes by its name in the spec', () => {
  test('a Secret by its user, whatever name it has of its own', () => {
    const keys = ['secret-web', 'secret-web-2', 'secret-web:backup', 'secret-constructor:web'];
    const { secrets } = factsOf(Object.fromEntries(keys.map((key) => [key, { resource: secret }])));
    expect([...secrets].map(([user, own]) => [user, own.map(([key]) => key)])).toEqual([
      ['constructor', ['secret-constructor:web']],
      ['web', ['secret-web', 'secret-web:backup']],
      ['web-2', ['secret-web-2']],
    ]);
  });

  test('a pool in each of its generations', () => {
    const keys = ['pool-web', 'pool-web.2', 'pool-web-2', 'pool-web.02', 'pool-Web'];
    const { pools } = factsOf(Object.fromEntries(keys.map((key) => [key, resource('ConnectionPool')])));
    expect(pools.map(({ pool, generation, name }) => [pool, generation, name])).toEqual([
      ['web', 1, 'web'],
      ['web-2', 1, 'web-2'],
      ['web', 2, 'web_2'],
    ]);
  });

  test('a replica', () => {
    const { replicas } = factsOf({
      'replica-eu': resource('Replica', { size: 'small' }, { uuid: 'b', size: 'large' }),
    });
    expect(replicas.get('eu')).toMatchObject({ uuid: 'b', size: 'large', host: undefined });
  });
});

describe('what is stranded', () => {
  const replica = (uuid: string): ObservedState => resource('Replica', { clusterId: CLUSTER_ID }, { uuid });
  const rules = (clusterId: string): ObservedState => resource('Firewall', { clusterId });
  const cluster = clusterReady('pg', CLUSTER_ID);

  test.each<{ name: string; reason: string; observed: Observed; want: Readonly<Record<string, string>> }>([
    {
      name: 'AtHome',
      reason: 'all lies where it should',
      observed: { cluster, firewall: rules(CLUSTER_ID), 'replica-eu': replica('b'), 'firewall-eu': rules('b') },
      want: {},
    },
    {
      name: 'InAnotherCluster',
      reason: "the binding's is another one by now",
      observed: { cluster, 'user-web': elsewhere(userSettled('pg', 'web')), firewall: rules(NEW_CLUSTER_ID) },
      want: { firewall: CLUSTER_ID, 'user-web': CLUSTER_ID },
    },
    {
      name: 'ReplicaMadeAnew',
      reason: 'the rules of a replica belong to it, not to the cluster',
      observed: { cluster, 'replica-eu': replica('b'), 'firewall-eu': rules('a') },
      want: { 'firewall-eu': 'b' },
    },
    {
      name: 'NoReplica',
      reason: 'nobody knows where its rules should be',
      observed: { cluster, 'firewall-eu': rules('a') },
      want: {},
    },
    {
      name: 'NoCluster',
      reason: 'nobody knows where users should be',
      observed: { 'user-web': userSettled('pg', 'web') },
      want: {},
    },
  ])('$name: $reason', ({ observed, want }) => expect(Object.fromEntries(factsOf(observed).stranded)).toEqual(want));
});

describe('a cluster without a note', () => {
  const unnoted = (id: string): ObservedState =>
    withValue(clusterReady('pg', id), ['metadata', 'annotations', NOTE], undefined);
  const replaced = (observed: Observed): string | undefined => {
    const { cluster } = factsOf(observed);
    return cluster.state === 'created' ? cluster.replaced : undefined;
  };

  test.each<{ name: string; reason: string; observed: Observed; want: string | undefined }>([
    {
      name: 'UserElsewhere',
      reason: 'it was made in a cluster that is gone',
      observed: { cluster: unnoted(NEW_CLUSTER_ID), 'user-web': userSettled('pg', 'web') },
      want: CLUSTER_ID,
    },
    {
      name: 'DatabaseElsewhere',
      reason: 'it was made in a cluster that is gone',
      observed: { cluster: unnoted(NEW_CLUSTER_ID), 'database-web': databaseReady('web') },
      want: CLUSTER_ID,
    },
    {
      name: 'AllAtHome',
      reason: 'nothing was lost',
      observed: { cluster: unnoted(CLUSTER_ID), 'user-web': userSettled('pg', 'web') },
      want: undefined,
    },
    { name: 'Alone', reason: 'nothing tells', observed: { cluster: unnoted(NEW_CLUSTER_ID) }, want: undefined },
    {
      name: 'FirewallElsewhere',
      reason: 'rules hold no data, and follow by themselves',
      observed: {
        cluster: unnoted(NEW_CLUSTER_ID),
        firewall: firewallReady({ kind: 'Firewall', spec: { forProvider: { clusterId: CLUSTER_ID } } }),
      },
      want: undefined,
    },
  ])('$name: $reason', ({ observed, want }) => expect(replaced(observed)).toBe(want));

  test('the note counts where there is one', () => {
    const observed = { cluster: clusterReady('pg', CLUSTER_ID), 'user-web': elsewhere(userSettled('pg', 'web')) };
    expect(replaced(observed)).toBeUndefined();
  });
});

function elsewhere(user: ObservedState): ObservedState {
  return withValue(user, ['spec', 'forProvider', 'clusterId'], NEW_CLUSTER_ID);
}

describe('secretValues', () => {
  test('has every password and private key that was observed', () => {
    const kafka = withDetails(userSettled('kafka', 'web'), {
      'attribute.password': PASSWORDS.user,
      'attribute.access_key': 'a private key',
      'attribute.access_cert': 'a certificate is public',
    });
    const opensearch = withDetails(clusterReady('opensearch'), {
      'attribute.password': PASSWORDS.cluster,
      'attribute.ui_password': 'of the dashboards',
    });
    const key = { ...secret, data: { 'private-key': base64('kept key'), host: base64('public-host') } };
    const values = secretValues(
      factsOf({
        cluster: opensearch,
        'user-web': kafka,
        'secret-web': { resource: secret },
        'secret-b': { resource: key },
      }).resources.values(),
    );
    expect([...values].sort()).toEqual(
      [PASSWORDS.cluster, PASSWORDS.user, 'a private key', 'in-a-Secret', 'kept key', 'of the dashboards'].sort(),
    );
  });
});
