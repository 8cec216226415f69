import { describe, expect, test } from '@jest/globals';
import { CONTENT_NAMES, type ContentField } from '../../src/engines/engine-profile.js';
import { enginesWith, profileOf } from '../../src/engines/engines.js';
import { ENGINES, type Engine } from '../../src/gen/binding.js';
import type { Json, JsonObject } from '../../src/lib/json.js';
import { settled } from '../rules/scenario.js';
import { compositeIn, FAMILIES, observedIn } from '../support/families.js';
import { run } from '../support/run.js';
import { binding, POLICY } from '../support/states.js';

/** Bad input to a binding that runs: how it is told, and that the running database is left as it is. */
interface Case {
  readonly reason: string;
  readonly engine: Engine;
  /** What ran before, beside the cluster's engine; the binding says it too unless `asked` replaces it. */
  readonly before?: JsonObject;
  readonly asked: JsonObject;
  /** `spec.cluster` fields that are asked for. */
  readonly cluster?: JsonObject;
  /** A whole spec that is refused stops all; a change that is refused is not made. */
  readonly how: 'InvalidSpec' | 'ImmutableField' | 'UnsupportedChange';
  /** The path, what is wrong and what is allowed. */
  readonly message: string;
}

const user = (fields: JsonObject): JsonObject => ({ users: [{ name: 'app', ...fields }] });
const topic = (fields: JsonObject): JsonObject => ({ topics: [{ name: 'events', ...fields }] });
const pool = (...sizes: readonly number[]): JsonObject => ({
  connectionPools: sizes.map((size, i) => ({ name: `web-${i}`, size })),
});
const schema = (fields: JsonObject): JsonObject => ({
  schemas: [{ subject: 'a', type: 'json', schema: '{}', ...fields }],
});
const sink = (fields: JsonObject): JsonObject => ({ logSinks: [{ name: 'logs', ...fields }] });
const rsyslog = { server: 'logs.example.org', port: 514 };
const opensearch = { endpoint: 'https://logs.example.org', indexPrefix: 'orders' };

const WAY_OUT =
  'cannot be changed: the provider applies it only when it creates a user; add a user of another name with it, move over, then take this one off the list';

const USERS: readonly Case[] = [
  {
    reason: 'access of a user is fixed when it is created',
    engine: 'kafka',
    before: user({ acl: [{ topic: 'a', permission: 'consume' }] }),
    asked: user({ acl: [{ topic: 'a', permission: 'produce' }] }),
    how: 'ImmutableField',
    message: `spec.users[0].acl: ${WAY_OUT}`,
  },
  {
    reason: 'a user without a list had all, which cannot be taken away',
    engine: 'kafka',
    before: user({}),
    asked: user({ acl: [{ topic: 'a', permission: 'consume' }] }),
    how: 'ImmutableField',
    message: `spec.users[0].acl: ${WAY_OUT}`,
  },
  {
    reason: 'indices are no different',
    engine: 'opensearch',
    before: user({ acl: [{ index: 'logs-*', permission: 'readwrite' }] }),
    asked: user({ acl: [{ index: 'logs-*', permission: 'read' }] }),
    how: 'ImmutableField',
    message: `spec.users[0].acl: ${WAY_OUT}`,
  },
  {
    reason: 'nor is how a user proves its password',
    engine: 'mysql',
    before: user({ mysqlAuthPlugin: 'mysql_native_password' }),
    asked: user({ mysqlAuthPlugin: 'caching_sha2_password' }),
    how: 'ImmutableField',
    message: `spec.users[0].mysqlAuthPlugin: ${WAY_OUT}`,
  },
  {
    reason: 'OpenSearch knows no topics',
    engine: 'opensearch',
    asked: user({ acl: [{ topic: 'a', permission: 'read' }] }),
    how: 'InvalidSpec',
    message:
      'spec.users[0].acl[0].index: required but missing; spec.users[0].acl[0].topic: not supported for OpenSearch, where an entry has index: remove it',
  },
  {
    reason: 'the permissions of the other engine',
    engine: 'opensearch',
    asked: user({ acl: [{ index: 'a', permission: 'produceconsume' }] }),
    how: 'InvalidSpec',
    message:
      'spec.users[0].acl[0].permission: unsupported value "produceconsume" for OpenSearch (supported: admin, deny, read, readwrite, write)',
  },
  {
    reason: 'a permission nobody has',
    engine: 'kafka',
    asked: user({ acl: [{ topic: 'a', permission: 'everything' }] }),
    how: 'InvalidSpec',
    message: 'spec.users[0].acl[0].permission: unsupported value "everything" (supported: admin, consume,',
  },
  {
    reason: 'PostgreSQL has grants of its own',
    engine: 'pg',
    asked: user({ acl: [{ topic: 'a', permission: 'admin' }] }),
    how: 'InvalidSpec',
    message: 'spec.users[0].acl: not supported for PostgreSQL, only for engine kafka, opensearch: remove it',
  },
  {
    reason: 'a user that is only observed is not created',
    engine: 'kafka',
    asked: user({ mode: 'Observe', acl: [{ topic: 'a', permission: 'admin' }] }),
    how: 'InvalidSpec',
    message: 'spec.users[0].acl: is set when a user is created, and a user with mode Observe already exists: remove it',
  },
];

const NODES: readonly Case[] = [
  {
    reason: 'a replica set has one member or three',
    engine: 'mongodb',
    asked: {},
    cluster: { nodeCount: 2 },
    how: 'InvalidSpec',
    message: 'spec.cluster.nodeCount: unsupported value 2 for MongoDB (supported: 1, 3)',
  },
  {
    reason: 'the spec contradicts itself',
    engine: 'kafka',
    asked: topic({ replicationFactor: 4 }),
    cluster: { nodeCount: 3 },
    how: 'InvalidSpec',
    message:
      "spec.topics[0].replicationFactor: 4 is more than the cluster's 3 nodes (spec.cluster.nodeCount): lower it, or add nodes",
  },
  {
    reason: 'the cluster that runs decides where the spec does not say',
    engine: 'kafka',
    before: topic({ replicationFactor: 2 }),
    asked: topic({ replicationFactor: 4 }),
    how: 'UnsupportedChange',
    message: 'spec.topics[0].replicationFactor: 4 is more than the 3 nodes of the cluster: set it to 3 or less',
  },
  {
    reason: 'more copies in sync than there are copies',
    engine: 'kafka',
    asked: topic({ replicationFactor: 2, configuration: { minInsyncReplicas: 3 } }),
    how: 'InvalidSpec',
    message:
      "spec.topics[0].configuration.minInsyncReplicas: 3 is more than the topic's 2 replicas (replicationFactor)",
  },
  {
    reason: 'settings that set nothing',
    engine: 'kafka',
    asked: topic({ configuration: {} }),
    how: 'InvalidSpec',
    message: 'spec.topics[0].configuration: must not be empty',
  },
  {
    reason: 'partitions only grow',
    engine: 'kafka',
    before: topic({ partitions: 6 }),
    asked: topic({ partitions: 3 }),
    how: 'UnsupportedChange',
    message: 'spec.topics[0].partitions: cannot shrink from 6 to 3: partitions only grow; set it to 6 or more',
  },
  {
    reason: 'the provider never changes a schema',
    engine: 'kafka',
    before: schema({}),
    asked: schema({ schema: '{"type":"object"}' }),
    how: 'ImmutableField',
    message:
      'spec.schemas[0].schema: cannot be changed: the provider only creates and deletes schemas; set it back, use',
  },
];

const POOLS: readonly Case[] = [
  {
    reason: 'one pool that has no room',
    engine: 'pg',
    asked: pool(23),
    how: 'UnsupportedChange',
    message:
      'spec.connectionPools[0].size: 23 connections, but a cluster of size db-s-1vcpu-1gb has 22 of 22 left for pools',
  },
  {
    reason: 'a second pool that has no room beside the first',
    engine: 'pg',
    before: pool(20),
    asked: pool(20, 3),
    how: 'UnsupportedChange',
    message:
      'spec.connectionPools[1].size: 3 connections, but a cluster of size db-s-1vcpu-1gb has 2 of 22 left for pools',
  },
  {
    reason: 'a larger size that is only asked for has no connections yet',
    engine: 'pg',
    asked: pool(23),
    cluster: { size: 'db-s-2vcpu-4gb' },
    how: 'UnsupportedChange',
    message: 'a cluster of size db-s-1vcpu-1gb has 22 of 22 left for pools',
  },
  {
    reason: 'a mode nobody has',
    engine: 'pg',
    asked: { connectionPools: [{ name: 'web', size: 5, mode: 'query' }] },
    how: 'InvalidSpec',
    message: 'spec.connectionPools[0].mode: unsupported value "query" (supported: session, transaction, statement)',
  },
  {
    reason: 'a pool without connections',
    engine: 'pg',
    asked: pool(0),
    how: 'InvalidSpec',
    message: 'spec.connectionPools[0].size: ',
  },
];

const CLUSTER_PARTS: readonly Case[] = [
  {
    reason: 'a replica cannot move',
    engine: 'pg',
    before: { cluster: { replicas: [{ name: 'ro' }] } },
    asked: {},
    cluster: { replicas: [{ name: 'ro', region: 'fra1' }] },
    how: 'ImmutableField',
    message: 'spec.cluster.replicas[0].region: cannot change from "nyc3" to "fra1": DigitalOcean fixes it at creation',
  },
  {
    reason: "a replica's storage only grows",
    engine: 'mysql',
    before: { cluster: { replicas: [{ name: 'ro', storageSizeMib: 20480 }] } },
    asked: {},
    cluster: { replicas: [{ name: 'ro', storageSizeMib: 10240 }] },
    how: 'UnsupportedChange',
    message:
      'spec.cluster.replicas[0].storageSizeMib: cannot shrink from 20480 to 10240 MiB: storage only grows; set it to 20480 or more',
  },
  {
    reason: 'a sink of two kinds',
    engine: 'valkey',
    asked: {},
    cluster: sink({ rsyslog, opensearch }),
    how: 'InvalidSpec',
    message: 'spec.cluster.logSinks[0]: exactly one of opensearch and rsyslog is needed',
  },
  {
    reason: 'logs that everybody could read on the way',
    engine: 'valkey',
    asked: {},
    cluster: sink({ opensearch: { ...opensearch, endpoint: 'http://logs.example.org' } }),
    how: 'InvalidSpec',
    message: 'spec.cluster.logSinks[0].opensearch.endpoint: "http://logs.example.org" is not a URL that begins with',
  },
  {
    reason: 'a client certificate on a connection that is not encrypted',
    engine: 'kafka',
    asked: {},
    cluster: sink({ rsyslog: { ...rsyslog, clientCertificate: 'a', clientKey: { name: 'a', key: 'a' } } }),
    how: 'InvalidSpec',
    message: 'spec.cluster.logSinks[0].rsyslog.tls: must be true with a certificate',
  },
  {
    reason: 'a port there is not',
    engine: 'kafka',
    asked: {},
    cluster: sink({ rsyslog: { ...rsyslog, port: 70000 } }),
    how: 'InvalidSpec',
    message: 'spec.cluster.logSinks[0].rsyslog.port: ',
  },
];

const EXAMPLES: Readonly<Record<ContentField, JsonObject>> = {
  topics: topic({}),
  schemas: schema({}),
  connectionPools: pool(5),
};

/** Every engine that does not have something, from the table of engines. */
const FOREIGN: readonly Case[] = ENGINES.flatMap((engine) => {
  const { label, ownFields } = profileOf(engine);
  const lacking = (path: string, engines: readonly Engine[]) => ({
    reason: `${label} has no ${path.replace(/^.*\./, '')}`,
    engine,
    how: 'InvalidSpec' as const,
    message: `${path}: not supported for ${label}, only for engine ${engines.join(', ')}: remove it`,
  });
  const replicas: Json = [{ name: 'ro' }];
  return [
    ...CONTENT_NAMES.filter((field) => !ownFields.includes(field)).map((field) => ({
      ...lacking(`spec.${field}`, enginesWith(field)),
      asked: EXAMPLES[field],
    })),
    ...(ownFields.includes('replicas')
      ? []
      : [{ ...lacking('spec.cluster.replicas', enginesWith('replicas')), asked: {}, cluster: { replicas } }]),
  ];
});

const CASES = [...FOREIGN, ...USERS, ...NODES, ...POOLS, ...CLUSTER_PARTS];

describe.each(FAMILIES)('bad input, %s', (family) => {
  test.each(CASES)('$engine: $reason', ({ engine, before = {}, asked, cluster = {}, how, message }) => {
    const { cluster: running = {}, ...beside } = before;
    const good = { ...beside, cluster: { engine, ...(running as JsonObject) } };
    const bad = { ...good, ...asked, cluster: { ...good.cluster, ...cluster } };
    const observed = observedIn(family, settled(engine, binding(good), POLICY));
    const [first, second] = [good, bad].map((spec) =>
      run({ composite: compositeIn(family, spec), policy: POLICY, observed }),
    );
    expect(second?.conditions.SpecAccepted).toMatchObject({ status: 'FALSE', reason: how });
    expect(second?.conditions.SpecAccepted?.message).toContain(message);
    // A Fatal result changes nothing; otherwise all that runs is desired as it was, but for what else was asked.
    if (how === 'InvalidSpec') expect(second?.fatal).toContain(message);
    else expect(withoutSize(second?.composed)).toMatchObject(withoutSize(first?.composed));
  });
});

/** What was asked for beside what was refused is made. */
function withoutSize(composed: Parameters<typeof Object.entries>[0] = {}): JsonObject {
  return JSON.parse(JSON.stringify(composed, (key, value: Json) => (key === 'size' ? undefined : value))) as JsonObject;
}
