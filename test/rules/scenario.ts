import fc from 'fast-check';
import { isOfSql } from '../../simulation/provider-sql/provider-sql.js';
import type { ContentField } from '../../src/engines/engine-profile.js';
import { profileOf } from '../../src/engines/engines.js';
import { ENGINES, type Engine, type RunningEngine, SECRET_FORMATS, type SecretFormat } from '../../src/gen/binding.js';
import { asList, asObject, at, compact, type Json, type JsonObject } from '../../src/lib/json.js';
import { CERTIFICATE } from '../support/certificate.js';
import { type ObservedState, run, type TestRequest } from '../support/run.js';
import { sinkSecrets } from '../support/sink-secrets.js';
import { sqlReady } from '../support/sql-provider.js';
import { withValue } from '../support/stages.js';
import {
  binding,
  clusterReady,
  configurationReady,
  contentReady,
  databaseReady,
  firewallReady,
  NOTE,
  PASSWORDS,
  POLICY,
  placeReady,
  REPLICA_ID,
  STUCK,
  usageReady,
  userFree,
  userSettled,
  userStuck,
  userYoung,
} from '../support/states.js';

/** A generated request, and what a rule needs to know of how it came about. */
export interface Scenario {
  readonly engine: Engine;
  readonly spec: JsonObject;
  readonly request: TestRequest;
}

const USERS = ['orders', 'web', 'Web2', 'a_b', 'x.y', 'constructor', '__proto__', 'reporting-and-analytics'] as const;
const DATABASES = ['orders', 'web', 'audit', 'constructor', 'a_b'] as const;

const arbUsers = (engine: Engine): fc.Arbitrary<readonly Json[]> =>
  fc
    .uniqueArray(fc.constantFrom(...USERS), { minLength: 1, maxLength: 4 })
    .chain((names) => fc.tuple(...names.map((name) => arbUser(engine, name))));

const arbUser = (engine: Engine, name: string): fc.Arbitrary<Json> => {
  const { acl, authPlugins, passwordReadable } = profileOf(engine);
  const scopes = ['orders', 'orders.*', '*'];
  const created: readonly JsonObject[] = [
    {},
    ...(authPlugins
      ? [{ mysqlAuthPlugin: 'mysql_native_password' }, { mysqlAuthPlugin: 'caching_sha2_password' }]
      : []),
    ...(acl
      ? [
          ...scopes.map((scope, i) => ({ acl: [{ [acl.scope]: scope, permission: acl.permissions[i] ?? 'admin' }] })),
          { access: 'Owner' },
          { access: 'ReadOnly' },
        ]
      : []),
  ];
  return fc.constantFrom<Json>(
    { name },
    ...created.map((settings) => ({ name, mode: 'Manage', ...settings })),
    ...(passwordReadable ? [{ name, mode: 'Observe' }] : []),
  );
};

const TOPICS: readonly JsonObject[] = [
  { name: 'events' },
  { name: 'events', partitions: 3, replicationFactor: 2, configuration: { retentionMs: 1000 } },
  { name: 'events', partitions: 6, configuration: { cleanupPolicy: 'compact', minCleanableDirtyRatio: 0.1 } },
  { name: 'events', replicationFactor: 5 },
  { name: 'audit.log', partitions: 12 },
];
const SCHEMAS: readonly JsonObject[] = [
  { subject: 'events-value', type: 'avro', schema: '"string"' },
  { subject: 'events-value', type: 'json', schema: '{}' },
  { subject: 'events-key', type: 'avro', schema: '"long"' },
];

const POOLS: readonly JsonObject[] = [
  { name: 'web', size: 5 },
  { name: 'web', size: 7, mode: 'session' },
  { name: 'web', size: 5, user: 'doadmin' },
  { name: 'jobs', size: 10, database: 'defaultdb' },
  { name: 'jobs', size: 20 },
];

/** What the engine has beside users and databases. */
const arbContents = (engine: Engine): fc.Arbitrary<JsonObject> => {
  const { ownFields } = profileOf(engine);
  const maybe = (field: ContentField, list: readonly JsonObject[], key: string): fc.Arbitrary<Json | undefined> =>
    ownFields.includes(field) ? fc.option(arbSome(list, key), { nil: undefined }) : fc.constant(undefined);
  return fc
    .record({
      topics: maybe('topics', TOPICS, 'name'),
      schemas: maybe('schemas', SCHEMAS, 'subject'),
      connectionPools: maybe('connectionPools', POOLS, 'name'),
    })
    .map(compact);
};

const arbDatabases: fc.Arbitrary<readonly Json[]> = fc
  .uniqueArray(fc.constantFrom(...DATABASES), { maxLength: 3 })
  .map((names) => names.map((name) => ({ name })));

const REPLICAS: readonly JsonObject[] = [
  { name: 'ro' },
  { name: 'ro', region: 'fra1', size: 'db-s-2vcpu-4gb', storageSizeMib: 20480 },
  { name: 'ro', storageSizeMib: 10240 },
  { name: 'reports', region: 'ams3' },
];
const LOG_SINKS: readonly JsonObject[] = [
  { name: 'logs', rsyslog: { server: 'logs.example.org', port: 514 } },
  { name: 'logs', opensearch: { endpoint: 'https://logs.example.org', indexPrefix: 'orders' } },
  {
    name: 'tls',
    rsyslog: { server: '10.0.0.1', port: 6514, tls: true, caCertificate: { name: 'ca', key: 'ca.crt' } },
  },
];

/** Some of a list, no name twice. */
const arbSome = (list: readonly JsonObject[], key: string): fc.Arbitrary<Json> =>
  fc.uniqueArray(fc.constantFrom(...list), { selector: (entry) => entry[key], maxLength: 2 });

/** A trusted source of the policy, and sometimes of the binding too. */
const SOURCE = { type: 'droplet', value: '7' } as const;

/** Configurations of each engine: one edited into another takes a field away. */
export const SETTINGS: Readonly<Record<Engine, readonly JsonObject[]>> = {
  pg: [{ timezone: 'UTC', autovacuumVacuumScaleFactor: 0.1 }, { jit: false }],
  mysql: [{ waitTimeout: 60, slowQueryLog: true }, { longQueryTime: 1.5 }],
  mongodb: [{ verbosity: 1 }, { defaultReadConcern: 'local' }],
  valkey: [{ persistence: 'off' }, { timeout: 60 }],
  kafka: [{ logRetentionMs: '-1' }, { messageMaxBytes: 1048588 }],
  opensearch: [{ reindexRemoteWhitelist: ['example.org:443'] }, { ismEnabled: true }],
};

const WINDOWS: readonly JsonObject[] = [
  { maintenanceWindow: { day: 'tuesday', hour: '02:00' } },
  { maintenanceWindow: { day: 'friday', hour: '04:00' } },
];

/** What a cluster gets after its creation. */
export const LATE_SETTINGS: Readonly<Record<Engine, readonly JsonObject[]>> = {
  pg: WINDOWS,
  mysql: [...WINDOWS, { sqlMode: 'ANSI' }],
  mongodb: WINDOWS,
  valkey: [...WINDOWS, { evictionPolicy: 'allkeys_lru' }],
  kafka: WINDOWS,
  opensearch: WINDOWS,
};

const arbCluster = (engine: Engine): fc.Arbitrary<JsonObject> =>
  fc
    .record({
      version: fc.option(fc.constantFrom('8', '9', '16', '17', '18', '19', '3.8'), { nil: undefined }),
      size: fc.option(fc.constantFrom('db-s-1vcpu-1gb', 'db-s-2vcpu-4gb'), { nil: undefined }),
      region: fc.option(fc.constantFrom('nyc3', 'fra1'), { nil: undefined }),
      storageSizeMib: fc.option(fc.constantFrom(5120, 10240, 61440), { nil: undefined }),
      projectId: fc.option(
        fc.constantFrom('dfb4c860-2f36-4656-8980-c278ecb146db', '00000000-2f36-4656-8980-c278ecb146db'),
        { nil: undefined },
      ),
      privateNetwork: fc.option(
        fc.constantFrom<Json>(
          { uuid: 'bfe3479e-c5c8-4a09-a0f4-397a6605cfeb' },
          { uuid: '00000000-c5c8-4a09-a0f4-397a6605cfeb' },
          { name: 'vpc' },
        ),
        { nil: undefined },
      ),
      tags: fc.option(fc.constantFrom<Json>(['a'], ['b', 'a']), { nil: undefined }),
      replicas: profileOf(engine).ownFields.includes('replicas')
        ? fc.option(arbSome(REPLICAS, 'name'), { nil: undefined })
        : fc.constant(undefined),
      logSinks: fc.option(arbSome(LOG_SINKS, 'name'), { nil: undefined }),
      access: fc.option(
        fc.constantFrom<JsonObject>(
          { trustedSources: [{ type: 'ip_addr', value: '192.0.2.0/24' }] },
          { trustedSources: [{ type: 'tag', value: 'web' }, SOURCE] },
          { trustedSources: [] },
          { trustedSources: [], allowAll: true },
        ),
        { nil: undefined },
      ),
      configuration: fc.option(fc.constantFrom<JsonObject>(...SETTINGS[engine]), { nil: undefined }),
      late: fc.option(fc.constantFrom<JsonObject>(...LATE_SETTINGS[engine]), { nil: undefined }),
    })
    .map(({ access, late, ...fields }) => compact({ engine, ...fields, ...access, ...late }));

const option = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(values, { nil: undefined });

const arbFormat = (engine: Engine): fc.Arbitrary<SecretFormat> =>
  fc.constantFrom(...SECRET_FORMATS.filter((format) => format !== 'CloudNativePG' || engine === 'pg'));

const arbSecret = (engine: Engine): fc.Arbitrary<JsonObject> =>
  fc
    .record({
      format: option(arbFormat(engine)),
      prefix: option(fc.constantFrom('APP_', 'X')),
      // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how a template is written
      keys: option(fc.constant<Json>({ MY_URL: '${uri}', MY_LOGIN: '${encoded-username}:${encoded-password}' })),
      labels: option(fc.constant<Json>({ team: 'shop' })),
    })
    .map(compact);

/** How applications may want to connect. */
export const arbConnection = (engine: Engine): fc.Arbitrary<Json> =>
  fc
    .record({
      endpoint: option(fc.constantFrom<Json>('Public', 'Private')),
      tls: option(fc.constantFrom<Json>('Require', 'VerifyFull')),
      caCertificate: option(fc.constantFrom<Json>({ inline: CERTIFICATE }, { configMapRef: { name: 'ca' } })),
      secret: option(
        fc
          .tuple(arbSecret(engine), option(fc.constantFrom<Json>('orders-db', 'my.secret')))
          .map(([secret, name]) => compact({ ...secret, name })),
      ),
      extraSecrets: option(arbSecret(engine).map<Json>((secret) => [{ ...secret, name: 'orders-extra' }])),
      configMap: option(fc.boolean()),
      defaultUser: profileOf(engine).users.supported ? option(fc.boolean()) : fc.constant(undefined),
    })
    .map(compact);

/** A spec whose Secrets go through one of its pools, and read from one of its replicas, or not. */
const arbLeading = (spec: JsonObject): fc.Arbitrary<JsonObject> => {
  const names = (list: Json | undefined): readonly Json[] =>
    asList(list).flatMap((entry) => (at(entry, 'user') === undefined ? [at(entry, 'name') ?? ''] : []));
  const some = (list: Json | undefined): fc.Arbitrary<Json | undefined> => fc.constantFrom(undefined, ...names(list));
  return fc.record({ pool: some(spec.connectionPools), readFrom: some(at(spec.cluster, 'replicas')) }).map((leads) => {
    const connection = { ...asObject(spec.connection), ...compact(leads) };
    return Object.keys(connection).length === 0 ? spec : { ...spec, connection };
  });
};

/** A valid spec for an engine. */
export const arbSpec = (engine: Engine): fc.Arbitrary<JsonObject> => {
  const { users, databases } = profileOf(engine);
  return fc
    .record({
      cluster: arbCluster(engine),
      users: users.supported ? fc.option(arbUsers(engine), { nil: undefined }) : fc.constant(undefined),
      databases: databases.supported ? fc.option(arbDatabases, { nil: undefined }) : fc.constant(undefined),
      connection: fc.option(arbConnection(engine), { nil: undefined }),
      deletionPolicy: fc.option(fc.constantFrom<Json>('Delete', 'Orphan'), { nil: undefined }),
      contents: arbContents(engine),
      deletionProtection: fc.option(fc.boolean(), { nil: undefined }),
    })
    .chain(({ contents, ...fields }) => arbLeading({ ...compact(fields), ...contents }));
};

/** What the users of a spec are said to do, in turn, and what its first database has, where the policy gives rights. */
interface SaidRights {
  readonly levels: readonly (string | undefined)[];
  readonly contents: JsonObject;
}

const arbRights: fc.Arbitrary<SaidRights> = fc.record({
  levels: fc.array(fc.constantFrom(undefined, 'Owner', 'ReadWrite', 'ReadOnly'), { minLength: 4, maxLength: 4 }),
  contents: fc.constantFrom<JsonObject>(
    {},
    { extensions: ['pgcrypto', 'uuid-ossp'] },
    { schemas: [{ name: 'audit' }], extensions: ['pg_trgm'] },
  ),
});

/** What a policy says of rights; nothing, more often than not. */
const arbSql: fc.Arbitrary<JsonObject | undefined> = fc.constantFrom<JsonObject | undefined>(
  undefined,
  undefined,
  { provider: 'ProviderSql' },
  { provider: 'ProviderSql', isolate: true },
);

const withSql = (policy: JsonObject, sql: JsonObject | undefined): JsonObject => (sql ? { ...policy, sql } : policy);

/** A spec that says who may do what; one of its users owns the databases. */
function withRights(spec: JsonObject, { levels, contents }: SaidRights): JsonObject {
  const users = asList(spec.users).map((user, i): JsonObject => {
    const isObserved = at(user, 'mode') === 'Observe';
    const access = levels[i] ?? (isObserved ? 'ReadOnly' : undefined);
    return compact({ ...asObject(user), access: i === 0 ? 'Owner' : access });
  });
  const [first, ...others] = asList(spec.databases);
  const databases = first === undefined ? spec.databases : [{ ...asObject(first), ...contents }, ...others];
  return compact({ ...spec, users: spec.users === undefined ? undefined : users, databases });
}

const arbPolicy: fc.Arbitrary<JsonObject> = fc.constantFrom<JsonObject>(
  POLICY,
  {
    ...POLICY,
    trustedSources: [SOURCE],
    tags: ['crossplane'],
    providerConfigRef: { kind: 'ProviderConfig', name: 'team' },
  },
  {
    ...POLICY,
    defaults: {
      cluster: { region: 'ams3', size: 'db-s-4vcpu-8gb', projectId: '00000000-2f36-4656-8980-c278ecb146db' },
      versions: { pg: '18' },
      connection: { endpoint: 'Private' },
      deletionPolicy: 'Orphan',
    },
  },
);

/** Everything that a spec asks for, as the provider and Crossplane leave it when all went well. */
export function settled(
  engine: Engine,
  composite: JsonObject,
  policy: JsonObject,
): Readonly<Record<string, ObservedState>> {
  const cluster = { cluster: withLateSettings(clusterReady(engine), composite, policy) };
  const required = sinkSecrets(composite);
  // Users are looked for first, and made where their names are free: what they are made with is sent only then.
  const free = Object.fromEntries(
    Object.keys(run({ composite, policy, observed: cluster }).composed)
      .filter((key) => key.startsWith('user-'))
      .map((key) => [key, userFree(key.slice('user-'.length))]),
  );
  let observed: Readonly<Record<string, ObservedState>> = { ...cluster, ...free };
  // The cluster comes first, then users and databases, then their Secrets.
  // Rights take longer: a Secret, its provider config, roles, what they may, who is in them, how sessions begin.
  const rounds = at(policy, 'sql') !== undefined && profileOf(engine).rights.inSql ? 9 : 3;
  for (let round = 0; round < rounds; round++) {
    const made = Object.entries(run({ composite, policy, observed, required }).composed).map(
      ([key, { resource }]) => [key, provided(engine, key, resource)] as const,
    );
    // What the provider has made stays as it made it; what only holds facts follows them, and a topic gets its settings.
    const kept = Object.entries(observed).filter(
      ([key, state]) => !FOLLOWING_KINDS.includes(String(state.resource.kind)) && state !== free[key],
    );
    observed = { ...observed, ...Object.fromEntries(made), ...Object.fromEntries(kept) };
  }
  return observed;
}

const APPLIED_REFERENCES = ['providerConfigRef', 'writeConnectionSecretToRef'];

/** What was applied with the references that it was desired with. */
function withReferences(state: ObservedState, desired: JsonObject | undefined): ObservedState {
  return APPLIED_REFERENCES.reduce((it, name) => {
    const value = at(desired, 'spec', name);
    return value === undefined ? it : withValue(it, ['spec', name], value);
  }, state);
}

/** A cluster that has got what is sent once it exists. */
function withLateSettings(cluster: ObservedState, composite: JsonObject, policy: JsonObject): ObservedState {
  const desired = run({ composite, policy, observed: { cluster } }).composed.cluster?.resource;
  return ['maintenanceWindow', 'sqlMode', 'evictionPolicy'].reduce((state, name) => {
    const value = at(desired, 'spec', 'forProvider', name);
    if (value === undefined) return state;
    return withValue(withValue(state, ['spec', 'forProvider', name], value), ['status', 'atProvider', name], value);
  }, cluster);
}

const FOLLOWING_KINDS = ['Secret', 'ConfigMap', 'KafkaTopic', 'Role'];

const CONTENT_KINDS = [
  'KafkaTopic',
  'KafkaSchemaRegistry',
  'ConnectionPool',
  'Replica',
  'LogSinkOpenSearch',
  'LogSinkRsyslog',
];

export function provided(engine: RunningEngine, key: string, resource: JsonObject): ObservedState {
  if (isOfSql(resource)) return sqlReady(resource);
  if (resource.kind === 'User') {
    const { clusterId: _, ...settings } = asObject(at(resource, 'spec', 'forProvider'));
    return userSettled(engine, key.slice('user-'.length), PASSWORDS.user, settings);
  }
  if (resource.kind === 'Replica') return placeReady(resource, { uuid: REPLICA_ID });
  if (resource.kind === 'ConnectionPool') return placeReady(resource);
  if (CONTENT_KINDS.includes(String(resource.kind))) return contentReady(resource);
  if (resource.kind === 'Firewall') return firewallReady(resource);
  if (key === 'configuration') return configurationReady(resource);
  if (key.startsWith('usage-')) return usageReady(key, resource);
  if (resource.kind !== 'DB') return { resource };
  return databaseReady(String(at(resource, 'spec', 'forProvider', 'name')), policiesOf(resource));
}

function policiesOf(resource: JsonObject): readonly string[] {
  const policies = at(resource, 'spec', 'managementPolicies');
  return Array.isArray(policies) ? policies.map(String) : [];
}

/** What may have happened to one observed resource. */
export const arbHappening = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Happening>({ what: 'nothing' }) },
  { weight: 2, arbitrary: fc.constant<Happening>({ what: 'gone' }) },
  { weight: 2, arbitrary: fc.constant<Happening>({ what: 'no details' }) },
  { weight: 1, arbitrary: fc.constant<Happening>({ what: 'no status' }) },
  { weight: 1, arbitrary: fc.constant<Happening>({ what: 'young' }) },
  { weight: 1, arbitrary: fc.constant<Happening>({ what: 'stuck' }) },
  { weight: 1, arbitrary: fc.constant<Happening>({ what: 'leaky' }) },
  { weight: 1, arbitrary: fc.constant<Happening>({ what: 'lost' }) },
  { weight: 1, arbitrary: fc.constant<Happening>({ what: 'foreign' }) },
  { weight: 1, arbitrary: fc.constant<Happening>({ what: 'replaced' }) },
  { weight: 1, arbitrary: fc.constant<Happening>({ what: 'from before' }) },
  { weight: 1, arbitrary: fc.constant<Happening>({ what: 'taken over before' }) },
  { weight: 1, arbitrary: fc.constant<Happening>({ what: 'of one Secret' }) },
  { weight: 1, arbitrary: fc.constant<Happening>({ what: 'imported' }) },
  { weight: 1, arbitrary: fc.constant<Happening>({ what: 'imported before' }) },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('damaged' as const),
      at: fc.nat(),
      by: fc.constantFrom<Json | undefined>(undefined, null, 0, '', [], {}, 'x', true),
    }),
  },
);

type Happening =
  | {
      readonly what:
        | 'nothing'
        | 'gone'
        | 'no details'
        | 'no status'
        | 'young'
        | 'stuck'
        | 'leaky'
        | 'lost'
        | 'foreign'
        | 'replaced'
        | 'from before'
        | 'taken over before'
        | 'of one Secret'
        | 'imported'
        | 'imported before';
    }
  | { readonly what: 'damaged'; readonly at: number; readonly by: Json | undefined };

export function happen(
  engine: RunningEngine,
  key: string,
  state: ObservedState,
  happening: Happening,
): ObservedState | undefined {
  return happening.what === 'damaged'
    ? { ...state, resource: damage(state.resource, happening.at, happening.by) }
    : HAPPENINGS[happening.what](state, key, engine);
}

type Outcome = (state: ObservedState, key: string, engine: RunningEngine) => ObservedState | undefined;

/** What becomes of a user; everything else stays as it is. */
const ofUser =
  (outcome: (name: string, state: ObservedState, engine: RunningEngine) => ObservedState): Outcome =>
  (state, key, engine) =>
    key.startsWith('user-') ? outcome(key.slice('user-'.length), state, engine) : state;
/** What becomes of what a provider looks after; Secrets stay as they are. */
const ofManaged =
  (outcome: (resource: JsonObject, state: ObservedState, key: string) => JsonObject): Outcome =>
  (state, key) =>
    state.resource.kind === 'Secret' ? state : { ...state, resource: outcome(state.resource, state, key) };

/** What becomes of what is in a cluster, beside users. */
const ofContents =
  (outcome: (resource: JsonObject) => JsonObject): Outcome =>
  (state, key) =>
    /^(?:database|topic|pool|replica)-/.test(key) ? { ...state, resource: outcome(state.resource) } : state;

const FULL = ['Observe', 'Create', 'Update', 'Delete'] as const;
const REMOVING = ['Observe', 'Delete'] as const;
const EXTERNAL_NAME = 'crossplane.io/external-name';
const CREATION = 'crossplane.io/external-create-pending';
const OTHER_ID = '00000000-0000-4000-8000-00000000abcd';

const HAPPENINGS: Readonly<Record<Exclude<Happening['what'], 'damaged'>, Outcome>> = {
  nothing: (state) => state,
  gone: () => undefined,
  'no details': ({ resource }) => ({ resource }),
  'no status': (state) => {
    const { status: _, ...rest } = state.resource;
    return { ...state, resource: rest };
  },
  young: ofUser((name) => userYoung(name)),
  stuck: ofUser((name, _, engine) => userStuck(engine, name)),
  leaky: ofManaged((resource, { connectionDetails = {} }) => {
    const message = `${STUCK} ${Object.values(connectionDetails).join(' ')}`;
    const conditions = [{ type: 'Synced', status: 'False', reason: 'ReconcileError', message }];
    return { ...resource, status: { ...asObject(resource.status), conditions } };
  }),
  lost: ofManaged(lost),
  foreign: ofUser((_, state) => ({ ...state, resource: annotated(state.resource, CREATION, undefined) })),
  replaced: ofManaged((resource) =>
    resource.kind === 'Cluster' ? annotated(resource, EXTERNAL_NAME, OTHER_ID) : resource,
  ),
  // Earlier versions gave everything the right to be deleted by itself.
  'from before': ofManaged((resource, _, key) => withPolicies(resource, key.startsWith('user-') ? REMOVING : FULL)),
  // They took over users that existed, too.
  // What existed in an adopted cluster, or was named by hand.
  imported: ofContents((resource) => annotated(resource, NOTE, 'imported')),
  'imported before': ofContents((resource) =>
    annotated(annotated(withPolicies(resource, FULL), CREATION, undefined), NOTE, undefined),
  ),
  'taken over before': ofUser((_, state) => ({
    ...state,
    resource: annotated(withPolicies(state.resource, REMOVING), CREATION, undefined),
  })),
  // They let users share a connection Secret whose names differ in punctuation only.
  'of one Secret': ofUser((_, state) =>
    withValue(state, ['spec', 'writeConnectionSecretToRef'], { name: 'orders-user-a-b-conn' }),
  ),
};

function withPolicies(resource: JsonObject, managementPolicies: readonly string[]): JsonObject {
  const spec = asObject(resource.spec);
  return 'managementPolicies' in spec
    ? { ...resource, spec: { ...spec, managementPolicies: [...managementPolicies] } }
    : resource;
}

/** What the provider says of something that is gone at DigitalOcean, where it may only look. */
function lost(resource: JsonObject): JsonObject {
  const message = 'observe failed: external resource does not exist';
  const conditions = [
    { type: 'Ready', status: 'True', reason: 'Available' },
    { type: 'Synced', status: 'False', reason: 'ReconcileError', message },
  ];
  return { ...resource, status: { ...asObject(resource.status), conditions } };
}

function annotated(resource: JsonObject, name: string, value: string | undefined): JsonObject {
  const metadata = asObject(resource.metadata);
  const { [name]: _, ...others } = asObject(metadata.annotations);
  return { ...resource, metadata: { ...metadata, annotations: { ...others, ...compact({ [name]: value }) } } };
}

/** Replaces one value, somewhere below, by another, or removes it. What the resource is stays: Crossplane asked for that kind. */
function damage(resource: JsonObject, where: number, by: Json | undefined): JsonObject {
  const paths = pathsBelow(resource).filter(([first]) => first !== 'apiVersion' && first !== 'kind');
  const path = paths[where % Math.max(paths.length, 1)];
  return path ? asObject(replaced(resource, path, by)) : resource;
}

function pathsBelow(value: Json): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, below]) => [[key], ...pathsBelow(below).map((path) => [key, ...path])]);
}

function replaced(value: Json, [first, ...rest]: readonly string[], by: Json | undefined): Json {
  if (first === undefined) return by ?? null;
  const entries = Object.entries(asObject(value));
  return Object.fromEntries(
    entries
      .filter(([key]) => !(key === first && rest.length === 0 && by === undefined))
      .map(([key, below]) => [key, key === first ? replaced(below, rest, by) : below]),
  );
}

const FOREIGN: JsonObject = { apiVersion: 'example.org/v1', kind: 'Topic', spec: { nested: { list: [1, null, 'x'] } } };

/** A binding that was valid once, was maybe edited, and whose world is in any state. */
export const arbScenario: fc.Arbitrary<Scenario> = fc.constantFrom(...ENGINES).chain((engine) =>
  fc
    .record({
      before: arbSpec(engine),
      edited: fc.option(arbSpec(engine), { nil: undefined }),
      policy: arbPolicy,
      policyAfter: fc.option(arbPolicy, { nil: undefined }),
      sql: arbSql,
      sqlAfter: fc.option(arbSql, { nil: 'as before' as const }),
      rights: fc.tuple(arbRights, arbRights),
      happenings: fc.array(arbHappening, { minLength: 12, maxLength: 12 }),
      foreign: fc.boolean(),
      sinkSecrets: fc.constantFrom('lined', 'clean', undefined),
      conditions: fc.constantFrom<readonly JsonObject[]>(
        [],
        [{ type: 'ConnectionReady', status: 'False', reason: 'WaitingForUsers' }],
        [
          { type: 'ConnectionReady', status: 'True', reason: 'Available' },
          { type: 'SpecAccepted', status: 'True', reason: 'Accepted' },
        ],
      ),
    })
    .map(({ before: first, edited: second, policy: given, policyAfter, sql, sqlAfter, rights, ...happened }) => {
      const { happenings, foreign, conditions, sinkSecrets: how } = happened;
      const sqlNow = sqlAfter === 'as before' ? sql : sqlAfter;
      const said = (spec: JsonObject, has: boolean, levels: SaidRights): JsonObject =>
        has && profileOf(engine).rights.inSql ? withRights(spec, levels) : spec;
      const before = said(first, sql !== undefined, rights[0]);
      const policy = withSql(given, sql);
      // What the spec says of rights may be edited without anything else; what no policy gives any more is refused.
      const spec = said(second ?? first, sqlNow !== undefined, rights[sql && !second ? 0 : 1]);
      const world = Object.entries(settled(engine, binding(before), policy));
      const desired = run({
        composite: binding(before),
        policy,
        observed: Object.fromEntries(world),
      }).composed;
      const observed = world.flatMap(([key, made], i) => {
        const state = withReferences(made, desired[key]?.resource);
        const after = happen(engine, key, state, happenings[i % happenings.length] ?? { what: 'nothing' });
        return after ? [[key, after] as const] : [];
      });
      return {
        engine,
        spec,
        request: {
          composite: binding(spec, conditions),
          policy: withSql(policyAfter ?? given, sqlNow),
          observed: Object.fromEntries(observed),
          ...(how ? { required: sinkSecrets(binding(spec), how) } : {}),
          ...(foreign
            ? {
                desired: { resources: { topic: { resource: FOREIGN, ready: 'READY_TRUE' } } },
                context: { from: 'elsewhere' },
              }
            : {}),
        },
      };
    }),
);
