import type { Composition } from '../compose/compose.js';
import type { ComposedConnection } from '../connection/compose-connection.js';
import { keyOf, kindOf } from '../kinds/resource-keys.js';
import type { JsonObject } from '../lib/json.js';
import type { Facts } from '../observe/facts.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { failedChange } from './failed-change.js';

/** The resource keys of all composed resources that can be used. */
export function readyKeys(
  facts: Facts,
  { foreign, objects, rights }: Pick<Composition, 'foreign' | 'objects' | 'rights'>,
  connection: ComposedConnection,
): ReadonlySet<string> {
  const { secrets, configMaps, leaving } = connection;
  const ready = new Set<string>([...leaving, ...rights.ready, ...requestsNotWaitedFor(connection)]);
  addCertificates(ready, objects);
  for (const [key, resource] of facts.resources) if (isResourceReady(resource, objects.get(key))) ready.add(key);
  for (const key of facts.stranded.keys()) ready.delete(key);
  for (const user of foreign) ready.delete(keyOf('user', user));
  for (const key of lostUsers(facts)) ready.delete(key);
  for (const { key, object } of configMaps) if (object) ready.add(key);
  for (const { key, user, state } of secrets) {
    if (state.state === 'complete' || state.state === 'kept') ready.add(key);
    // A user without a known password is useless, whatever the provider reports.
    else if (state.state === 'waiting') ready.delete(keyOf('user', user));
  }
  return ready;
}

/** What is complete once it is written. */
function addCertificates(ready: Set<string>, objects: Composition['objects']): void {
  for (const key of objects.keys()) if (kindOf(key) === 'certificates') ready.add(key);
}

/** Nothing waits for a certificate that may be missing. */
function requestsNotWaitedFor({ ca, objects }: ComposedConnection): readonly string[] {
  if (ca.state !== 'missing' || !ca.optional) return [];
  return [...objects.keys()].filter((key) => kindOf(key) === 'caRequest');
}

/** The keys of users that are gone; if the provider may delete a user, only the watch beside it shows that. */
function lostUsers({ users }: Facts): readonly string[] {
  return [...users].flatMap(([user, stage]) => (stage === 'lost' ? keyOf('user', user) : []));
}

function isResourceReady(resource: ObservedResource, desired: JsonObject | undefined): boolean {
  switch (resource.kind) {
    // Ready as soon as they are complete: no controller reports on them.
    case 'Secret':
    case 'ConfigMap':
      return false;
    case 'Usage':
    case 'ClusterUsage':
      return isInEffect(resource);
    // Its own controller sets Ready, and no Synced.
    case 'ServiceBinding':
      return resource.conditions.get('Ready')?.status === 'True';
    default:
      return resource.health.state === 'ready' && !failedChange(resource, desired);
  }
}

/** Whether Crossplane reports a Usage in effect; one without a report yet does not hold up the binding. */
function isInEffect({ conditions }: ObservedResource): boolean {
  const condition = conditions.get('Ready') ?? conditions.get('Available');
  return condition === undefined || condition.status === 'True';
}
