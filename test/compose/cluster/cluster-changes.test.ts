import { describe, expect, test } from '@jest/globals';
import { asList, asObject, at, type Json, type JsonObject } from '../../../src/lib/json.js';
import { type ObservedState, run, type TestResponse } from '../../support/run.js';
import { binding, clusterReady, POLICY } from '../../support/states.js';

const VPC = 'bfe3479e-c5c8-4a09-a0f4-397a6605cfeb';

/** The running cluster of the tests: pg 17 on one small node with 10240 MiB, in nyc3. */
function running(forProvider: JsonObject = {}): ObservedState {
  const { resource, connectionDetails = {} } = clusterReady('pg');
  const spec = asObject(resource.spec);
  return {
    resource: { ...resource, spec: { ...spec, forProvider: { ...asObject(spec.forProvider), ...forProvider } } },
    connectionDetails,
  };
}

function answerTo(cluster: JsonObject, policy: JsonObject = {}, observed: ObservedState = running()): TestResponse {
  const composite = binding({ cluster: { engine: 'pg', ...cluster } });
  return run({ composite, policy: { ...POLICY, ...policy }, observed: { cluster: observed } });
}

const sent = ({ composed }: TestResponse): Json | undefined => at(composed.cluster?.resource, 'spec', 'forProvider');

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly cluster: JsonObject;
  readonly policy?: JsonObject;
  readonly observed?: ObservedState;
  readonly sent: JsonObject;
  /** What is left out. */
  readonly unsent?: string;
  /** The reason of ClusterReady and what its message holds. */
  readonly says: readonly [reason: string, message: string];
}

const CHANGES: readonly Case[] = [
  {
    name: 'Upgrade',
    reason: 'the next major version',
    cluster: { version: '18' },
    sent: { version: '18' },
    says: ['Upgrading', 'DigitalOcean is changing version from 17 to 18 (spec.cluster.version) in place'],
  },
  {
    name: 'SameVersion',
    reason: 'another spelling of the running version is no upgrade',
    cluster: { version: '17.0' },
    sent: { version: '17' },
    says: ['OpenToInternet', ''],
  },
  {
    name: 'Migration',
    reason: 'a cluster in the default network moves',
    cluster: { region: 'fra1' },
    sent: { region: 'fra1' },
    says: ['Migrating', 'region from nyc3 to fra1 (spec.cluster.region)'],
  },
  {
    name: 'Resize',
    reason: 'several fields at once are one sentence; storage waits for the size, which comes with some',
    cluster: { size: 'db-s-2vcpu-4gb', nodeCount: 2, storageSizeMib: 61440 },
    sent: { size: 'db-s-2vcpu-4gb', nodeCount: 2 },
    unsent: 'storageSizeMib',
    says: ['Resizing', 'nodeCount from 1 to 2 (spec.cluster.nodeCount), storageSizeMib from 10240 to 61440'],
  },
  {
    name: 'Class',
    reason: 'a class that the policy changed moves the cluster, and the binding says which',
    cluster: { class: 'small' },
    policy: { classes: { small: { size: 'db-s-2vcpu-4gb' } } },
    sent: { size: 'db-s-2vcpu-4gb' },
    says: ['ClassChanged', 'size from db-s-1vcpu-1gb to db-s-2vcpu-4gb (policy.classes.small.size)'],
  },
  {
    name: 'DefaultClass',
    reason: 'the default class of the policy counts as asked for, too',
    cluster: {},
    policy: {
      defaults: { cluster: { class: 'small', region: 'nyc3' } },
      classes: { small: { size: 's', nodeCount: 2 } },
    },
    sent: { size: 's', nodeCount: 2 },
    says: [
      'ClassChanged',
      'size from db-s-1vcpu-1gb to s (policy.classes.small.size), nodeCount from 1 to 2 (policy.classes.small.nodeCount)',
    ],
  },
  {
    name: 'Arrived',
    reason: 'what DigitalOcean has finished is no longer reported',
    cluster: { class: 'small', version: '17' },
    policy: { classes: { small: { size: 'db-s-1vcpu-1gb', storageSizeMib: 10240 } } },
    sent: { size: 'db-s-1vcpu-1gb', version: '17' },
    unsent: 'storageSizeMib',
    says: ['OpenToInternet', ''],
  },
  {
    name: 'Default',
    reason: 'a default that changed moves nothing',
    cluster: {},
    policy: { defaults: { cluster: { size: 'db-s-8vcpu-16gb', region: 'fra1' }, versions: { pg: '18' } } },
    sent: { size: 'db-s-1vcpu-1gb', region: 'nyc3', version: '17' },
    says: ['OpenToInternet', ''],
  },
];

describe('a change in place', () => {
  test.each(CHANGES)('$name: $reason', ({ cluster, policy, observed, sent: want, unsent, says: [reason, message] }) => {
    const response = answerTo(cluster, policy, observed);
    expect(sent(response)).toMatchObject(want);
    expect(Object.keys(asObject(sent(response)))).not.toContain(unsent);
    expect(response.conditions.ClusterReady).toMatchObject({
      status: 'TRUE',
      reason,
      message: expect.stringContaining(message),
    });
    expect(response.conditions.SpecAccepted?.reason).toBe('Accepted');
  });

  test('that failed is reported, while the cluster keeps running', () => {
    const cluster = running();
    const failure = {
      type: 'LastAsyncOperation',
      status: 'False',
      reason: 'ApplyFailure',
      message: 'apply failed: 422 (request "1") no capacity in this region',
    };
    const status = asObject(cluster.resource.status);
    const failed = {
      ...cluster,
      resource: { ...cluster.resource, status: { ...status, conditions: [...asList(status.conditions), failure] } },
    };
    expect(answerTo({ size: 'db-s-2vcpu-4gb' }, {}, failed).conditions.ClusterReady).toMatchObject({
      status: 'FALSE',
      reason: 'ChangeFailed',
      message: expect.stringContaining('no capacity in this region'),
    });
  });
});

interface Refused {
  readonly name: string;
  readonly reason: string;
  readonly cluster: JsonObject;
  readonly policy?: JsonObject;
  readonly observed?: ObservedState;
  readonly sent: JsonObject;
  readonly says: readonly [reason: string, message: string];
}

const REFUSED: readonly Refused[] = [
  {
    name: 'Downgrade',
    reason: 'DigitalOcean upgrades only',
    cluster: { version: '16' },
    sent: { version: '17' },
    says: ['UnsupportedChange', 'spec.cluster.version: cannot go back from 17 to 16'],
  },
  {
    name: 'TwoSteps',
    reason: 'one major version at a time',
    cluster: { version: '19' },
    sent: { version: '17' },
    says: [
      'UnsupportedChange',
      'cannot upgrade from 17 to 19 at once: one major version at a time; set it to 18 first',
    ],
  },
  {
    name: 'LessStorage',
    reason: 'storage only grows',
    cluster: { storageSizeMib: 5120 },
    sent: { size: 'db-s-1vcpu-1gb' },
    says: ['UnsupportedChange', 'spec.cluster.storageSizeMib: cannot shrink from 10240 to 5120 MiB'],
  },
  {
    name: 'ClassWithLessStorage',
    reason: 'a class moves as far as it can, and the message says where it is edited',
    cluster: { class: 'small' },
    policy: { classes: { small: { size: 'db-s-2vcpu-4gb', storageSizeMib: 5120 } } },
    sent: { size: 'db-s-2vcpu-4gb' },
    says: ['UnsupportedChange', 'policy.classes.small.storageSizeMib: cannot shrink from 10240 to 5120 MiB'],
  },
  {
    name: 'DowngradeBesideAResize',
    reason: 'the rest of the spec is applied',
    cluster: { version: '16', nodeCount: 2 },
    sent: { version: '17', nodeCount: 2 },
    says: ['UnsupportedChange', 'cannot go back from 17 to 16'],
  },
  {
    name: 'AnotherProject',
    reason: 'fixed at creation',
    cluster: { projectId: VPC },
    sent: { region: 'nyc3' },
    says: ['ImmutableField', 'spec.cluster.projectId: cannot change'],
  },
  {
    name: 'MigrationOutOfANetwork',
    reason: 'a VPC belongs to one region',
    cluster: { region: 'fra1', privateNetwork: { uuid: VPC } },
    observed: running({ privateNetworkUuid: VPC }),
    sent: { region: 'nyc3', privateNetworkUuid: VPC },
    says: ['UnsupportedChange', 'spec.cluster.region: cannot migrate from nyc3 to fra1'],
  },
  {
    name: 'MigrationOutOfANamedNetwork',
    reason: 'also where an adopted cluster was sent none',
    cluster: { region: 'fra1', privateNetwork: { uuid: VPC } },
    sent: { region: 'nyc3' },
    says: ['UnsupportedChange', 'spec.cluster.region: cannot migrate from nyc3 to fra1'],
  },
  {
    name: 'AnotherNetwork',
    reason: 'fixed at creation, by name too',
    cluster: { privateNetwork: { name: 'other' } },
    observed: running({ privateNetworkUuidRef: { name: 'backend' }, privateNetworkUuid: VPC }),
    sent: { privateNetworkUuidRef: { name: 'backend' } },
    says: ['ImmutableField', 'spec.cluster.privateNetwork: cannot change from "backend" to "other"'],
  },
  {
    name: 'RestoreAfterwards',
    reason: 'a backup counts at creation only',
    cluster: { restoreFrom: { databaseName: 'shop-invoices' } },
    sent: { name: 'shop-orders' },
    says: ['ImmutableField', 'spec.cluster.restoreFrom: cannot change from "an empty cluster"'],
  },
];

describe('a change that DigitalOcean cannot make', () => {
  test.each(REFUSED)('$name: $reason', ({ cluster, policy, observed, sent: want, says: [reason, message] }) => {
    const response = answerTo(cluster, { ...policy, references: { backups: ['*'] } }, observed);
    expect(sent(response)).toMatchObject(want);
    expect(response.conditions.SpecAccepted).toMatchObject({
      status: 'FALSE',
      reason,
      message: expect.stringContaining(message),
    });
  });
});

test('a class that the policy changes moves every binding of it, and no other', () => {
  const policy = { ...POLICY, classes: { small: { size: 'db-s-2vcpu-4gb' }, other: { size: 'db-s-1vcpu-1gb' } } };
  const said = (name: string, cluster: JsonObject) => {
    const composite = { ...binding({ cluster: { engine: 'pg', ...cluster } }), metadata: { name, namespace: 'shop' } };
    return run({ composite, policy, observed: { cluster: running() } }).conditions.ClusterReady?.reason;
  };
  expect([said('a', { class: 'small' }), said('b', { class: 'small' })]).toEqual(['ClassChanged', 'ClassChanged']);
  expect([said('c', { class: 'other' }), said('d', {})]).toEqual(['OpenToInternet', 'OpenToInternet']);
});

describe('a backup', () => {
  const restoreFrom = { databaseName: 'shop-invoices', backupCreatedAt: '2026-01-31T02:00:00Z' };
  const composite = binding({ cluster: { engine: 'pg', restoreFrom } });

  test('is what a new cluster starts with, and stays as it was sent', () => {
    const policy = { ...POLICY, references: { backups: ['shop-invoices'] } };
    expect(sent(run({ composite, policy }))).toMatchObject({ backupRestore: [restoreFrom] });
    const observed = { cluster: running({ backupRestore: [restoreFrom] }) };
    const later = run({ composite: binding({ cluster: { engine: 'pg' } }), policy, observed });
    expect(sent(later)).toMatchObject({ backupRestore: [restoreFrom] });
    expect(later.conditions.SpecAccepted?.reason).toBe('Accepted');
  });

  test.each([
    ['of a cluster that the policy does not name', POLICY, composite, 'references.backups'],
    [
      'beside an adoption',
      { ...POLICY, references: { backups: ['*'], uuids: ['*'] } },
      binding({ cluster: { engine: 'pg', restoreFrom, adopt: VPC } }),
      'an adopted cluster already has its data',
    ],
  ])('%s is refused', (_name, policy, asked, message) => {
    expect(run({ composite: asked, policy }).fatal).toContain(message);
  });
});
