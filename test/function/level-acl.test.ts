import { describe, expect, test } from '@jest/globals';
import { profileOf } from '../../src/engines/engines.js';
import { ACCESS_LEVELS, type AccessLevel, ENGINES, type Engine, type RunningEngine } from '../../src/gen/binding.js';
import { asObject, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { observedIn } from '../support/families.js';
import { type ObservedState, run, type TestRequest, type TestResponse } from '../support/run.js';
import {
  binding,
  CLUSTER_ID,
  clusterObserved,
  clusterReady,
  contentReady,
  POLICY,
  userFree,
  userSettled,
} from '../support/states.js';

// Where ACLs say what users may do, `access` is short for one.

type AclEngine = Extract<Engine, 'kafka' | 'opensearch'>;
const PERMISSIONS: Readonly<Record<AclEngine, Readonly<Record<AccessLevel, string>>>> = {
  kafka: { Owner: 'admin', ReadWrite: 'produceconsume', ReadOnly: 'consume' },
  opensearch: { Owner: 'admin', ReadWrite: 'readwrite', ReadOnly: 'read' },
};
const SCOPE = { kafka: 'topic', opensearch: 'index' } as const;
const LIST = { kafka: 'acl', opensearch: 'opensearchAcl' } as const;
const LEVELS = (['kafka', 'opensearch'] as const).flatMap((engine) =>
  ACCESS_LEVELS.map((access) => ({ engine, access, permission: PERMISSIONS[engine][access] })),
);

interface Asked {
  readonly engine: AclEngine;
  readonly user: JsonObject;
  readonly target?: JsonObject;
  readonly contents?: JsonObject;
  readonly policy?: JsonObject;
  /** Of another namespace's binding. */
  readonly sharing?: JsonObject;
  readonly state?: ObservedState;
  readonly observed?: Readonly<Record<string, ObservedState>>;
}

const REFERENCED: JsonObject = { clusterRef: { uuid: CLUSTER_ID } };
const SHARED: JsonObject = { clusterRef: { binding: { name: 'events', namespace: 'data' } } };

/** The user `app` of the binding `shop/orders`, once its name is known to be free. */
function request({ engine, user, target = { cluster: { engine } }, ...more }: Asked): TestRequest {
  const { contents = {}, policy = POLICY, sharing, observed = {} } = more;
  const isOwn = 'cluster' in target;
  const { state = userFree(isOwn ? 'app' : 'shop_app') } = more;
  return {
    composite: binding({ ...target, ...contents, users: [{ name: 'app', ...user }] }),
    policy: { ...policy, references: { uuids: ['*'], ...Object(policy.references) } },
    observed: { cluster: isOwn ? clusterReady(engine) : clusterObserved(engine), 'user-app': state, ...observed },
    ...(sharing && { required: owner(engine, sharing) }),
  };
}

function owner(engine: RunningEngine, sharing: JsonObject): NonNullable<TestRequest['required']> {
  const metadata = {
    name: 'events-abc12',
    namespace: 'data',
    annotations: { 'crossplane.io/composition-resource-name': 'cluster' },
    ownerReferences: [{ uid: 'uid-of-owner', controller: true }],
  };
  const spec = { managementPolicies: ['Observe', 'Create', 'Update', 'Delete'], forProvider: { engine } };
  return {
    owner: [
      {
        metadata: { name: 'events', namespace: 'data', uid: 'uid-of-owner' },
        spec: { cluster: { engine }, sharing: { namespaces: ['shop'], ...sharing } },
      },
    ],
    'owner-cluster': [{ metadata, spec, status: { atProvider: { id: CLUSTER_ID } } }],
  };
}

const ask = (asked: Asked): TestResponse => run(request(asked));
const settings = ({ composed }: TestResponse): Json | undefined =>
  at(composed['user-app']?.resource, 'spec', 'forProvider', 'settings');
/** What the provider is sent for an ACL, `[about, permission]` each. */
const acl = (engine: AclEngine, ...entries: readonly (readonly [about: string, permission: string])[]): Json => [
  { [LIST[engine]]: entries.map(([about, permission]) => ({ [SCOPE[engine]]: about, permission })) },
];
const policies = ({ composed }: TestResponse): Json | undefined =>
  at(composed['user-app']?.resource, 'spec', 'managementPolicies');

test('every engine with ACLs is in the tables', () =>
  expect(ENGINES.filter((engine) => profileOf(engine).acl !== undefined).sort()).toEqual(
    Object.keys(PERMISSIONS).sort(),
  ));

describe.each(LEVELS)('$access of $engine', ({ engine, access, permission }) => {
  const user = { access };

  const REACH: readonly (readonly [reason: string, asked: Partial<Asked>, about: string])[] = [
    ['the whole of a cluster of its own, what applications create later included', {}, '*'],
    [
      'in a cluster that others use too, what bears the prefix of its namespace',
      { target: REFERENCED, policy: POLICY },
      'shop_*',
    ],
    [
      'the prefix that the policy wants',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: these are the placeholders a person writes
      { target: REFERENCED, policy: { ...POLICY, references: { names: 'team_${namespace}_${name}' } } },
      'team_shop_*',
    ],
    ['what an owner allows that does not say', { target: SHARED, sharing: {} }, 'shop_*'],
  ];

  test.each(REACH)('is about %s', (_reason, asked, about) => {
    const login = about === 'team_shop_*' ? { state: userFree('team_shop_app') } : {};
    const response = ask({ engine, user, ...asked, ...login });
    expect(settings(response)).toEqual(acl(engine, [about, permission]));
    expect(response.conditions.SpecAccepted).toMatchObject({ status: 'TRUE' });
  });

  test.each(['admin', permission])('gives a guest all that an owner allows, at that level: %s', (allowed) => {
    const bound = [{ [SCOPE[engine]]: 'events*', permission: allowed }];
    expect(settings(ask({ engine, user, target: SHARED, sharing: { acl: bound } }))).toEqual(
      acl(engine, ['events*', permission]),
    );
  });

  test('is fixed: a user that has it is content, and no other level is', () => {
    for (const other of LEVELS.filter((level) => level.engine === engine)) {
      const sent = acl(engine, ['*', other.permission]);
      const state = userSettled(engine, 'app', 'AVNS_password', { settings: sent });
      const response = ask({ engine, user, state });
      expect(settings(response)).toEqual(sent);
      expect(response.conditions.SpecAccepted?.reason).toBe(other.access === access ? 'Accepted' : 'ImmutableField');
      if (other.access !== access)
        expect(response.conditions.SpecAccepted?.message).toMatch(/^spec\.users\[0\]\.access: cannot be changed: /);
    }
  });
});

describe('a level of a guest', () => {
  const CASES: readonly {
    readonly reason: string;
    readonly access: AccessLevel;
    readonly bound: readonly (readonly [topic: string, permission: string])[];
    readonly given: readonly (readonly [topic: string, permission: string])[] | 'nothing';
  }[] = [
    {
      reason: 'each entry of the owner stays its own bound',
      access: 'Owner',
      bound: [
        ['shop_*', 'admin'],
        ['events', 'consume'],
      ],
      given: [
        ['shop_*', 'admin'],
        ['events', 'consume'],
      ],
    },
    {
      reason: 'one half of writing is left of reading and writing',
      access: 'ReadWrite',
      bound: [
        ['shop_*', 'admin'],
        ['in', 'produce'],
        ['out', 'consume'],
      ],
      given: [
        ['shop_*', 'produceconsume'],
        ['in', 'produce'],
        ['out', 'consume'],
      ],
    },
    {
      reason: 'what may only be written is not read',
      access: 'ReadOnly',
      bound: [
        ['in', 'produce'],
        ['out', 'produceconsume'],
      ],
      given: [['out', 'consume']],
    },
    {
      reason: 'two entries may allow the halves of the same topic',
      access: 'ReadWrite',
      bound: [
        ['shared', 'produce'],
        ['shared', 'consume'],
      ],
      given: [
        ['shared', 'produce'],
        ['shared', 'consume'],
      ],
    },
    {
      reason: 'who asks to write is not given a user that can only read',
      access: 'ReadWrite',
      bound: [['events', 'consume']],
      given: 'nothing',
    },
    {
      reason: 'nor is it given the halves in different places',
      access: 'ReadWrite',
      bound: [
        ['in', 'produce'],
        ['out', 'consume'],
      ],
      given: 'nothing',
    },
    {
      reason: 'nothing can be read: without an ACL the user could do everything',
      access: 'ReadOnly',
      bound: [['in', 'produce']],
      given: 'nothing',
    },
    { reason: 'the owner allows nothing', access: 'ReadOnly', bound: [], given: 'nothing' },
  ];

  test.each(CASES)('$access: $reason', ({ access, bound, given }) => {
    const allowed = bound.map(([topic, permission]) => ({ topic, permission }));
    const response = ask({ engine: 'kafka', user: { access }, target: SHARED, sharing: { acl: allowed } });
    if (given !== 'nothing') {
      expect(settings(response)).toEqual(acl('kafka', ...given));
      expect(response.conditions.SpecAccepted?.status).toBe('TRUE');
      return;
    }
    expect([settings(response), policies(response)]).toEqual([undefined, ['Observe']]);
    expect(response.conditions.SpecAccepted).toMatchObject({ status: 'FALSE', reason: 'NotShared' });
  });

  test('is refused with the path and the bound', () => {
    const sharing = { acl: [{ topic: 'events', permission: 'consume' }] };
    const { conditions } = ask({ engine: 'kafka', user: { access: 'Owner' }, target: SHARED, sharing });
    expect(conditions.SpecAccepted?.message).toBe(
      'spec.users[0].access: Owner is more than the owner of the cluster allows (consume on topic "events"), so user "shop_app" is not created: ask for less, or have the owner allow more in its sharing.acl',
    );
  });

  const SETTLED: readonly (readonly [
    reason: string,
    has: readonly (readonly [string, string])[],
    access: AccessLevel,
    told: string,
  ])[] = [
    ['the owner allows other topics since', [['old', 'consume']], 'ReadOnly', 'NotShared'],
    ['the owner allows more topics since', [['shop_a*', 'admin']], 'Owner', 'Accepted'],
    ['it was created at that level', [['shop_*', 'consume']], 'ReadOnly', 'Accepted'],
    ['it was created at a lower level', [['shop_*', 'consume']], 'Owner', 'ImmutableField'],
    ['it was created at a higher level', [['shop_*', 'admin']], 'ReadOnly', 'ImmutableField'],
  ];

  test.each(SETTLED)('stays for a user that exists: %s', (_reason, has, access, told) => {
    const sent = acl('kafka', ...has);
    const state = userSettled('kafka', 'shop_app', 'AVNS_password', { settings: sent });
    const response = ask({ engine: 'kafka', user: { access }, target: SHARED, sharing: {}, state });
    expect(settings(response)).toEqual(sent);
    expect(response.conditions.SpecAccepted?.reason).toBe(told);
    expect(response.conditions.SpecAccepted?.message).toMatch(
      told === 'Accepted' ? /^$/ : /^spec\.users\[0\]\.access: /,
    );
  });

  test('is not told to be wrong while nobody knows what the owner allows', () => {
    const state = userSettled('kafka', 'shop_app', 'AVNS_password', { settings: acl('kafka', ['shop_*', 'consume']) });
    const response = run({
      ...request({ engine: 'kafka', user: { access: 'Owner' }, target: SHARED, state }),
      required: {},
    });
    expect(settings(response)).toEqual(acl('kafka', ['shop_*', 'consume']));
    expect(response.conditions.SpecAccepted?.message).not.toContain('spec.users');
  });
});

describe('a level of a user that exists', () => {
  const KEPT: readonly (readonly [reason: string, target: JsonObject, sent: Json | undefined, told: string])[] = [
    ['has the wider reach of a cluster that was handed over', REFERENCED, acl('kafka', ['*', 'consume']), 'Accepted'],
    ['has the reach of its prefix', REFERENCED, acl('kafka', ['shop_*', 'consume']), 'Accepted'],
    [
      'reaches only some topics: it was created with an ACL in full',
      { cluster: { engine: 'kafka' } },
      acl('kafka', ['orders.*', 'consume']),
      'ImmutableField',
    ],
    [
      'may do more with some topic',
      { cluster: { engine: 'kafka' } },
      acl('kafka', ['*', 'consume'], ['audit', 'produce']),
      'ImmutableField',
    ],
    ['was created without an ACL, so nothing bounds it', { cluster: { engine: 'kafka' } }, undefined, 'ImmutableField'],
  ];

  test.each(KEPT)('%s', (_reason, target, sent, told) => {
    const login = 'cluster' in target ? 'app' : 'shop_app';
    const state = userSettled('kafka', login, 'AVNS_password', sent === undefined ? {} : { settings: sent });
    const response = ask({ engine: 'kafka', user: { access: 'ReadOnly' }, target, state });
    expect(settings(response)).toEqual(sent);
    expect(response.conditions.SpecAccepted?.reason).toBe(told);
  });

  test('has no effect that comes and goes with the topics of the spec', () => {
    const state = userSettled('kafka', 'app', 'AVNS_password', { settings: acl('kafka', ['*', 'consume']) });
    const asked = { engine: 'kafka', user: { access: 'ReadOnly' }, state } as const;
    for (const topics of [[], [{ name: 'events' }]])
      expect(ask({ ...asked, contents: { topics } }).conditions.SpecAccepted?.reason).toBe('Accepted');
  });
});

test('a topic that kept its name while its cluster was handed over is within reach', () => {
  const events = contentReady({
    apiVersion: 'database.digitalocean.m.crossplane.io/v1alpha1',
    kind: 'KafkaTopic',
    metadata: { annotations: { 'crossplane.io/external-name': `${CLUSTER_ID},events` } },
    spec: { forProvider: { clusterId: CLUSTER_ID, name: 'events' } },
  });
  const contents = { topics: [{ name: 'events' }, { name: 'later' }] };
  const response = ask({
    engine: 'kafka',
    user: { access: 'ReadWrite' },
    target: REFERENCED,
    contents,
    observed: { 'topic-events': events },
  });
  expect(settings(response)).toEqual(acl('kafka', ['shop_*', 'produceconsume'], ['events', 'produceconsume']));
});

test.each([
  [
    'a claim reaches what bears the prefix of its namespace',
    { name: 'orders', namespace: 'shop' },
    'shop_app',
    'shop_*',
  ],
  ['only the platform team can make a composite without a namespace, and its names have no prefix', null, 'app', '*'],
])('%s', (_reason, claimRef, login, about) => {
  const asked = { engine: 'kafka', user: { access: 'ReadOnly' }, target: REFERENCED, state: userFree(login) } as const;
  const { composite, observed, ...rest } = request(asked);
  const spec = { ...asObject(composite.spec), ...(claimRef && { claimRef }) };
  const metadata = { ...asObject(composite.metadata), namespace: null };
  const response = run({
    ...rest,
    composite: { ...composite, metadata, spec },
    observed: observedIn('ClusterScoped', observed ?? {}),
  });
  expect(settings(response)).toEqual(acl('kafka', [about, 'consume']));
});

describe('refused', () => {
  const EXISTS = 'is set when a user is created, and a user with mode Observe already exists: remove it';
  const CASES: readonly (readonly [reason: string, engine: AclEngine, user: JsonObject, message: string])[] = [
    [
      'two answers to one question',
      'kafka',
      { access: 'Owner', acl: [{ topic: 'a', permission: 'consume' }] },
      'spec.users[0].access: acl says the same in full: remove one of the two',
    ],
    ['a user that the binding does not create', 'kafka', { access: 'ReadOnly', mode: 'Observe' }, EXISTS],
    [
      'Kafka has no databases',
      'kafka',
      { access: 'ReadOnly', databases: ['orders'] },
      'spec.users[0].databases: not supported for Kafka: it has topics, which acl names; remove it',
    ],
    [
      'nor has OpenSearch',
      'opensearch',
      { databases: ['orders'] },
      'spec.users[0].databases: not supported for OpenSearch: it has indices, which acl names; remove it',
    ],
  ];

  test.each(CASES)('%s (%s)', (_reason, engine, user, message) => {
    const { fatal } = ask({ engine, user });
    expect(fatal).toContain(message);
    expect(fatal?.match(/spec\./g)).toHaveLength(1);
  });
});

test.each(['kafka', 'opensearch'] as const)('without access a user of %s is created as ever', (engine) =>
  expect(settings(ask({ engine, user: {} }))).toBeUndefined(),
);
