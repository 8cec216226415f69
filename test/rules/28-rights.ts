import { profileOf } from '../../src/engines/engines.js';
import { asList, asString, at, type Json, type JsonObject } from '../../src/lib/json.js';
import type { ObservedState, TestResponse } from '../support/run.js';
import { isObserved, namesAsked } from './asked.js';
import { change, FULL, leaveOut, withSpec } from './breakage.js';
import { EXTERNAL_NAME, isReady, mayDelete, observedOf, own, rightsIn } from './resources.js';
import type { Rule } from './rule.js';
import type { Scenario } from './scenario.js';

/**
 * A right that is given too early fails, and is tried again after many minutes; one that may be deleted holds up its namespace,
 * and takes rights along that applications use.
 */
export const rights: Rule = {
  number: '28',
  says: 'rights are given once all that they need is there, none that is wanted goes or may be deleted, and one tells of each',
  violations: (scenario, response) => {
    const wanted = membershipsAsked(scenario);
    return [
      ...undeletable(wanted, response),
      ...waiting(scenario, response),
      ...lasting(scenario, wanted, response),
      ...single(response),
    ];
  },
  breakages: [
    ['a right may be deleted', change((resource) => (isRight(resource) ? withSpec(resource, FULL) : resource))],
    ['a right is left out', leaveOut(/^sql-grant-/)],
    [
      'a membership does not wait',
      (response) => ({
        ...response,
        composed: { ...response.composed, 'sql-grant-early': { resource: EARLY, ready: false } },
      }),
    ],
    [
      'two say what a role may do',
      (response) => {
        const { 'sql-grant-owner:orders': one } = response.composed;
        return one ? { ...response, composed: { ...response.composed, 'sql-grant-owner:again': one } } : response;
      },
    ],
  ],
};

const isRight = (resource: JsonObject): boolean => String(resource.apiVersion).startsWith('postgresql.sql.');

const EARLY: JsonObject = {
  apiVersion: 'postgresql.sql.m.crossplane.io/v1alpha1',
  kind: 'Grant',
  spec: {
    forProvider: { memberOf: 'nobody-owner', role: 'nobody' },
    managementPolicies: ['Observe', 'Create', 'Update'],
    providerConfigRef: { kind: 'ClusterProviderConfig', name: 'default' },
  },
};

const parameters = (resource: JsonObject): Json | undefined => at(resource, 'spec', 'forProvider');

/** The keys of the memberships that a spec asks for, where the policy gives any. */
function membershipsAsked(scenario: Scenario): ReadonlySet<string> {
  const { engine, spec, request } = scenario;
  if (!profileOf(engine).rights.inSql || at(request.policy, 'sql') === undefined) return new Set();
  const databases = namesAsked(scenario, 'databases');
  const schemasIn = (name: string): readonly Json[] => {
    const listed = asList(spec.databases).find((database) => at(database, 'name') === name);
    return ['public', ...asList(at(listed, 'schemas')).map((schema) => at(schema, 'name') ?? '')];
  };
  const first = namesAsked(scenario, 'users').find((user) => !isObserved(scenario, user));
  const keys = namesAsked(scenario, 'users').flatMap((user) => {
    const listed = asList(spec.users).find((it) => at(it, 'name') === user);
    const usual = isObserved(scenario, user) ? undefined : user === first ? 'Owner' : 'ReadWrite';
    const access = at(listed, 'access') ?? usual;
    if (access === undefined) return [];
    if (access === 'Owner') return databases.length > 0 ? [`sql-grant-member:${user}:owner`] : [];
    const ending = access === 'ReadOnly' ? 'read' : 'write';
    return databases.flatMap((name) =>
      schemasIn(name).map((schema) => `sql-grant-member:${user}:${ending}:${name}:${schema}`),
    );
  });
  return new Set(keys);
}

/** Only a membership that somebody has no more may be deleted. */
function undeletable(wanted: ReadonlySet<string>, response: TestResponse): readonly string[] {
  return rightsIn(response)
    .filter(([key, resource]) => resource.kind !== 'ProviderConfig' && mayDelete(resource) && !isLeaving(key, wanted))
    .map(([key]) => `${key} may be deleted`);
}

const isLeaving = (key: string, wanted: ReadonlySet<string>): boolean =>
  key.startsWith('sql-grant-member:') && !wanted.has(key);

function isDamaged(resource: JsonObject): boolean {
  const isNamed = ['DB', 'Role', 'Schema'].includes(String(resource.kind));
  return isNamed && (parameters(resource) === undefined || at(resource, ...EXTERNAL_NAME) === undefined);
}

/** What is new has all that it names. */
function waiting({ request }: Scenario, response: TestResponse): readonly string[] {
  // What is damaged does not tell any more what it stands for.
  if (observedOf(request).some(([, { resource }]) => isDamaged(resource))) return [];
  const there = observedOf(request).filter(([, { resource }]) => isReady(resource));
  const names = (kind: string, nameOf: (state: ObservedState, key: string) => Json | undefined): ReadonlySet<unknown> =>
    new Set(there.filter(([, { resource }]) => resource.kind === kind).map(([key, state]) => nameOf(state, key)));
  const roles = names('Role', ({ resource }) => at(resource, ...EXTERNAL_NAME));
  const users = names('User', (_, key) => key.slice('user-'.length));
  const databases = names(
    'DB',
    ({ resource }) => at(parameters(resource), 'name') ?? at(resource, 'status', 'atProvider', 'name'),
  );
  const schemas = names('Schema', ({ resource }) => at(resource, ...EXTERNAL_NAME));
  // One that is there may have lost its name in a damaged world.
  const isThere = (known: ReadonlySet<unknown>, name: Json): boolean => known.has(name) || known.has(undefined);
  const isLogin = (name: Json): boolean => name === 'doadmin' || isThere(roles, name) || users.has(name);
  return rightsIn(response)
    .filter(([key]) => !own(request.observed, key))
    .flatMap(([key, resource]) => {
      const { role, memberOf, targetRole, database, schema } = (parameters(resource) ?? {}) as JsonObject;
      const missing = [
        ...[memberOf, targetRole].filter((name) => name !== undefined && !isThere(roles, name)),
        ...[role].filter((name) => name !== undefined && !isLogin(name)),
        ...[database].filter((name) => name !== undefined && !databases.has(name)),
        ...[schema].filter((name) => name !== undefined && name !== 'public' && !isThere(schemas, name)),
        ...(isConfigured(resource, response) ? [] : ['its provider config']),
      ];
      return missing.map((name) => `${key} is given before there is ${name}`);
    });
}

/** Whether the provider config that an object names is there, or a person made it. */
function isConfigured(resource: JsonObject, response: TestResponse): boolean {
  const reference = at(resource, 'spec', 'providerConfigRef');
  if (reference === undefined || at(reference, 'kind') === 'ClusterProviderConfig') return true;
  return rightsIn(response).some(
    ([, { kind, metadata }]) => kind === 'ProviderConfig' && at(metadata, 'name') === at(reference, 'name'),
  );
}

/** What exists of what everybody needs, and of memberships that are asked for, is there again. */
function lasting(
  { request: { observed, policy } }: Scenario,
  wanted: ReadonlySet<string>,
  response: TestResponse,
): readonly string[] {
  if (at(policy, 'sql') === undefined || wanted.size === 0) return [];
  const needed = ['sql-role-owner', 'sql-grant-administrator', ...wanted];
  return needed.filter((key) => own(observed, key) && !own(response.composed, key)).map((key) => `${key} is left out`);
}

/** The provider compares all that a role has in one place: two that say so are never both right. */
function single(response: TestResponse): readonly string[] {
  const places = new Map<string, string>();
  return rightsIn(response).flatMap(([key, resource]) => {
    if (resource.kind !== 'Grant' && resource.kind !== 'DefaultPrivileges') return [];
    const { role, memberOf, database, schema, objectType } = (parameters(resource) ?? {}) as JsonObject;
    const place = resource.kind === 'Grant' ? [role, memberOf, database, schema] : [role, database, objectType];
    const name = JSON.stringify([asString(resource.kind), ...place]);
    const other = places.get(name);
    places.set(name, key);
    return other === undefined ? [] : [`${key} and ${other} are about one thing`];
  });
}
