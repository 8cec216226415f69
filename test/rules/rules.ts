import { CONFIGURATION_KINDS, isEngine, profileOf } from '../../src/engines/engines.js';
import { asList, asObject, asString, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { type ObservedState, run, type TestRequest, type TestResponse } from '../support/run.js';
import { keysOf, passwordOf } from '../support/secrets.js';
import { type Scenario, SETTINGS } from './scenario.js';

/** One rule of the design: what of a response breaks it, in words; nothing for a good one. */
export interface Rule {
  readonly name: string;
  violations(scenario: Scenario, response: TestResponse): readonly string[];
}

const observedOf = ({ observed = {} }: TestRequest): readonly (readonly [string, ObservedState])[] =>
  Object.entries(observed);
const own = <T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined =>
  record && Object.hasOwn(record, key) ? record[key] : undefined;
const EXTERNAL_NAME = ['metadata', 'annotations', 'crossplane.io/external-name'] as const;
const policiesOf = (resource: JsonObject): readonly Json[] => asList(at(resource, 'spec', 'managementPolicies'));
const mayDelete = (resource: JsonObject): boolean => {
  const policies = policiesOf(resource).filter((policy) => typeof policy === 'string');
  return policies.length === 0 || policies.includes('*') || policies.includes('Delete');
};
const decode = (value: Json | undefined): string => Buffer.from(asString(value) ?? '', 'base64').toString();
const conditionOf = (resource: JsonObject | undefined, type: string): Json | undefined =>
  asList(at(resource, 'status', 'conditions'))
    .map(asObject)
    .findLast((condition) => condition.type === type)?.status;
const isReady = (resource: JsonObject | undefined): boolean =>
  conditionOf(resource, 'Ready') === 'True' && conditionOf(resource, 'Synced') === 'True';
const managed = (response: TestResponse): readonly (readonly [string, JsonObject])[] =>
  Object.entries(response.composed)
    .filter(([, { resource }]) => String(resource.apiVersion).startsWith('database.digitalocean'))
    .map(([key, { resource }]) => [key, resource]);

/** The names a spec asks for, defaults included. */
function namesAsked({ engine, spec }: Scenario, list: 'users' | 'databases'): readonly string[] {
  if (!profileOf(engine)[list].supported) return [];
  const asked = at(spec, list);
  return asked === undefined ? ['orders'] : asList(asked).map((entry) => String(at(entry, 'name')));
}

function hasSources({ spec, request }: Scenario): boolean {
  return [at(request.policy, 'trustedSources'), at(spec, 'cluster', 'trustedSources')].some(
    (list) => asList(list).length > 0,
  );
}

function keysAsked(scenario: Scenario): ReadonlySet<string> {
  const { spec, request } = scenario;
  const cluster = at(own(request.observed, 'cluster')?.resource, 'status', 'atProvider', 'id');
  const users = namesAsked(scenario, 'users');
  return new Set([
    'cluster',
    ...users.map((name) => `user-${name}`),
    ...namesAsked(scenario, 'databases').map((name) => `database-${name}`),
    ...asList(at(scenario.spec, 'cluster', 'replicas')).map((entry) => `replica-${at(entry, 'name')}`),
    ...asList(at(scenario.spec, 'cluster', 'logSinks')).map(
      (entry) => `logsink-${at(entry, 'rsyslog') ? 'rsyslog' : 'opensearch'}-${at(entry, 'name')}`,
    ),
    ...asList(scenario.spec.topics).map((entry) => `topic-${at(entry, 'name')}`),
    ...asList(scenario.spec.schemas).map((entry) => `schema-${at(entry, 'subject')}`),
    ...(hasSources(scenario) ? ['firewall'] : []),
    ...(spec.deletionProtection === true && cluster !== undefined ? ['usage-binding', 'usage-cluster'] : []),
    ...(at(spec, 'cluster', 'configuration') === undefined ? [] : ['configuration']),
  ]);
}

/** How many Secrets each user should have. */
function secretsAsked(scenario: Scenario): ReadonlyMap<string, number> {
  const { engine, spec } = scenario;
  const { users, defaultUser } = profileOf(engine);
  const names = users.supported ? namesAsked(scenario, 'users') : [defaultUser];
  const extras = asList(at(spec, 'connection', 'extraSecrets')).length;
  const asked = names.map((name, i): [string, number] => [name, i === 0 ? 1 + extras : 1]);
  const administrator = at(spec, 'connection', 'defaultUser') === true ? [[defaultUser, 1] as const] : [];
  return new Map([...asked, ...administrator]);
}

const isSecretKey = (key: string): boolean => key.startsWith('secret-');
const userOf = (key: string): string => key.slice('secret-'.length).split(':')[0] ?? '';
/** Where a user's password comes from. */
const sourceOf = ({ engine }: Scenario, user: string): string =>
  user === profileOf(engine).defaultUser ? 'cluster' : `user-${user}`;

/** Whether a resource belongs to a cluster that is gone: the provider has made another one. */
function isOfLost({ request }: Scenario, resource: JsonObject): boolean {
  const now = asString(at(own(request.observed, 'cluster')?.resource, ...EXTERNAL_NAME));
  const home = asString(at(resource, 'spec', 'forProvider', 'clusterId'));
  return now !== undefined && home !== undefined && now !== home;
}

const omission: Rule = {
  name: '1 what exists and is still asked for is desired again',
  violations: (scenario, response) => {
    const asked = keysAsked(scenario);
    return (
      observedOf(scenario.request)
        .filter(([key]) => asked.has(key) && !own(response.composed, key))
        // The rules and settings of a cluster that is gone make room for those of the one in its place.
        .filter(([key, { resource }]) => !/^(?:firewall|configuration)/.test(key) || !isOfLost(scenario, resource))
        .map(([key]) => `${key} is left out`)
    );
  },
};

const order: Rule = {
  name: '2 nothing is created before the cluster is ready',
  violations: ({ request }, response) => {
    const cluster = own(request.observed, 'cluster')?.resource;
    return managed(response)
      .filter(([key]) => key !== 'cluster' && !own(request.observed, key) && !isReady(cluster))
      .map(([key]) => `${key} is created too early`);
  },
};

const passwords: Rule = {
  name: '3 a Secret is complete, and a password that was known is not lost',
  violations: (scenario, response) => {
    const { engine, request } = scenario;
    const secrets = Object.entries(response.composed).filter(([key]) => isSecretKey(key));
    return secrets.flatMap(([key, { resource }]) => {
      const before = own(request.observed, key)?.resource.data;
      if (JSON.stringify(asObject(resource.data)) === JSON.stringify(asObject(before))) return [];
      const missing = keysOf(engine, resource).filter((name) => decode(at(resource, 'data', name)) === '');
      const known = passwordsOf(scenario, userOf(key));
      const lost = known.length > 0 && !known.includes(passwordOf(engine, resource));
      return [
        ...(missing.length > 0 ? [`${key} has no ${missing.join(', ')}`] : []),
        ...(lost ? [`${key} lost its password`] : []),
      ];
    });
  },
};

/** What a user's password may be: what the provider tells, or else what a Secret still says. */
function passwordsOf(scenario: Scenario, user: string): readonly string[] {
  const { engine, request } = scenario;
  const told = own(own(request.observed, sourceOf(scenario, user))?.connectionDetails, 'attribute.password');
  if (told) return [told];
  return observedOf(request)
    .filter(([key]) => isSecretKey(key) && userOf(key) === user)
    .map(([, { resource }]) => passwordOf(engine, resource))
    .filter((password) => password !== '');
}

const replacement: Rule = {
  name: '3a a Secret of a user goes only once what replaces it is there',
  violations: (scenario, response) => {
    const asked = secretsAsked(scenario);
    const gone = observedOf(scenario.request).filter(
      ([key]) => isSecretKey(key) && asked.has(userOf(key)) && !own(response.composed, key),
    );
    return gone.flatMap(([key]) => {
      const user = userOf(key);
      const others = Object.entries(response.composed).filter(
        ([other]) => isSecretKey(other) && userOf(other) === user,
      );
      const there = others.filter(([other, { resource }]) => {
        const data = own(scenario.request.observed, other)?.resource.data;
        return Object.entries(asObject(resource.data)).every(([name, value]) => at(data, name) === value);
      });
      return there.length >= (asked.get(user) ?? 0) ? [] : [`${key} goes too early`];
    });
  },
};

const departure: Rule = {
  name: '3b a Secret of a user that left goes only once every wanted one is there, and its user only after it',
  violations: (scenario, { composed }) => {
    const { request } = scenario;
    const asked = secretsAsked(scenario);
    const secrets = Object.entries(composed).filter(([key]) => isSecretKey(key) && asked.has(userOf(key)));
    const there = secrets.filter(([key, { resource }]) => {
      const data = own(request.observed, key)?.resource.data;
      return Object.entries(asObject(resource.data)).every(([name, value]) => at(data, name) === value);
    });
    const complete = [...asked].every(([user, count]) => there.filter(([key]) => userOf(key) === user).length >= count);
    // A name that another user's Secret has from now on is not gone.
    const names = secrets.map(([, { resource }]) => at(resource, 'metadata', 'name'));
    const mounted = observedOf(request).filter(([key]) => isSecretKey(key));
    const early = mounted
      .filter(([key]) => !asked.has(userOf(key)) && !own(composed, key) && !complete)
      .filter(([, { resource }]) => !names.includes(at(resource, 'metadata', 'name')))
      .map(([key]) => `${key} goes too early`);
    const bereft = observedOf(request)
      .filter(([key]) => key.startsWith('user-') && !own(composed, key))
      .filter(([key]) => mounted.some(([secret]) => `user-${userOf(secret)}` === key))
      .map(([key]) => `${key} goes before its Secret`);
    return [...early, ...bereft];
  },
};

const release: Rule = {
  name: '4 what holds data leaves in two steps',
  violations: (scenario, response) => {
    const asked = keysAsked(scenario);
    return observedOf(scenario.request)
      .filter(([key]) => /^(?:database|topic|schema)-/.test(key) && !asked.has(key))
      .flatMap(([key, { resource }]) => {
        const desired = own(response.composed, key)?.resource;
        if (mayDelete(resource)) return desired && !mayDelete(desired) ? [] : [`${key} is deleted with its data`];
        return desired ? [`${key} stays for ever`] : [];
      });
  },
};

const major = (version: Json | undefined): number => Number.parseInt(asString(version) ?? '', 10);

/** What the provider shows of the binding's cluster; nothing while it still shows the one that was lost. */
function runningCluster({ observed }: TestRequest): Json | undefined {
  const cluster = own(observed, 'cluster')?.resource;
  const shown = at(cluster, 'status', 'atProvider');
  const external = asString(at(cluster, ...EXTERNAL_NAME));
  return external === undefined || external === at(shown, 'id') ? shown : undefined;
}

const growth: Rule = {
  name: '14 a version goes up by one step, and storage only grows',
  violations: ({ request }, response) => {
    const running = runningCluster(request);
    const desired = at(own(response.composed, 'cluster')?.resource, 'spec', 'forProvider');
    const step = major(at(desired, 'version')) - major(at(running, 'version'));
    const [now, sent] = [at(running, 'storageSizeMib'), at(desired, 'storageSizeMib')].map(Number);
    const asked = at(request.composite, 'spec', 'cluster');
    const written = at(own(request.observed, 'cluster')?.resource, 'spec', 'forProvider', 'version');
    return [
      ...(at(asked, 'version') !== undefined && step < 0 && written !== at(desired, 'version') ? ['a downgrade'] : []),
      ...(step > 1 && written !== at(desired, 'version') ? ['a step too far'] : []),
      ...(at(asked, 'storageSizeMib') !== undefined && Number(sent) < Number(now) ? ['storage shrinks'] : []),
    ];
  },
};

const configured: Rule = {
  name: '15 a configuration that was sent stays, and what the spec no longer sets is told',
  violations: (scenario, response) => {
    const { engine, spec, request } = scenario;
    const configuration = own(request.observed, 'configuration')?.resource;
    const observed = configuration && isOfLost(scenario, configuration) ? undefined : configuration;
    const desired = asObject(at(own(response.composed, 'configuration')?.resource, 'spec', 'forProvider'));
    const controlled = policiesOf(own(response.composed, 'cluster')?.resource ?? {}).includes('Update');
    const known = SETTINGS[engine].flatMap((settings) => Object.entries(settings));
    const sent = known.filter(
      ([name, value]) =>
        JSON.stringify(at(observed, 'spec', 'forProvider', name)) === JSON.stringify(value) && controlled,
    );
    const told = response.conditions.SpecAccepted;
    return [
      ...sent.filter(([name]) => !Object.hasOwn(desired, name)).map(([name]) => `${name} is lost`),
      ...sent
        .filter(([name]) => at(spec, 'cluster', 'configuration', name) === undefined)
        .filter(([name]) => told?.status === 'TRUE' && !told.message.includes(name))
        .map(([name]) => `nobody says that ${name} stays`),
    ];
  },
};

const protection: Rule = {
  name: '16 lifting the protection deletes nothing',
  violations: ({ spec, request }, response) =>
    observedOf(request)
      .filter(([key]) => key.startsWith('usage-') && spec.deletionProtection !== true)
      .flatMap(([key, { resource }]) => {
        const replays = (usage: JsonObject | undefined) => at(usage, 'spec', 'replayDeletion') === true;
        const desired = own(response.composed, key)?.resource;
        // Without the name of what it protects a Usage is none, and the API server would not have taken it.
        const names = asString(at(resource, 'spec', 'of', 'resourceRef', 'name')) !== undefined;
        return names && replays(resource) && (!desired || replays(desired)) ? [`${key} replays a deletion`] : [];
      }),
};

const sources: Rule = {
  name: '13 a cluster is never opened unless asked',
  violations: (scenario, response) => {
    const { spec, request } = scenario;
    const firewall = own(request.observed, 'firewall')?.resource;
    // The rules of a lost cluster leave, so that the one in its place gets its own.
    const observed = firewall && isOfLost(scenario, firewall) ? undefined : firewall;
    const desired = own(response.composed, 'firewall')?.resource;
    const asked = [...asList(at(request.policy, 'trustedSources')), ...asList(at(spec, 'cluster', 'trustedSources'))]
      .length;
    const opened = at(spec, 'cluster', 'allowAll') === true && asked === 0;
    const rules = at(desired, 'spec', 'forProvider', 'rule');
    const writes = policiesOf(desired ?? {}).some((policy) => policy === 'Create' || policy === 'Update');
    const controlled = policiesOf(own(response.composed, 'cluster')?.resource ?? {}).includes('Update');
    const silent = controlled && asked === 0 && !observed && response.conditions.ClusterReady?.status === 'TRUE';
    const replicas = asList(at(spec, 'cluster', 'replicas')).map((replica) => `firewall-${at(replica, 'name')}`);
    const bare = observedOf(request)
      .filter(([key, { resource }]) => key.startsWith('firewall-') && mayDelete(resource) && !opened)
      .filter(([key]) => !own(response.composed, key))
      .map(([key]) => `${key} is left out`);
    const unguarded = replicas
      .filter((key) => asked > 0 && !own(response.composed, key))
      .filter((key) => own(request.observed, key) !== undefined)
      .map((key) => `${key} is lost`);
    return [
      ...bare,
      ...unguarded,
      ...(observed && !desired && !opened ? ['the firewall is left out'] : []),
      ...(desired && writes && asList(rules).length === 0 ? ['the firewall has no rules'] : []),
      ...(observed && asked > 0 && asList(rules).length < 1 ? ['the trusted sources are lost'] : []),
      ...(silent && !response.conditions.ClusterReady?.message.includes('internet') ? ['openness is not told'] : []),
    ];
  },
};

const IMMUTABLE = ['name', 'engine'] as const;
const FIXED = ['projectId', 'privateNetworkUuid'] as const;

/** Settings of users that exist, schemas, and the number of partitions: what is sent although it cannot be changed. */
function settingsChanged({ request }: Scenario, { composed }: TestResponse): readonly string[] {
  return observedOf(request).flatMap(([key, { resource }]) => {
    const before = asObject(at(resource, 'spec', 'forProvider'));
    const after = at(own(composed, key)?.resource, 'spec', 'forProvider');
    const isNew = (name: string): boolean => {
      const value = at(after, name);
      return (
        value !== undefined && before[name] !== undefined && JSON.stringify(value) !== JSON.stringify(before[name])
      );
    };
    // A user that is gone at DigitalOcean is made anew, with the settings of today.
    const remade = isGone(resource) && policiesOf(asObject(own(composed, key)?.resource)).includes('Create');
    const created = /[/,]/.test(String(at(resource, ...EXTERNAL_NAME))) && !remade;
    const partitions = at(resource, 'status', 'atProvider', 'partitionCount');
    return [
      ...(key.startsWith('user-') && created ? ['settings', 'mysqlAuthPlugin'].filter(isNew) : []),
      ...(key.startsWith('schema-')
        ? ['schema', 'schemaType'].filter((name) => asString(before[name]) && isNew(name))
        : []),
      ...(key.startsWith('replica-')
        ? ['region', 'privateNetworkUuid', 'name'].filter((name) => asString(before[name]) && isNew(name))
        : []),
      ...(typeof partitions === 'number' && Number(at(after, 'partitionCount')) < partitions ? ['partitionCount'] : []),
    ].map((name) => `${key}.${name}`);
  });
}

const immutables: Rule = {
  name: '5 what DigitalOcean cannot change is kept, and said',
  violations: (scenario, response) => {
    const cluster = own(scenario.request.observed, 'cluster')?.resource;
    const id = asString(at(cluster, 'status', 'atProvider', 'id'));
    const desired = at(own(response.composed, 'cluster')?.resource, 'spec', 'forProvider');
    if (!cluster || id === undefined) return [];
    const running = at(cluster, 'status', 'atProvider');
    // An observed engine that is none tells nothing.
    const told = IMMUTABLE.filter((name) => asString(at(running, name)) !== undefined).filter(
      (name) => name !== 'engine' || isEngine(asString(at(running, name))),
    );
    const kept = told.filter((name) => at(desired, name) !== at(running, name));
    const sent = FIXED.filter(
      (name) => at(desired, name) !== undefined && at(desired, name) !== at(cluster, 'spec', 'forProvider', name),
    );
    const asked = asString(at(scenario.spec, 'cluster', 'projectId'));
    const project = asString(at(running, 'projectId'));
    const silent =
      asked !== undefined &&
      project !== undefined &&
      asked !== project &&
      response.conditions.SpecAccepted?.reason !== 'ImmutableField' &&
      !response.conditions.SpecAccepted?.message.includes('projectId');
    return [...settingsChanged(scenario, response), ...kept, ...sent]
      .map((name) => `${name} changes`)
      .concat(silent ? ['projectId is refused silently'] : []);
  },
};

const readiness: Rule = {
  name: '6 ready means usable',
  violations: (scenario, response) => {
    const early = managed(response)
      .filter(([key]) => own(response.composed, key)?.ready && !isReady(own(scenario.request.observed, key)?.resource))
      .map(([key]) => `${key} is said to be ready`);
    // A Usage waits for nothing, so it is composed: Crossplane itself waits until it is ready.
    const asked = [...keysAsked(scenario)].filter((key) => !key.startsWith('usage-'));
    const ready = Object.entries(response.composed).filter(([key, { ready: is }]) => isSecretKey(key) && is);
    const usable =
      asked.every((key) => own(response.composed, key)?.ready) &&
      [...secretsAsked(scenario)].every(
        ([user, count]) => ready.filter(([key]) => userOf(key) === user).length >= count,
      );
    return !usable && response.compositeReady !== 'READY_FALSE' ? [...early, 'the binding is said to be ready'] : early;
  },
};

const isGone = (resource: JsonObject | undefined): boolean =>
  asList(at(resource, 'status', 'conditions'))
    .map(asObject)
    .some(
      ({ type, status, message }) => type === 'Synced' && status === 'False' && /does not exist/.test(String(message)),
    );
const CREATED = ['metadata', 'annotations', 'crossplane.io/external-create-pending'] as const;
/** Whether the provider created it: it notes so, and never does for what it found under the name. */
const wasMade = (resource: JsonObject | undefined): boolean => asString(at(resource, ...CREATED)) !== undefined;
const hasConnectionSecret = (resource: JsonObject): boolean =>
  at(resource, 'spec', 'writeConnectionSecretToRef', 'name') !== undefined;

function userTraps(key: string, resource: JsonObject, observed: JsonObject | undefined): readonly string[] {
  const before = asString(at(observed, ...EXTERNAL_NAME)) ?? '';
  const external = asString(at(resource, ...EXTERNAL_NAME)) ?? '';
  const creates = policiesOf(resource).includes('Create');
  return [
    ...(/[/,]/.test(before) && creates && !isGone(observed) ? [`${key} does not settle`] : []),
    ...(external.endsWith(key.replace(/^(?:user|watch)-/, '')) ? [] : [`${key} is named ${external}`]),
    ...(external.includes('/') ? [`${key} keeps the broken external name`] : []),
    ...(creates && external.includes(',') ? [`${key} is created under the name of an import`] : []),
  ];
}

/** Kinds that the provider has no connection details of. */
const WITHOUT_DETAILS: readonly string[] = [
  'DB',
  'Firewall',
  'KafkaTopic',
  'KafkaSchemaRegistry',
  'LogSinkOpenSearch',
  'LogSinkRsyslog',
  ...CONFIGURATION_KINDS,
];

const traps: Rule = {
  name: "7 the provider's traps are avoided",
  violations: ({ request }, response) =>
    managed(response).flatMap(([key, resource]) => {
      const observed = own(request.observed, key)?.resource;
      const late = policiesOf(resource).some((policy) => policy === '*' || policy === 'LateInitialize');
      // Of a user that is only looked for nothing may be written.
      const isUser = resource.kind === 'User';
      const settles = !isUser || (wasMade(observed) && /[/,]/.test(String(at(observed, ...EXTERNAL_NAME))));
      const silent = WITHOUT_DETAILS.includes(String(resource.kind)) || key.startsWith('watch-') || isGone(observed);
      return [
        ...(late ? [`${key} is initialised late`] : []),
        ...(settles && !silent && !hasConnectionSecret(resource) ? [`${key} writes its password nowhere`] : []),
        ...(isUser ? userTraps(key, resource, observed) : []),
        ...(emptied(resource, observed) ? [`${key} has nothing left in forProvider, which becomes null`] : []),
      ];
    }),
};

/** Whether an apply would take away every field that was applied before. */
function emptied(resource: JsonObject, observed: JsonObject | undefined): boolean {
  const [before, after] = [observed, resource].map((each) => at(each, 'spec', 'forProvider'));
  const fields = Object.values(asObject(before)).filter((value) => asString(value) !== undefined);
  return fields.length > 0 && Object.keys(asObject(after)).length === 0;
}

/** Whether a spec lists a user as one to be looked at. */
const isObserved = ({ spec }: Scenario, name: string): boolean =>
  asList(spec.users).some((user) => at(user, 'name') === name && at(user, 'mode') === 'Observe');

const ownership: Rule = {
  name: '20 only a user that the binding made is read, given the right to be deleted, or deleted',
  violations: (scenario, response) => {
    const { observed = {} } = scenario.request;
    const given = managed(response)
      .filter(([key]) => key.startsWith('user-'))
      .flatMap(([key, resource]) => {
        const before = own(observed, key)?.resource;
        const foreign = !wasMade(before) && !isObserved(scenario, key.slice('user-'.length));
        // A password that is told only once comes with the creation.
        const reads = hasConnectionSecret(resource) && profileOf(scenario.engine).passwordReadable;
        return [
          ...(foreign && mayDelete(resource) ? [`${key} may be deleted, and is somebody else's`] : []),
          ...(foreign && reads ? [`${key} is read, and is somebody else's`] : []),
        ];
      });
    const gone = observedOf(scenario.request)
      .filter(([key, { resource }]) => key.startsWith('user-') && mayDelete(resource) && !own(response.composed, key))
      .filter(([, { resource }]) => !wasMade(resource))
      .map(([key]) => `${key} is deleted, and is somebody else's`);
    const secrets = Object.entries(response.composed)
      .filter(([key]) => isSecretKey(key) && !own(observed, key))
      // What a Secret of the user tells already is no news in another one.
      .filter(([key]) => !Object.keys(observed).some((other) => isSecretKey(other) && userOf(other) === userOf(key)))
      .filter(([key]) => {
        const user = own(observed, `user-${userOf(key)}`)?.resource;
        return user !== undefined && !wasMade(user) && !isObserved(scenario, userOf(key));
      })
      .map(([key]) => `${key} is written for somebody else's user`);
    return [...given, ...gone, ...secrets];
  },
};

const fewRights: Rule = {
  name: '18 in a cluster that the binding controls nothing may be deleted by itself, unless it leaves',
  violations: (scenario, response) => {
    const asked = keysAsked(scenario);
    const lasting = managed(response).filter(([key]) => key !== 'cluster' && asked.has(key));
    return lasting
      .filter(([key, resource]) => mayDelete(resource) && key !== 'firewall')
      .map(([key]) => `${key} may be deleted`);
  },
};

const observedTruth: Rule = {
  name: '21 no condition claims what was not observed',
  violations: (scenario, { composed, conditions }) => {
    const { observed = {} } = scenario.request;
    const cluster = own(observed, 'cluster')?.resource;
    const desired = composed.cluster?.resource;
    const handedOver = cluster !== undefined && desired !== undefined && mayDelete(cluster) && !mayDelete(desired);
    const { SpecAccepted, ClusterReady, UsersReady } = conditions;
    const [external, shown] = [at(cluster, ...EXTERNAL_NAME), at(cluster, 'status', 'atProvider', 'id')].map(asString);
    const isOther =
      external !== undefined && shown !== undefined && /^[0-9a-f-]{36}$/.test(external) && external !== shown;
    const held = Object.keys(observed).filter((key) => key === 'usage-cluster' || key === 'usage-binding');
    const users = profileOf(scenario.engine).users.supported ? namesAsked(scenario, 'users') : [];
    const unsure = users.filter((name) => {
      const user = own(observed, `user-${name}`)?.resource;
      return !isReady(user) || (!wasMade(user) && !isObserved(scenario, name));
    });
    return [
      ...(handedOver && SpecAccepted?.reason !== 'HandoverPending' ? ['the cluster is said to be handed over'] : []),
      ...(handedOver ? held.filter((key) => !own(composed, key)).map((key) => `${key} goes before the hand-over`) : []),
      ...(isOther && ClusterReady?.status === 'TRUE' ? ['another cluster is said to be ready'] : []),
      ...(unsure.length > 0 && UsersReady?.status === 'TRUE' ? [`${unsure[0]} is said to be ready`] : []),
    ];
  },
};

const deputy: Rule = {
  name: '8 nothing is written into another namespace',
  violations: (_scenario, response) =>
    Object.entries(response.composed)
      .filter(([key]) => key !== 'topic')
      .filter(([, { resource }]) => ![undefined, 'shop'].includes(asString(at(resource, 'metadata', 'namespace'))))
      .map(([key]) => `${key} is in another namespace`),
};

const secrecy: Rule = {
  name: '9 secrets stay secret',
  violations: ({ engine, request }, response) => {
    const known = observedOf(request).flatMap(([, { resource, connectionDetails = {} }]) => [
      ...['attribute.password', 'attribute.access_key'].map((name) => own(connectionDetails, name)),
      passwordOf(engine, resource),
    ]);
    const told = JSON.stringify([response.results, response.conditions, response.status]);
    return known
      .filter((secret) => secret !== undefined && secret.length > 7 && told.includes(secret))
      .map((secret) => `${secret} is told`);
  },
};

const passing: Rule = {
  name: "10 others' desired state and the context pass through",
  violations: ({ request }, response) => {
    const lost = Object.entries(asObject(at(request.desired, 'resources'))).filter(
      ([key, resource]) => JSON.stringify(at(response.json, 'desired', 'resources', key)) !== JSON.stringify(resource),
    );
    const context = JSON.stringify(response.json.context) === JSON.stringify(request.context);
    return [...lost.map(([key]) => `${key} is changed`), ...(context ? [] : ['the context is changed'])];
  },
};

/** Values that the API server would not give back as they were sent. */
function unsteady(value: Json | undefined, path: string): readonly string[] {
  if (value === null || value === '') return [path];
  if (Array.isArray(value)) return value.flatMap((item, i) => unsteady(item as Json, `${path}[${i}]`));
  if (typeof value !== 'object') return [];
  const entries = Object.entries(value);
  return entries.length === 0 && path.endsWith('metadata')
    ? [path]
    : entries.flatMap(([key, below]) => unsteady(below, `${path}.${key}`));
}

const steadiness: Rule = {
  name: '11 the same request gives the same bytes, and they are steady once applied',
  violations: ({ request }, response) => {
    const reversed = Object.fromEntries(observedOf(request).toReversed());
    const again = run({ ...request, observed: reversed });
    const same =
      Buffer.compare(run(request).bytes, response.bytes) === 0 && Buffer.compare(again.bytes, response.bytes) === 0;
    const nulls = managed(response).flatMap(([key, resource]) => unsteady(resource, key));
    return [...(same ? [] : ['two calls differ']), ...nulls.map((path) => `${path} is blank`)];
  },
};

const poolOf = (key: string): string | undefined => /^pool-([a-z0-9-]+)/.exec(key)?.[1];
const POOL_FIELDS = ['name', 'mode', 'size', 'dbName', 'user'] as const;

const pools: Rule = {
  name: '17 a pool is replaced by a further one, and goes only when that is ready',
  violations: ({ spec, request }, response) => {
    const desired = managed(response).filter(([, { kind }]) => kind === 'ConnectionPool');
    const changed = desired.flatMap(([key, resource]) => {
      const [before, after] = [own(request.observed, key)?.resource, resource].map((each) =>
        asObject(at(each, 'spec', 'forProvider')),
      );
      return POOL_FIELDS.filter((name) => {
        const [old, now] = [before?.[name], after?.[name]];
        return (typeof old === 'number' || asString(old) !== undefined) && typeof old === typeof now && old !== now;
      }).map((name) => `${key}.${name} changes`);
    });
    const missing = asList(spec.connectionPools).flatMap((pool) => {
      const name = String(at(pool, 'name'));
      const ready = observedOf(request).filter(([key, { resource }]) => poolOf(key) === name && isReady(resource));
      const kept = ready.filter(([key]) => own(response.composed, key));
      const usable = desired.some(([key]) => poolOf(key) === name && own(response.composed, key)?.ready);
      return [
        ...(ready.length > 0 && kept.length === 0 ? [`no ready pool ${name} is left`] : []),
        ...(!usable && response.compositeReady !== 'READY_FALSE' ? [`pool ${name} is not there`] : []),
      ];
    });
    return [...changed, ...missing];
  },
};

const poolIn = (secret: JsonObject | undefined): string | undefined =>
  asString(at(secret, 'metadata', 'annotations', 'databasebinding.fn.crossplane.io/pool'));

const leading: Rule = {
  name: '19 a Secret goes through a pool only once that is ready, and the pool stays as long as it does',
  violations: ({ spec, request }, response) => {
    const pools = new Map(
      observedOf(request)
        .filter(([key]) => key.startsWith('pool-'))
        .map(([key, { resource }]) => [key.slice('pool-'.length).replace('.', '_'), { key, resource }]),
    );
    const pool = at(spec, 'connection', 'pool');
    return Object.entries(response.composed).flatMap(([key, { resource }]) => {
      if (resource.kind !== 'Secret') return [];
      const observed = own(request.observed, key)?.resource;
      const [before, now] = [poolIn(observed), poolIn(resource)];
      const lost = [before, now].flatMap((name) => pools.get(name ?? '')?.key ?? []);
      const database = decode(at(resource, 'data', 'database'));
      const administrator = userOf(key) === 'doadmin';
      return [
        ...(now !== undefined && now !== before && !isReady(pools.get(now)?.resource) ? [`${now} is not ready`] : []),
        ...lost.filter((used) => !own(response.composed, used)).map((used) => `${used} goes, ${key} uses it`),
        ...(pool !== undefined && !now && !administrator && (!observed || before) ? [`${key} goes around`] : []),
        ...(now !== undefined && now !== before && database !== '' && database !== now ? [`${key} is mixed up`] : []),
      ];
    });
  },
};

export const RULES: readonly Rule[] = [
  omission,
  order,
  passwords,
  replacement,
  departure,
  release,
  immutables,
  readiness,
  traps,
  deputy,
  secrecy,
  passing,
  steadiness,
  sources,
  growth,
  configured,
  protection,
  pools,
  leading,
  fewRights,
  ownership,
  observedTruth,
];
