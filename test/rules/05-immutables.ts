import { isEngine } from '../../src/engines/engines.js';
import { asObject, asString, at } from '../../src/lib/json.js';
import type { TestResponse } from '../support/run.js';
import { sameJson } from '../support/same-json.js';
import { change, changeForProvider, withForProvider } from './breakage.js';
import { EXTERNAL_NAME, isGone, observedOf, own, policiesOf } from './resources.js';
import type { Rule } from './rule.js';
import type { Scenario } from './scenario.js';

const IMMUTABLE = ['name', 'engine'] as const;
const FIXED = ['projectId', 'privateNetworkUuid'] as const;

/** A change that DigitalOcean refuses blocks every other change of the resource, so it is not sent. */
export const immutables: Rule = {
  number: '5',
  says: 'what DigitalOcean cannot change is kept, and said',
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
  breakages: [
    ['the name changes', change((resource) => withForProvider(resource, { name: 'other' }))],
    ['a user gets other settings', changeForProvider('User', { settings: [{ acl: [] }] })],
    ['partitions shrink', changeForProvider('KafkaTopic', { partitionCount: 1 })],
    ['a replica moves', changeForProvider('Replica', { region: 'sfo3' })],
    ['a schema changes', changeForProvider('KafkaSchemaRegistry', { schema: 'new' })],
    ['a refusal is not told', (response) => ({ ...response, conditions: {} })],
  ],
};

/** Settings of users that exist, schemas, and the number of partitions: what is sent although it cannot be changed. */
function settingsChanged({ request }: Scenario, { composed }: TestResponse): readonly string[] {
  return observedOf(request).flatMap(([key, { resource }]) => {
    const before = asObject(at(resource, 'spec', 'forProvider'));
    const after = at(own(composed, key)?.resource, 'spec', 'forProvider');
    const isNew = (name: string): boolean => {
      const value = at(after, name);
      return value !== undefined && before[name] !== undefined && !sameJson(value, before[name]);
    };
    // A user that is gone at DigitalOcean is made anew, with the settings of today.
    const remade = isGone(resource) && policiesOf(asObject(own(composed, key)?.resource)).includes('Create');
    const created = /[/,]/.test(String(at(resource, ...EXTERNAL_NAME))) && !remade;
    // To write again what DigitalOcean has, where somebody else wrote another value, changes nothing there.
    const differs = (name: string): boolean =>
      isNew(name) && at(after, name) !== at(resource, 'status', 'atProvider', name);
    const partitions = at(resource, 'status', 'atProvider', 'partitionCount');
    return [
      ...(key.startsWith('user-') && created ? ['settings', 'mysqlAuthPlugin'].filter(isNew) : []),
      ...(key.startsWith('schema-')
        ? ['schema', 'schemaType'].filter((name) => asString(before[name]) && isNew(name))
        : []),
      ...(key.startsWith('replica-')
        ? ['region', 'privateNetworkUuid', 'name'].filter((name) => asString(before[name]) && differs(name))
        : []),
      ...(typeof partitions === 'number' && Number(at(after, 'partitionCount')) < partitions ? ['partitionCount'] : []),
    ].map((name) => `${key}.${name}`);
  });
}
