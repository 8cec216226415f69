import type { Composite } from '../api/binding.js';
import { asList, asString, at, type Json, type JsonObject } from '../lib/json.js';
import { isUuid } from '../lib/uuid.js';
import type { State } from '../wire/request.js';
import { decodeResource } from '../wire/resource.js';
import { AllBut, decodeStruct, type Projection } from '../wire/struct.js';
import { CONDITION, type ObservedCondition, readConditions } from './observed-condition.js';

/** What is read of the observed composite. */
export const READ_OF_COMPOSITE: Projection = {
  apiVersion: true,
  kind: true,
  metadata: { name: true, namespace: true, uid: true },
  // Crossplane's own fields refer to each composed resource.
  spec: new AllBut('crossplane', 'resourceRefs'),
  status: {
    conditions: CONDITION,
    cluster: { id: true },
    binding: { name: true },
    users: { name: true, secret: true, extraSecrets: true },
  },
};

/** The observed composite: its spec, its conditions, and what its status said last. */
export interface ObservedComposite {
  /** Undefined without a name. */
  readonly identity: Composite | undefined;
  readonly uid: string | undefined;
  readonly spec: Json | undefined;
  readonly conditions: ReadonlyMap<string, ObservedCondition>;
  /** The UUID of the cluster in the status. */
  readonly lastCluster: string | undefined;
  /** The Secret that the status named for the binding. */
  readonly lastBound: string | undefined;
  /** The Secrets that the status names for each user: they were written, whether they still exist or not. */
  readonly lastSecrets: ReadonlyMap<string, readonly string[]>;
}

/** Reads the observed composite. */
export function readComposite({ composite }: State): ObservedComposite {
  const object = composite ? decodeStruct(decodeResource(composite).struct, READ_OF_COMPOSITE) : {};
  const id = asString(at(object, 'status', 'cluster', 'id'));
  return {
    identity: readIdentity(object),
    uid: asString(at(object, 'metadata', 'uid')),
    spec: object.spec,
    conditions: readConditions(at(object, 'status', 'conditions')),
    lastCluster: id !== undefined && isUuid(id) ? id : undefined,
    lastBound: asString(at(object, 'status', 'binding', 'name')),
    lastSecrets: readSecrets(at(object, 'status', 'users')),
  };
}

function readSecrets(users: Json | undefined): ReadonlyMap<string, readonly string[]> {
  const byUser = new Map<string, readonly string[]>();
  for (const user of asList(users)) {
    const name = asString(at(user, 'name'));
    const secrets = [at(user, 'secret'), ...asList(at(user, 'extraSecrets'))].filter((it) => typeof it === 'string');
    if (name !== undefined) byUser.set(name, secrets);
  }
  return byUser;
}

function readIdentity(object: JsonObject): Composite | undefined {
  const { name, namespace } = readName(at(object, 'metadata'));
  if (name === undefined) return undefined;
  const claim = readName(at(object, 'spec', 'claimRef'));
  return {
    apiVersion: asString(object.apiVersion),
    kind: asString(object.kind),
    name,
    namespace,
    claim:
      claim.name !== undefined && claim.namespace !== undefined
        ? { name: claim.name, namespace: claim.namespace }
        : undefined,
  };
}

function readName(metadata: Json | undefined): { name: string | undefined; namespace: string | undefined } {
  return { name: asString(at(metadata, 'name')), namespace: asString(at(metadata, 'namespace')) };
}
