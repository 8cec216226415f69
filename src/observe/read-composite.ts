import type { Owner } from '../api/resolve/resolve-binding.js';
import { isEngine } from '../engines/engines.js';
import type { RunningEngine } from '../gen/binding.js';
import { asList, asString, at, type Json, type JsonObject } from '../lib/json.js';
import type { State } from '../wire/request.js';
import { decodeResource } from '../wire/resource.js';
import { AllBut, decodeStruct, type Projection } from '../wire/struct.js';
import { CONDITION, type ObservedCondition, readConditions } from './observed-condition.js';

const PROJECTION: Projection = {
  apiVersion: true,
  kind: true,
  metadata: { name: true, namespace: true, uid: true },
  // Crossplane's own part of it has a reference to each composed resource.
  spec: new AllBut('crossplane', 'resourceRefs'),
  status: {
    conditions: CONDITION,
    cluster: { engine: true },
    binding: { name: true },
    users: { name: true, secret: true, extraSecrets: true },
  },
};

/** The observed composite: what a person wrote, and the conditions it shows. */
export interface ObservedComposite {
  readonly apiVersion: string | undefined;
  readonly kind: string | undefined;
  readonly owner: Owner | undefined;
  readonly uid: string | undefined;
  readonly spec: Json | undefined;
  readonly conditions: ReadonlyMap<string, ObservedCondition>;
  /** The engine as the status tells it: what was known the last time. */
  readonly lastEngine: RunningEngine | undefined;
  /** The Secret that stood for the binding. */
  readonly lastBound: string | undefined;
  /** The Secrets that the status tells of each user: they were written, whether they are still there or not. */
  readonly lastSecrets: ReadonlyMap<string, readonly string[]>;
}

/** Reads the observed composite. Without a name there is no owner. */
export function readComposite({ composite }: State): ObservedComposite {
  const object = composite ? decodeStruct(decodeResource(composite).struct, PROJECTION) : {};
  const engine = asString(at(object, 'status', 'cluster', 'engine'));
  return {
    apiVersion: asString(object.apiVersion),
    kind: asString(object.kind),
    owner: readOwner(object),
    uid: asString(at(object, 'metadata', 'uid')),
    spec: object.spec,
    conditions: readConditions(at(object, 'status', 'conditions')),
    lastEngine: isEngine(engine) ? engine : undefined,
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

function readOwner(object: JsonObject): Owner | undefined {
  const compositeName = asString(at(object, 'metadata', 'name'));
  if (compositeName === undefined) return undefined;
  const [name, namespace] = [
    asString(at(object, 'spec', 'claimRef', 'name')),
    asString(at(object, 'spec', 'claimRef', 'namespace')),
  ];
  return {
    apiVersion: asString(object.apiVersion),
    kind: asString(object.kind),
    compositeName,
    compositeNamespace: asString(at(object, 'metadata', 'namespace')),
    claim: name !== undefined && namespace !== undefined ? { name, namespace } : undefined,
  };
}
