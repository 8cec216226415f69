import fc from 'fast-check';
import { profileOf } from '../../src/engines/engines.js';
import { ENGINES, type Engine, type RunningEngine, SECRET_FORMATS, type SecretFormat } from '../../src/gen/binding.js';
import { asObject, at, compact, type Json, type JsonObject } from '../../src/lib/json.js';
import { CERTIFICATE } from '../support/certificate.js';
import { type ObservedState, run, type TestRequest } from '../support/run.js';
import {
  binding,
  clusterReady,
  configurationReady,
  databaseReady,
  firewallReady,
  POLICY,
  STUCK,
  usageReady,
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
    .chain((names) =>
      fc.tuple(
        ...names.map((name) =>
          profileOf(engine).passwordReadable
            ? fc.constantFrom<Json>({ name }, { name, mode: 'Manage' }, { name, mode: 'Observe' })
            : fc.constantFrom<Json>({ name }, { name, mode: 'Manage' }),
        ),
      ),
    );

const arbDatabases: fc.Arbitrary<readonly Json[]> = fc
  .uniqueArray(fc.constantFrom(...DATABASES), { maxLength: 3 })
  .map((names) => names.map((name) => ({ name })));

/** A trusted source of the policy, and sometimes of the binding too. */
const SOURCE = { type: 'droplet', value: '7' } as const;

/** Configurations of each engine: one edited into another takes a field away. */
export const SETTINGS: Readonly<Record<Engine, readonly JsonObject[]>> = {
  pg: [{ timezone: 'UTC', pgbouncer: [{ minPoolSize: 0 }] }, { jit: false }],
  mysql: [{ waitTimeout: 60, slowQueryLog: true }, { longQueryTime: 1.5 }],
  mongodb: [{ verbosity: 1 }, { defaultReadConcern: 'local' }],
  valkey: [{ persistence: 'off' }, { timeout: 60 }],
  kafka: [{ logRetentionMs: '-1' }, { messageMaxBytes: 1048588 }],
  opensearch: [{ reindexRemoteWhitelist: ['example.org:443'] }, { ismEnabled: true }],
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
      maintenanceWindow: fc.option(fc.constant<Json>({ day: 'tuesday', hour: '02:00' }), { nil: undefined }),
    })
    .map(({ access, ...fields }) => compact({ engine, ...fields, ...access }));

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
      deletionProtection: fc.option(fc.boolean(), { nil: undefined }),
    })
    .map(compact);
};

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
  let observed: Readonly<Record<string, ObservedState>> = { cluster: clusterReady(engine) };
  // The cluster comes first, then users and databases, then their Secrets.
  for (let round = 0; round < 2; round++) {
    const made = Object.entries(run({ composite, policy, observed }).composed);
    observed = {
      ...Object.fromEntries(made.map(([key, { resource }]) => [key, provided(engine, key, resource)])),
      ...observed,
    };
  }
  return observed;
}

export function provided(engine: RunningEngine, key: string, resource: JsonObject): ObservedState {
  if (resource.kind === 'User') return userSettled(engine, key.slice('user-'.length));
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
  | { readonly what: 'nothing' | 'gone' | 'no details' | 'no status' | 'young' | 'stuck' | 'leaky' }
  | { readonly what: 'damaged'; readonly at: number; readonly by: Json | undefined };

export function happen(
  engine: RunningEngine,
  key: string,
  state: ObservedState,
  happening: Happening,
): ObservedState | undefined {
  const { resource, connectionDetails = {} } = state;
  const user = key.startsWith('user-') ? key.slice('user-'.length) : undefined;
  switch (happening.what) {
    case 'nothing':
      return state;
    case 'gone':
      return undefined;
    case 'no details':
      return { resource };
    case 'no status': {
      const { status: _, ...rest } = resource;
      return { ...state, resource: rest };
    }
    case 'young':
      return user === undefined ? state : userYoung(user);
    case 'stuck':
      return user === undefined ? state : userStuck(engine, user);
    case 'leaky': {
      const message = `${STUCK} ${Object.values(connectionDetails).join(' ')}`;
      const conditions = [{ type: 'Synced', status: 'False', reason: 'ReconcileError', message }];
      return resource.kind === 'Secret'
        ? state
        : { ...state, resource: { ...resource, status: { ...asObject(resource.status), conditions } } };
    }
    case 'damaged':
      return { ...state, resource: damage(resource, happening.at, happening.by) };
  }
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
      happenings: fc.array(arbHappening, { minLength: 12, maxLength: 12 }),
      foreign: fc.boolean(),
      conditions: fc.constantFrom<readonly JsonObject[]>(
        [],
        [{ type: 'ConnectionReady', status: 'False', reason: 'WaitingForUsers' }],
        [
          { type: 'ConnectionReady', status: 'True', reason: 'Available' },
          { type: 'SpecAccepted', status: 'True', reason: 'Accepted' },
        ],
      ),
    })
    .map(({ before, edited, policy, policyAfter, happenings, foreign, conditions }) => {
      const world = Object.entries(settled(engine, binding(before), policy));
      const observed = world.flatMap(([key, state], i) => {
        const after = happen(engine, key, state, happenings[i % happenings.length] ?? { what: 'nothing' });
        return after ? [[key, after] as const] : [];
      });
      const spec = edited ?? before;
      return {
        engine,
        spec,
        request: {
          composite: binding(spec, conditions),
          policy: policyAfter ?? policy,
          observed: Object.fromEntries(observed),
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
