import type { Access, TakenByOwner, WithheldReason } from '../api/access.js';
import { type AclBound, defaultBound } from '../api/acl-bound.js';
import type { Reference } from '../api/binding.js';
import type { Guest } from '../api/guest-names.js';
import { defaultName } from '../api/names.js';
import { isEngine, profileOf } from '../engines/engines.js';
import type { RunningEngine } from '../gen/binding.js';
import { asList, asNumber, asString, at, type JsonObject } from '../lib/json.js';
import { isUuid } from '../lib/uuid.js';
import type { RunFunctionRequest } from '../wire/request.js';
import { controls } from './management-policies.js';
import { readAcl } from './read-acl.js';
import { isComposedByAnother, REQUIREMENTS, type Required, readOwnerCluster, readRequired } from './required.js';

type Request = Pick<RunFunctionRequest, 'requiredResources'>;
/** One that only bindings in namespaces can be. */
type KnownGuest = Guest & { readonly namespace: string };

const NOTHING_TAKEN: TakenByOwner = { user: [], database: [], topic: [] };

/** Decides whether a binding in this namespace may use the cluster that a reference names; `uid` is its composite's. */
export function accessBy(
  request: Request,
  reference: Reference,
  namespace: string | undefined,
  uid: string | undefined,
  template: string | undefined,
): Access {
  switch (reference.via) {
    case 'uuid':
      return granted(reference.uuid, undefined);
    case 'cluster':
      return accessByCluster(reference, readRequired(request, REQUIREMENTS.cluster, reference), uid);
    case 'binding':
      return accessByOwner(request, reference, namespace, template);
  }
}

/** Access to a cluster that no binding owns. */
function granted(id: string, engine: RunningEngine | undefined): Access {
  return { state: 'granted', id, engine, privatePort: undefined, taken: NOTHING_TAKEN, bound: undefined };
}

function withheld(reason: WithheldReason, message: string): Access {
  return { state: 'withheld', reason, message };
}

function accessByCluster(
  { name, namespace }: Extract<Reference, { via: 'cluster' }>,
  required: Required,
  uid: string | undefined,
): Access {
  if (required.state === 'unknown')
    return withheld('WaitingForReference', `Cluster resource "${name}" is being looked up`);
  const isOthers = required.state === 'found' && isComposedByAnother(required.object, uid);
  // Cluster-scoped resources are everybody's, and which ones there are is not for everybody to know.
  if (namespace === undefined && (isOthers || required.state === 'missing'))
    return withheld(
      'ClusterNotFound',
      `there is no Cluster resource "${name}" that was made on its own: create it, or use uuid`,
    );
  if (required.state === 'missing')
    return withheld(
      'ClusterNotFound',
      `there is no Cluster resource "${name}" in this namespace: create it, or name another`,
    );
  if (isOthers)
    return withheld(
      'NotShared',
      `Cluster resource "${name}" belongs to another composite: name its binding in binding`,
    );
  const id = idOf(required.object);
  if (id === undefined)
    return withheld('OwnerNotReady', `Cluster resource "${name}" has no cluster at DigitalOcean yet`);
  return granted(id, engineAt(required.object));
}

function accessByOwner(
  request: Request,
  reference: Extract<Reference, { via: 'binding' }>,
  namespace: string | undefined,
  template: string | undefined,
): Access {
  const required = readRequired(request, REQUIREMENTS.owner, reference);
  const who = `binding "${reference.namespace}/${reference.name}"`;
  if (required.state === 'unknown') return withheld('WaitingForReference', `${who} is being looked up`);
  const owner = required.state === 'found' ? required.object : undefined;
  // Whether a binding exists in another namespace is not for everybody to know.
  if (reference.foreign && !(owner && sharesWith(owner, namespace)))
    return withheld('NotShared', `${who} does not exist, or does not share its cluster with namespace "${namespace}"`);
  if (!owner) return withheld('OwnerNotFound', `there is no ${who}: create it, or name another`);
  if (at(owner, 'spec', 'clusterRef') !== undefined)
    return withheld('OwnerIsReferenced', `${who} does not control its cluster: name the binding that does`);
  const guest = reference.foreign && namespace !== undefined ? { namespace, template } : undefined;
  return accessToCluster(who, owner, readOwnerCluster(request, owner), guest);
}

/**
 * The id comes from the provider's own resource; false values in the status can only harm the owner itself. `guest` is the
 * binding's namespace, if it is not the owner's, and how its names look.
 */
function accessToCluster(who: string, owner: JsonObject, cluster: Required, guest: KnownGuest | undefined): Access {
  if (cluster.state === 'unknown') return withheld('WaitingForReference', `the cluster of ${who} is being looked up`);
  const isControlled = cluster.state === 'found' && controls({ managementPolicies: policiesOf(cluster.object) });
  const id = isControlled ? idOf(cluster.object) : undefined;
  if (!isControlled || id === undefined)
    return withheld('OwnerNotReady', `the cluster of ${who} is not created yet, or not adopted`);
  const engine = engineAt(cluster.object);
  // What a guest may get depends on the engine.
  if (guest !== undefined && engine === undefined)
    return withheld('OwnerNotReady', `the cluster of ${who} does not tell its engine yet`);
  if (guest !== undefined && engine !== undefined && !sharesAllItMust(owner, engine))
    return withheld(
      'NotShared',
      `${profileOf(engine).label} cannot keep its users apart, and ${who} does not share all its data: its owner may set sharing.allData`,
    );
  return {
    state: 'granted',
    id,
    engine,
    privatePort: asNumber(at(owner, 'status', 'cluster', 'privatePort')),
    taken: takenBy(owner, asString(at(owner, 'metadata', 'name')) ?? ''),
    bound: guest === undefined || engine === undefined ? undefined : boundBy(owner, engine, guest),
  };
}

function policiesOf(cluster: JsonObject): readonly string[] {
  return asList(at(cluster, 'spec', 'managementPolicies')).filter((policy) => typeof policy === 'string');
}

/** The id becomes part of names that the provider parses, so only a UUID counts. */
function idOf(cluster: JsonObject): string | undefined {
  // The external name first: after a loss the status shows the lost cluster for a while.
  const names = [
    asString(at(cluster, 'metadata', 'annotations', 'crossplane.io/external-name')),
    asString(at(cluster, 'status', 'atProvider', 'id')),
  ];
  return names.find((name) => name !== undefined && isUuid(name));
}

function engineAt(cluster: JsonObject): RunningEngine | undefined {
  const engine =
    asString(at(cluster, 'status', 'atProvider', 'engine')) ?? asString(at(cluster, 'spec', 'forProvider', 'engine'));
  return isEngine(engine) ? engine : undefined;
}

function sharesAllItMust(owner: JsonObject, engine: RunningEngine): boolean {
  return profileOf(engine).keepsUsersApart || at(owner, 'spec', 'sharing', 'allData') === true;
}

/** What the owner lets users of a namespace do. An entry that cannot be read allows nothing. */
function boundBy(owner: JsonObject, engine: RunningEngine, { namespace, template }: KnownGuest): AclBound | undefined {
  const profile = profileOf(engine);
  const written = at(owner, 'spec', 'sharing', 'acl');
  if (!profile.acl || written === undefined) return defaultBound(namespace, profile, template);
  return readAcl(asList(written), profile.acl);
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
