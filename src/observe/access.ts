import type { Access, TakenByOwner, WithheldReason } from '../api/access.js';
import type { Reference } from '../api/binding.js';
import { defaultName } from '../api/names.js';
import { isEngine } from '../engines/engines.js';
import type { RunningEngine } from '../gen/binding.js';
import { asList, asNumber, asString, at, type JsonObject } from '../lib/json.js';
import { isUuid } from '../lib/uuid.js';
import type { RunFunctionRequest } from '../wire/request.js';
import { controls } from './management-policies.js';
import { REQUIREMENTS, type Required, readOwnerCluster, readRequired } from './required.js';

type Request = Pick<RunFunctionRequest, 'requiredResources'>;

const NOTHING_TAKEN: TakenByOwner = { user: [], database: [], topic: [] };

/** Finds out what a reference means now, for a binding in a namespace. */
export function accessBy(request: Request, reference: Reference, namespace: string | undefined): Access {
  switch (reference.via) {
    case 'uuid':
      return { state: 'granted', id: reference.uuid, engine: undefined, privatePort: undefined, taken: NOTHING_TAKEN };
    case 'cluster':
      return accessByCluster(reference.name, readRequired(request, REQUIREMENTS.cluster, reference));
    case 'binding':
      return accessByOwner(request, reference, namespace);
  }
}

function withheld(reason: WithheldReason, message: string): Access {
  return { state: 'withheld', reason, message };
}

function accessByCluster(name: string, required: Required): Access {
  if (required.state === 'unknown')
    return withheld('WaitingForReference', `Cluster resource "${name}" is being looked up`);
  if (required.state === 'missing')
    return withheld(
      'ClusterNotFound',
      `there is no Cluster resource "${name}" in this namespace: create it, or name another`,
    );
  const { object } = required;
  const id = idOf(object);
  if (id === undefined)
    return withheld('OwnerNotReady', `Cluster resource "${name}" has no cluster at DigitalOcean yet`);
  return { state: 'granted', id, engine: engineAt(object), privatePort: undefined, taken: NOTHING_TAKEN };
}

type BindingReference = Extract<Reference, { via: 'binding' }>;

function accessByOwner(request: Request, reference: BindingReference, namespace: string | undefined): Access {
  const required = readRequired(request, REQUIREMENTS.owner, reference);
  const who = `binding "${reference.namespace}/${reference.name}"`;
  if (required.state === 'unknown') return withheld('WaitingForReference', `${who} is being looked up`);
  // Whether a binding of another namespace exists is not for everybody to know.
  if (required.state === 'missing')
    return reference.foreign
      ? withheld('NotShared', `${who} does not exist, or does not share its cluster with namespace "${namespace}"`)
      : withheld('OwnerNotFound', `there is no ${who}: create it, or name another`);
  const { object } = required;
  if (reference.foreign && !sharesWith(object, namespace))
    return withheld('NotShared', `${who} does not exist, or does not share its cluster with namespace "${namespace}"`);
  if (at(object, 'spec', 'clusterRef') !== undefined)
    return withheld('OwnerIsReferenced', `${who} does not control its cluster: name the binding that does`);
  return accessToCluster(who, object, readOwnerCluster(request, object));
}

/** The id comes from the provider's own resource; of the status only what harms nobody but a liar. */
function accessToCluster(who: string, owner: JsonObject, cluster: Required): Access {
  if (cluster.state === 'unknown') return withheld('WaitingForReference', `the cluster of ${who} is being looked up`);
  const id =
    cluster.state === 'found' && controls({ managementPolicies: policiesOf(cluster.object) })
      ? idOf(cluster.object)
      : undefined;
  if (cluster.state !== 'found' || id === undefined)
    return withheld('OwnerNotReady', `the cluster of ${who} is not created yet, or not adopted`);
  return {
    state: 'granted',
    id,
    engine: engineAt(cluster.object),
    privatePort: asNumber(at(owner, 'status', 'cluster', 'privatePort')),
    taken: takenBy(owner, asString(at(owner, 'metadata', 'name')) ?? ''),
  };
}

function policiesOf(cluster: JsonObject): readonly string[] {
  return asList(at(cluster, 'spec', 'managementPolicies')).filter((policy) => typeof policy === 'string');
}

/** An id goes into names that the provider takes apart again: nothing but a UUID may be one. */
function idOf(cluster: JsonObject): string | undefined {
  // The external name counts: after a loss the status still shows the cluster that is gone for a while.
  const names = [
    asString(at(cluster, 'metadata', 'annotations', 'crossplane.io/external-name')),
    asString(at(cluster, 'status', 'atProvider', 'id')),
  ];
  return names.find((name) => name !== undefined && isUuid(name));
}

function engineAt(cluster: JsonObject): RunningEngine | undefined {
  const engine = asString(at(cluster, 'status', 'atProvider', 'engine'));
  return isEngine(engine) ? engine : undefined;
}

function sharesWith(owner: JsonObject, namespace: string | undefined): boolean {
  return asList(at(owner, 'spec', 'sharing', 'namespaces')).some(
    (name) => name === '*' || (name !== '' && name === namespace),
  );
}

function takenBy(owner: JsonObject, name: string): TakenByOwner {
  const names = (list: ReturnType<typeof at>): readonly string[] =>
    asList(list).flatMap((entry) => asString(at(entry, 'name')) ?? []);
  const databases = at(owner, 'spec', 'databases');
  return {
    user: names(at(owner, 'status', 'users')),
    database: databases === undefined ? [defaultName(name, 63)] : names(databases),
    topic: names(at(owner, 'spec', 'topics')),
  };
}
