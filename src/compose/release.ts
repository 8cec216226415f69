import type { Binding } from '../api/binding.js';
import type { JsonObject } from '../lib/json.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { poolOf } from '../observe/pool-facts.js';
import { IMPORTED } from '../observe/presence.js';
import { ALL, KEPT, type ManagedResource, managedResource, mayDelete } from './managed-resource.js';
import type { Entry } from './part.js';
import { DATABASES, OPENSEARCH_SINKS, POOLS, REPLICAS, RSYSLOG_SINKS, SCHEMAS, TOPICS } from './resource-keys.js';
import { steady } from './steady.js';

/** Something that the spec no longer asks for, and that DigitalOcean keeps. */
export interface Released {
  readonly what: 'database' | 'topic' | 'schema' | 'connection pool' | 'replica' | 'log sink';
  readonly name: string;
}

/** What leaves the binding: what an edit takes off a list must not take data along. */
export interface Leaving {
  readonly objects: readonly Entry[];
  readonly released: readonly Released[];
}

interface Listed extends Pick<ManagedResource, 'hasConnectionDetails'> {
  readonly what: Released['what'];
  readonly nameOf: (key: string) => string | undefined;
  /** Whether it holds data, so that no edit deletes it at DigitalOcean. */
  readonly holdsData: boolean;
}

/** What a spec lists in a cluster, by its kind. Users have ways of their own. */
const LISTED = {
  DB: { what: 'database', nameOf: DATABASES.nameOf, holdsData: true, hasConnectionDetails: false },
  KafkaTopic: { what: 'topic', nameOf: TOPICS.nameOf, holdsData: true, hasConnectionDetails: false },
  KafkaSchemaRegistry: { what: 'schema', nameOf: SCHEMAS.nameOf, holdsData: true, hasConnectionDetails: false },
  ConnectionPool: { what: 'connection pool', nameOf: POOLS.nameOf, holdsData: false, hasConnectionDetails: true },
  Replica: { what: 'replica', nameOf: REPLICAS.nameOf, holdsData: false, hasConnectionDetails: true },
  LogSinkOpenSearch: {
    what: 'log sink',
    nameOf: OPENSEARCH_SINKS.nameOf,
    holdsData: false,
    hasConnectionDetails: false,
  },
  LogSinkRsyslog: { what: 'log sink', nameOf: RSYSLOG_SINKS.nameOf, holdsData: false, hasConnectionDetails: false },
} as const satisfies Partial<Record<ManagedResource['kind'], Listed>>;

/**
 * Finds what exists and is not composed, and lets go of it in two steps: first the provider loses the right to delete it,
 * or gets it where nothing else would delete it at DigitalOcean; once that is observed it is left out.
 */
export function releaseUnasked(
  binding: Binding,
  resources: ReadonlyMap<string, ObservedResource>,
  composed: ReadonlyMap<string, JsonObject>,
): Leaving {
  const objects: Entry[] = [];
  const released: Released[] = [];
  for (const [key, observed] of resources) {
    const { kind } = observed;
    if (!isListed(kind) || composed.has(key)) continue;
    const listed: Listed = LISTED[kind];
    const name = listed.nameOf(key);
    if (name === undefined) continue;
    const stays = isKept(binding, key, listed, observed);
    if (mayDelete(observed) === stays)
      objects.push([key, asFound(binding, key, { kind, ...listed }, observed, stays ? KEPT : ALL)]);
    // Told once, and when it is so.
    else if (stays && !observed.deleting) released.push({ what: listed.what, name });
  }
  return { objects, released };
}

function isListed(kind: string | undefined): kind is keyof typeof LISTED {
  return kind !== undefined && Object.hasOwn(LISTED, kind);
}

/** Whether DigitalOcean keeps it: data, what belongs to a cluster that is handed over, and what the binding did not make. */
function isKept(binding: Binding, key: string, { holdsData }: Listed, { note }: ObservedResource): boolean {
  if (holdsData || binding.target.architecture === 'Referenced' || note === IMPORTED) return true;
  return binding.deletionPolicy === 'Orphan' && !isReplaced(binding, key);
}

/** Whether another generation of a pool takes its place, which needs its connections. */
function isReplaced({ pools }: Binding, key: string): boolean {
  const pool = poolOf(key);
  return pool !== undefined && pools.some(({ name }) => name === pool);
}

function asFound(
  binding: Binding,
  key: string,
  { kind, hasConnectionDetails }: Pick<ManagedResource, 'kind' | 'hasConnectionDetails'>,
  { forProvider, externalName, note }: ObservedResource,
  managementPolicies: ManagedResource['managementPolicies'],
): JsonObject {
  return managedResource(binding, {
    key,
    kind,
    forProvider: steady(forProvider),
    managementPolicies,
    externalName,
    note,
    hasConnectionDetails,
  });
}
