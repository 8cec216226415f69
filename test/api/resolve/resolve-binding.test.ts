import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Binding, ClusterIntent } from '../../../src/api/binding.js';
import type { Engine } from '../../../src/gen/binding.js';
import { ENGINES } from '../../../src/gen/binding.js';
import { asObject, type Json, type JsonObject } from '../../../src/lib/json.js';
import { holds } from '../../support/property.js';
import { clusterOf, type Given, OWNER, owner, resolve, resolved, sentences } from '../../support/stages.js';

const pg = { engine: 'pg' };
const uuid = (digit: string): string => `${digit.repeat(8)}-0000-4000-8000-000000000000`;
/** A default for everything that has one. */
const DEFAULTS = {
  region: 'ams3',
  size: 'by-default',
  nodeCount: 1,
  storageSizeMib: 10240,
  privateNetwork: { uuid: uuid('d') },
  projectId: uuid('d'),
  maintenanceWindow: { day: 'sunday', hour: '04:00' },
};
const CLASSES = { large: { size: 'by-class', nodeCount: 2, storageSizeMib: 20480 }, lean: { size: 'lean' } };

/** The cluster that a spec makes with every default set. */
function cluster(spec: JsonObject, defaults: JsonObject = DEFAULTS, running?: Engine): ClusterIntent {
  const policy = {
    classes: CLASSES,
    defaults: { cluster: defaults, versions: { pg: '16' } },
    references: { networks: ['*'], projects: ['*'] },
  };
  return clusterOf(resolved({ spec: { cluster: { ...pg, ...spec } }, policy, ...(running ? { running } : {}) }));
}

const from = (value: Json, path: string, asked = true): JsonObject => ({ value, path, asked });
const FIELDS = ['version', 'size', 'region', 'nodeCount', 'storageSizeMib', 'privateNetwork', 'projectId'] as const;
type Field = (typeof FIELDS)[number];

interface Precedence {
  readonly asked: Json;
  readonly inClass: JsonObject | undefined;
  readonly byDefault: JsonObject;
}

/** Where the value of each field comes from: the spec, else the class, else the policy's defaults. */
const PRECEDENCE: Readonly<Record<Field, Precedence>> = {
  version: { asked: '17', inClass: undefined, byDefault: from('16', 'policy.defaults.versions.pg', false) },
  size: {
    asked: 'by-spec',
    inClass: from('by-class', 'policy.classes.large.size'),
    byDefault: from('by-default', 'policy.defaults.cluster.size', false),
  },
  region: { asked: 'nyc3', inClass: undefined, byDefault: from('ams3', 'policy.defaults.cluster.region', false) },
  nodeCount: {
    asked: 3,
    inClass: from(2, 'policy.classes.large.nodeCount'),
    byDefault: from(1, 'policy.defaults.cluster.nodeCount', false),
  },
  storageSizeMib: {
    asked: 61440,
    inClass: from(20480, 'policy.classes.large.storageSizeMib'),
    byDefault: from(10240, 'policy.defaults.cluster.storageSizeMib', false),
  },
  privateNetwork: {
    asked: { name: 'vpc' },
    inClass: undefined,
    byDefault: from({ uuid: uuid('d') }, 'policy.defaults.cluster.privateNetwork', false),
  },
  projectId: {
    asked: uuid('a'),
    inClass: undefined,
    byDefault: from(uuid('d'), 'policy.defaults.cluster.projectId', false),
  },
};

describe.each(FIELDS)('spec.cluster.%s', (field) => {
  const { asked, inClass, byDefault } = PRECEDENCE[field];

  test('the spec comes first', () =>
    expect(cluster({ [field]: asked })[field]).toEqual(from(asked, `spec.cluster.${field}`)));

  test('then the class, if it has a value', () =>
    expect(cluster({ class: 'large' })[field]).toEqual(inClass ?? byDefault));

  test('then the default class', () =>
    expect(cluster({}, { ...DEFAULTS, class: 'large' })[field]).toEqual(inClass ?? byDefault));

  test("then the policy's default, which is not asked for", () => expect(cluster({})[field]).toEqual(byDefault));
});

describe('resolveCluster', () => {
  test.each<{ name: string; reason: string; got: () => unknown; want: unknown }>([
    {
      name: 'ClassWithoutNodes',
      reason: 'the defaults fill what a class leaves out',
      got: () => cluster({ class: 'lean' }).nodeCount,
      want: from(1, 'policy.defaults.cluster.nodeCount', false),
    },
    {
      name: 'ClassAndNodes',
      reason: 'the spec overrides its class',
      got: () => cluster({ class: 'large', nodeCount: 3 }).nodeCount,
      want: from(3, 'spec.cluster.nodeCount'),
    },
    {
      name: 'NoVersion',
      reason: "another engine's default is none, and one that runs needs none",
      got: () => cluster({ engine: 'mysql' }, DEFAULTS, 'mysql').version,
      want: undefined,
    },
    {
      name: 'StorageInMemory',
      reason: 'classes and defaults serve all engines, and one of them has no disk',
      got: () =>
        [cluster({ engine: 'valkey', class: 'large' }, DEFAULTS, 'valkey'), cluster({ class: 'large' })].map(
          ({ storageSizeMib }) => storageSizeMib?.value,
        ),
      want: [undefined, 20480],
    },
    {
      name: 'StorageInMemoryAsked',
      reason: 'what the spec says is told, not dropped in silence',
      got: () => cluster({ engine: 'valkey', storageSizeMib: 1 }, DEFAULTS, 'valkey').storageSizeMib,
      want: from(1, 'spec.cluster.storageSizeMib'),
    },
    {
      name: 'MaintenanceWindow',
      reason: 'as a whole from the spec',
      got: () => cluster({ maintenanceWindow: { day: 'monday', hour: '02:00' } }).maintenanceWindow,
      want: { day: 'monday', hour: '02:00' },
    },
    {
      name: 'DefaultMaintenanceWindow',
      reason: "or as a whole from the policy's defaults",
      got: () => cluster({}).maintenanceWindow,
      want: { day: 'sunday', hour: '04:00' },
    },
    {
      name: 'Tags',
      reason: "the policy's first, each once",
      got: () =>
        clusterOf(resolved({ spec: { cluster: { ...SIZED, tags: ['b', 'a'] } }, policy: { tags: ['a', 'c'] } })).tags,
      want: ['a', 'c', 'b'],
    },
    {
      name: 'RunningEngine',
      reason: 'the running engine counts, and a version for another engine is dropped',
      got: () => {
        const { engine, askedEngine, version } = cluster({ engine: 'mysql', version: '8' }, DEFAULTS, 'pg');
        return { engine, askedEngine, version };
      },
      want: { engine: 'pg', askedEngine: 'mysql', version: undefined },
    },
  ])('$name: $reason', ({ got, want }) => expect(got()).toEqual(want));

  test('the default class does not apply to a cluster with a size in the spec', () => {
    const { nodeCount, storageSizeMib } = cluster({ size: 'by-spec' }, { ...DEFAULTS, class: 'large' });
    expect([nodeCount.value, storageSizeMib?.value]).toEqual([1, 10240]);
  });
});

const SIZED = { version: '17', ...pg, size: 'db-s-1vcpu-1gb', region: 'nyc3' };

const NODES: Readonly<Record<Engine, number>> = { pg: 1, mysql: 1, mongodb: 1, valkey: 1, kafka: 3, opensearch: 1 };
const DEFAULT_USERS: Readonly<Record<Engine, readonly string[]>> = {
  pg: ['orders'],
  mysql: ['orders'],
  mongodb: ['orders'],
  valkey: [],
  kafka: ['orders'],
  opensearch: ['orders'],
};
const DEFAULT_DATABASES: Readonly<Record<Engine, readonly string[]>> = {
  pg: ['orders'],
  mysql: ['orders'],
  mongodb: ['orders'],
  valkey: [],
  kafka: [],
  opensearch: [],
};

describe.each(ENGINES)('a minimal %s binding', (engine) => {
  const it = resolved({ spec: { cluster: { engine } } });

  test('has the fewest nodes that the engine takes', () =>
    expect(clusterOf(it).nodeCount).toEqual(from(NODES[engine], 'spec.cluster.nodeCount', false)));

  test('has a user named like itself, where the engine has users', () =>
    expect(it.users).toEqual(DEFAULT_USERS[engine].map((name) => ({ name, login: name, mode: 'Manage' }))));

  test('has a database named like itself, where the engine has databases', () =>
    expect(it.databases).toEqual(DEFAULT_DATABASES[engine].map((name) => ({ name, called: name }))));
});

describe('the name of a user at DigitalOcean', () => {
  const own = { cluster: { engine: 'pg' } };
  const guest = { clusterRef: { uuid: uuid('c') } };
  const policy = { references: { uuids: ['*'] } };
  interface Case {
    readonly name: string;
    readonly reason: string;
    readonly spec: JsonObject;
    readonly user: JsonObject | undefined;
    readonly logins?: Readonly<Record<string, string>>;
    readonly noted?: readonly string[];
    readonly running?: Engine;
    readonly want: string;
  }

  test.each<Case>([
    { name: 'Own', reason: 'nobody else creates users in it', spec: own, user: { name: 'web' }, want: 'web' },
    {
      name: 'Guest',
      reason: 'no two namespaces mean the same user',
      spec: guest,
      user: { name: 'web' },
      want: 'shop_web',
    },
    { name: 'Default', reason: 'it has the namespace already', spec: guest, user: undefined, want: 'shop_orders' },
    {
      name: 'Prefixed',
      reason: 'the namespace goes before it once',
      spec: guest,
      user: { name: 'shop_web' },
      want: 'shop_web',
    },
    {
      name: 'OfAnotherNamespace',
      reason: 'a prefix that looks like another namespace is only part of the name',
      spec: guest,
      user: { name: 'billing_web' },
      want: 'shop_billing_web',
    },
    {
      name: 'Observed',
      reason: 'it exists, under its own name',
      spec: guest,
      user: { name: 'doadmin', mode: 'Observe' },
      want: 'doadmin',
    },
    {
      name: 'MadeBefore',
      reason: 'a user that an earlier version created keeps its name',
      spec: guest,
      user: { name: 'web' },
      logins: { web: 'web' },
      want: 'web',
    },
    {
      name: 'Made',
      reason: 'it keeps its name',
      spec: guest,
      user: { name: 'web' },
      logins: { web: 'shop_web' },
      want: 'shop_web',
    },
    {
      name: 'MadeUnderAnotherTemplate',
      reason: 'a user that the function has noted keeps its name, whatever new ones are called',
      spec: guest,
      user: { name: 'web' },
      logins: { web: 'g_shop_web' },
      noted: ['web'],
      want: 'g_shop_web',
    },
    {
      name: 'AdoptedBack',
      reason: 'a user created in a shared cluster keeps its name when the cluster is adopted',
      spec: own,
      user: { name: 'web' },
      logins: { web: 'shop_web' },
      want: 'shop_web',
    },
    {
      name: 'HandedOver',
      reason: 'a user created in the binding’s own cluster keeps its name when that is handed over',
      spec: guest,
      user: { name: 'web' },
      logins: { web: 'web' },
      want: 'web',
    },
    {
      name: 'NamedByHand',
      reason: 'a name that somebody else wrote on the resource is ignored',
      spec: guest,
      user: { name: 'web' },
      logins: { web: 'billing_web' },
      want: 'shop_web',
    },
    {
      name: 'Long',
      reason: 'a name that is too long for the engine is cut and ends with a hash',
      spec: guest,
      user: { name: 'a'.repeat(32) },
      running: 'mysql',
      want: `shop_${'a'.repeat(18)}-3ba3f5f4`,
    },
  ])('$name: $reason', ({ spec, user, logins = {}, noted = [], running = 'pg', want }) => {
    const given = { ...spec, ...(user ? { users: [user] } : {}) };
    const { users, connection } = resolved({ spec: given, policy, running, logins, noted });
    expect(users.map(({ login }) => login)).toEqual([want]);
    // Applications log in with it; everything else uses the name in the spec.
    expect(connection.credentials.map(({ user, login }) => [user, login])).toEqual([
      [user?.name ?? 'shop_orders', want],
    ]);
  });

  test('is the one that a pool logs in with', () => {
    const { pools } = resolved({
      spec: { ...own, users: [{ name: 'web' }], connectionPools: [{ name: 'a', size: 1, user: 'web' }] },
      logins: { web: 'shop_web' },
    });
    expect(pools.map(({ user }) => user)).toEqual(['shop_web']);
  });

  test('of two namespaces is never the same', () => {
    const login = (namespace: string, name: string): string | undefined =>
      resolved({
        spec: { ...guest, users: [{ name }] },
        policy,
        owner: owner('orders', namespace),
        running: 'pg',
      }).users[0]?.login;
    const namespaces = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
    const names = fc.stringMatching(/^[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/);
    holds(
      fc.property(namespaces, namespaces, names, names, fc.boolean(), (one, other, a, b, imitates) => {
        fc.pre(one !== other);
        expect(login(one, a)).not.toBe(login(other, imitates ? `${one}_${b}`.slice(0, 63).replace(/-$/, '_') : b));
      }),
    );
  });
});

const CLAIMED = owner('orders-x7k2p', undefined, { name: 'orders', namespace: 'shop' });
const EVENTS = { topic: 'events', permission: 'consume' };
// biome-ignore lint/suspicious/noTemplateCurlyInString: these are the placeholders a person writes
const templated = { references: { uuids: ['*'], names: 'g_${namespace}_${name}' } };

describe('the names at DigitalOcean of databases and topics', () => {
  const guest = { clusterRef: { uuid: uuid('c') } };
  const policy = { references: { uuids: ['*'] } };
  const databases = (given: Partial<Given>): readonly Json[] =>
    resolved({ spec: { ...guest, databases: [{ name: 'web' }] }, policy, running: 'pg', ...given }).databases.map(
      ({ name, called }) => [name, called],
    );
  const topics = { topics: [{ name: 'events' }], users: [{ name: 'app', acl: [EVENTS, { ...EVENTS, topic: '*' }] }] };
  const kafka = (given: Partial<Given>): Json => {
    const it = resolved({ spec: { ...guest, ...topics }, policy, running: 'kafka', ...given });
    return [
      it.topics.map(({ called }) => called),
      it.users.flatMap(({ acl = [] }) => acl.map(({ topic = '' }) => topic)),
    ];
  };

  test.each<[name: string, reason: string, given: Partial<Given>, want: Json]>([
    ['Guest', 'no two namespaces mean the same', {}, [['web', 'shop_web']]],
    ['Default', 'it has the namespace already', { spec: guest }, [['shop_orders', 'shop_orders']]],
    ['Own', 'nobody else creates any', { spec: { cluster: pg, databases: [{ name: 'web' }] } }, [['web', 'web']]],
    ['MadeBefore', 'what an earlier version created keeps its name', { called: { web: 'web' } }, [['web', 'web']]],
    [
      'AdoptedBack',
      'what was created in a shared cluster keeps its name',
      { spec: { cluster: pg, databases: [{ name: 'web' }] }, called: { web: 'shop_web' } },
      [['web', 'shop_web']],
    ],
    ['OfNobody', 'only the platform team makes these', { owner: owner('orders', undefined) }, [['web', 'web']]],
    ['Claim', 'the claim has a namespace', { owner: CLAIMED }, [['web', 'shop_web']]],
    ['Template', 'the policy wants another', { policy: templated }, [['web', 'g_shop_web']]],
    [
      'DefaultByTemplate',
      'the key stays, so that another template makes no other user',
      { spec: guest, policy: templated },
      [['shop_orders', 'g_shop_orders']],
    ],
  ])('%s: %s', (_name, _reason, given, want) => expect(databases(given)).toEqual(want));

  test.each<[name: string, reason: string, given: Partial<Given>, want: Json]>([
    ['Guest', 'an entry about a topic of the binding is about that one', {}, [['shop_events'], ['shop_events', '*']]],
    ['MadeBefore', 'it keeps its name', { called: { events: 'events' } }, [['events'], ['events', '*']]],
    ['Own', 'as it is written', { spec: { cluster: { engine: 'kafka' }, ...topics } }, [['events'], ['events', '*']]],
  ])('topics, %s: %s', (_name, _reason, given, want) => expect(kafka(given)).toEqual(want));

  test('are those that a pool and the Secrets use', () => {
    const spec = { cluster: pg, databases: [{ name: 'web' }], connectionPools: [{ name: 'a', size: 1 }] };
    expect(resolved({ spec, called: { web: 'shop_web' } }).pools[0]?.database).toBe('shop_web');
    const named = { ...spec, connectionPools: [{ name: 'a', size: 1, database: 'defaultdb' }] };
    expect(resolved({ spec: named, called: { web: 'shop_web' } }).pools[0]?.database).toBe('defaultdb');
  });
});

const spec = { cluster: SIZED };

describe('resolveBinding', () => {
  test.each<{
    name: string;
    reason: string;
    given: Given;
    want: Partial<Omit<Binding, 'connection'>> & { readonly connection?: Partial<Binding['connection']> };
  }>([
    {
      name: 'Ordinary',
      reason: 'public, deleted with the binding, the default configuration of the namespaced family',
      given: { spec },
      want: {
        name: 'orders',
        namespace: 'shop',
        connection: { endpoint: 'Public', tls: 'Require' },
        deletionPolicy: 'Delete',
        provider: {
          family: 'Namespaced',
          configRef: { kind: 'ClusterProviderConfig', name: 'default' },
          mayMigrate: false,
          resourceNamespace: undefined,
          secretNamespace: undefined,
        },
      },
    },
    {
      name: 'PolicyDefaults',
      reason: "the policy's defaults fill what the spec leaves out",
      given: { spec, policy: { defaults: { connection: { endpoint: 'Private' }, deletionPolicy: 'Orphan' } } },
      want: { connection: { endpoint: 'Private' }, deletionPolicy: 'Orphan' },
    },
    {
      name: 'SpecBeforePolicy',
      reason: 'the spec wins',
      given: {
        spec: { ...spec, connection: { endpoint: 'Public' }, deletionPolicy: 'Delete' },
        policy: { defaults: { connection: { endpoint: 'Private' }, deletionPolicy: 'Orphan' } },
      },
      want: { connection: { endpoint: 'Public' }, deletionPolicy: 'Delete' },
    },
    {
      name: 'UsersAndDatabases',
      reason: 'as listed, in their order, managed by default',
      given: {
        spec: { ...spec, users: [{ name: 'web' }, { name: 'old', mode: 'Observe' }], databases: [{ name: 'Web' }] },
      },
      want: {
        users: [
          { name: 'web', login: 'web', mode: 'Manage' },
          { name: 'old', login: 'old', mode: 'Observe' },
        ],
        databases: [{ name: 'Web', called: 'Web' }],
      },
    },
    {
      name: 'Loss',
      reason: 'nothing follows to an empty cluster by itself',
      given: { spec },
      want: { onLoss: 'Stop' },
    },
    {
      name: 'FollowLoss',
      reason: 'the policy wants it',
      given: { spec, policy: { onLoss: 'Follow' } },
      want: { onLoss: 'Follow' },
    },
    {
      name: 'NoDatabases',
      reason: 'an empty list means none',
      given: { spec: { ...spec, databases: [] } },
      want: { databases: [] },
    },
    {
      name: 'LongName',
      reason: 'default names are shortened to what the engine takes',
      given: { spec: { cluster: { ...SIZED, engine: 'mysql' } }, owner: owner('a'.repeat(40), 'shop') },
      want: {
        users: [{ name: `${'a'.repeat(23)}-e33cdf9c`, login: `${'a'.repeat(23)}-e33cdf9c`, mode: 'Manage' }],
        databases: [{ name: 'a'.repeat(40), called: 'a'.repeat(40) }],
      },
    },
    {
      name: 'Claim',
      reason: "a legacy composite takes name and namespace from its claim, the provider's Secrets its own name",
      given: {
        spec,
        owner: CLAIMED,
        policy: { connectionSecretNamespace: 'secrets', providerConfigRef: { name: 'team' } },
      },
      want: {
        name: 'orders',
        namespace: 'shop',
        provider: {
          family: 'ClusterScoped',
          configRef: { kind: 'ClusterProviderConfig', name: 'team' },
          mayMigrate: false,
          resourceNamespace: undefined,
          secretNamespace: 'secrets',
        },
      },
    },
    {
      name: 'NoClaim',
      reason: 'without a claim the Secrets have no application to go to',
      given: { spec, owner: owner('orders', undefined) },
      want: { name: 'orders', namespace: 'crossplane-system' },
    },
    {
      name: 'NamespacedFamilyOfAClusterScopedComposite',
      reason: 'its resources need a namespace',
      given: { spec, owner: CLAIMED, policy: { providerFamily: 'Namespaced' } },
      want: {
        namespace: 'shop',
        provider: {
          family: 'Namespaced',
          configRef: { kind: 'ClusterProviderConfig', name: 'default' },
          mayMigrate: false,
          resourceNamespace: 'crossplane-system',
          secretNamespace: undefined,
        },
      },
    },
  ])('$name: $reason', ({ given, want }) =>
    expect(asObject(shown(resolved(given)))).toMatchObject(asObject(shown(want))),
  );

  test.each<{ name: string; reason: string; given: Given; want: readonly string[] }>([
    {
      name: 'SharedLogin',
      reason: 'two names that mean one user in a shared cluster',
      given: {
        spec: { clusterRef: { uuid: uuid('c') }, users: [{ name: 'web' }, { name: 'api' }, { name: 'shop_web' }] },
        policy: { references: { uuids: ['*'] } },
        running: 'pg',
      },
      want: [
        'spec.users[2].name: "shop_web" and "web" would be the same user at DigitalOcean, "shop_web": choose another name',
      ],
    },
    {
      name: 'SharedDatabase',
      reason: 'two names that mean one database in a shared cluster',
      given: {
        spec: { clusterRef: { uuid: uuid('c') }, databases: [{ name: 'shop_web' }, { name: 'web' }] },
        policy: { references: { uuids: ['*'] } },
        running: 'pg',
      },
      want: [
        'spec.databases[1].name: "web" and "shop_web" would be the same database at DigitalOcean, "shop_web": choose another name',
      ],
    },
    {
      name: 'AdoptAnother',
      reason: 'a UUID that the policy does not list may belong to anybody',
      given: { spec: { cluster: { engine: 'pg', adopt: uuid('c') } }, running: 'pg' },
      want: [`spec.cluster.adopt: "${uuid('c')}" is not among the UUIDs that the policy allows (references.uuids)`],
    },
    {
      name: 'AdoptOwn',
      reason: 'the cluster that replaced a lost one is the binding’s already',
      given: { spec: { cluster: { engine: 'pg', adopt: uuid('c') } }, running: 'pg', ownCluster: uuid('c') },
      want: [],
    },
    {
      name: 'SharedSecret',
      reason: 'two users whose Secrets would have the same name',
      given: { spec: { ...spec, users: [{ name: 'web' }, { name: 'a' }, { name: 'Web' }] } },
      want: [
        'spec.users[2].name: "Web" and "web" would share the Secret "orders-web-credentials": make them differ in letters or digits',
      ],
    },
    {
      name: 'SharedOnceShortened',
      reason: 'dots and hyphens that are dropped cannot tell two users apart',
      given: { spec: { ...spec, users: [{ name: 'a.b' }, { name: 'a..b' }, { name: 'a-.b' }] } },
      want: [
        'spec.users[1].name: "a..b" and "a.b" would share the Secret "orders-a.b-credentials": make them differ in letters or digits',
        'spec.users[2].name: "a-.b" and "a.b" would share the Secret "orders-a.b-credentials": make them differ in letters or digits',
      ],
    },
    {
      name: 'WrongFamily',
      reason: 'a namespaced composite can compose namespaced resources only',
      given: { spec, policy: { providerFamily: 'ClusterScoped' } },
      want: ['policy.providerFamily: a namespaced composite needs the family Namespaced: remove it'],
    },
    {
      name: 'Incomplete',
      reason: 'a cluster cannot be created without size, region and version',
      given: { spec: { cluster: pg }, policy: {} },
      want: [
        'spec.cluster.size: required: set it or a class, or give the policy a default',
        'spec.cluster.region: required: set it, or give the policy a default',
        'spec.cluster.version: required: set one that DigitalOcean offers, or give the policy a default (defaults.versions.pg)',
      ],
    },
    {
      name: 'IncompleteButRunning',
      reason: 'a running cluster keeps what it has',
      given: { spec: { cluster: pg }, policy: {}, running: 'pg' },
      want: [],
    },
    {
      name: 'EveryProblemAtOnce',
      reason: 'a person fixes all of it at once',
      given: {
        spec: { cluster: { engine: 'pg', nodeCount: 7, sqlMode: 'ANSI' }, users: [{ name: 'doadmin' }] },
        policy: { providerFamily: 'ClusterScoped' },
      },
      want: [
        'spec.cluster.sqlMode: not supported for PostgreSQL, only for engine mysql: remove it',
        'spec.cluster.nodeCount: unsupported value 7 for PostgreSQL (supported: 1 to 3)',
        'spec.users[0].name: "doadmin" is the administrator every PostgreSQL cluster comes with: choose another name, or mode Observe',
        'spec.cluster.size: required: set it or a class, or give the policy a default',
        'spec.cluster.region: required: set it, or give the policy a default',
        'spec.cluster.version: required: set one that DigitalOcean offers, or give the policy a default (defaults.versions.pg)',
        'policy.providerFamily: a namespaced composite needs the family Namespaced: remove it',
      ],
    },
  ])('$name: $reason', ({ given, want }) => expect(sentences(resolve(given))).toEqual(want));

  // Crossplane writes a claimRef on cluster-scoped composites only; a tenant must not choose names with it.
  test('a namespaced composite has its own name, whatever its claimRef says', () => {
    const claim = { name: 'billing', namespace: 'elsewhere' };
    expect(resolved({ spec, owner: { ...OWNER, claim } }).name).toBe('orders');
  });

  test.each<[engine: Engine, name: string, want: string]>([
    [
      'mongodb',
      'admin',
      'spec.databases: required: the default, "admin", is the database every MongoDB cluster comes with',
    ],
    [
      'pg',
      'defaultdb',
      'spec.databases: required: the default, "defaultdb", is the database every PostgreSQL cluster comes with',
    ],
    [
      'kafka',
      'doadmin',
      'spec.users: required: the default, "doadmin", is the administrator every Kafka cluster comes with',
    ],
  ])('a %s binding named %s takes nothing of what comes with the cluster', (engine, name, want) =>
    expect(sentences(resolve({ spec: { cluster: { ...SIZED, engine } }, owner: owner(name, 'shop') }))).toEqual([want]),
  );

  // In one cluster both would claim the user, and the binding deleted first would delete it.
  test('bindings of different namespaces get different default users', () => {
    const given = {
      spec: { clusterRef: { uuid: uuid('a') } },
      policy: { references: { uuids: ['*'] } },
      running: 'pg',
    } as const;
    const one = resolved({ ...given, owner: owner('c', 'a-b') }).users;
    expect(resolved({ ...given, owner: owner('b-c', 'a') }).users).not.toEqual(one);
  });

  // In a cluster that lives elsewhere the default starts with the namespace, so it is not the administrator's name.
  test('a binding may have that name where it is not the default', () => {
    const given = {
      spec: { clusterRef: { uuid: uuid('a') } },
      policy: { references: { uuids: ['*'] } },
      running: 'pg',
    } as const;
    expect(sentences(resolve({ ...given, owner: owner('doadmin', 'shop') }))).toEqual([]);
  });
});

/** Only plain values can be compared in part. */
function shown(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
