import { profileOf } from '../../src/engines/engines.js';
import { asList, at } from '../../src/lib/json.js';
import { own } from './resources.js';
import type { Scenario } from './scenario.js';

// What a spec asks for, read from the spec alone.

/** The names a spec asks for, defaults included. */
export function namesAsked({ engine, spec }: Scenario, list: 'users' | 'databases'): readonly string[] {
  if (!profileOf(engine)[list].supported) return [];
  const asked = at(spec, list);
  return asked === undefined ? ['orders'] : asList(asked).map((entry) => String(at(entry, 'name')));
}

/** Whether a spec lists a user as one to be looked at. */
export function isObserved({ spec }: Scenario, name: string): boolean {
  return asList(spec.users).some((user) => at(user, 'name') === name && at(user, 'mode') === 'Observe');
}

/** The keys of what is asked for, without Secrets. */
export function keysAsked(scenario: Scenario): ReadonlySet<string> {
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

function hasSources({ spec, request }: Scenario): boolean {
  return [at(request.policy, 'trustedSources'), at(spec, 'cluster', 'trustedSources')].some(
    (list) => asList(list).length > 0,
  );
}

/** How many Secrets each user should have. */
export function secretsAsked(scenario: Scenario): ReadonlyMap<string, number> {
  const { engine, spec } = scenario;
  const { users, defaultUser } = profileOf(engine);
  const names = users.supported ? namesAsked(scenario, 'users') : [defaultUser];
  const extras = asList(at(spec, 'connection', 'extraSecrets')).length;
  const asked = names.map((name, i): [string, number] => [name, i === 0 ? 1 + extras : 1]);
  const administrator = at(spec, 'connection', 'defaultUser') === true ? [[defaultUser, 1] as const] : [];
  return new Map([...asked, ...administrator]);
}
