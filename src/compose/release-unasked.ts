import type { Binding } from '../api/binding.js';
import type { JsonObject } from '../lib/json.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { releaseDatabase } from './compose-database.js';
import type { ManagedResource } from './managed-resource.js';
import type { Entry } from './part.js';
import { release } from './release.js';
import { databaseOf, OPENSEARCH_SINKS, REPLICAS, RSYSLOG_SINKS, SCHEMAS, TOPICS } from './resource-keys.js';

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

interface Kept {
  readonly what: Released['what'];
  readonly nameOf: (key: string) => string | undefined;
  readonly leave: (binding: Binding, key: string, name: string, observed: ObservedResource) => JsonObject | undefined;
  /** Kept only where the cluster lives elsewhere from now on. */
  readonly handedOver?: true;
}

/**
 * What is kept at DigitalOcean, by its kind: what holds data; and, where the cluster itself is handed over, all that
 * belongs to it. Other resources go as soon as they are left out.
 */
const KEPT: ReadonlyMap<string | undefined, Kept> = new Map<ManagedResource['kind'], Kept>([
  [
    'DB',
    {
      what: 'database',
      nameOf: databaseOf,
      leave: (binding, _key, name, observed) => releaseDatabase(binding, name, observed),
    },
  ],
  ['KafkaTopic', { what: 'topic', nameOf: TOPICS.nameOf, leave: leave('KafkaTopic', false) }],
  ['KafkaSchemaRegistry', { what: 'schema', nameOf: SCHEMAS.nameOf, leave: leave('KafkaSchemaRegistry', false) }],
  [
    'ConnectionPool',
    {
      what: 'connection pool',
      nameOf: (key) => (key.startsWith('pool-') ? key.slice('pool-'.length) : undefined),
      leave: leave('ConnectionPool', true),
      handedOver: true,
    },
  ],
  ['Replica', { what: 'replica', nameOf: REPLICAS.nameOf, leave: leave('Replica', true), handedOver: true }],
  [
    'LogSinkOpenSearch',
    {
      what: 'log sink',
      nameOf: OPENSEARCH_SINKS.nameOf,
      leave: leave('LogSinkOpenSearch', false),
      handedOver: true,
    },
  ],
  [
    'LogSinkRsyslog',
    { what: 'log sink', nameOf: RSYSLOG_SINKS.nameOf, leave: leave('LogSinkRsyslog', false), handedOver: true },
  ],
]);

function leave(kind: ManagedResource['kind'], hasConnectionDetails: boolean): Kept['leave'] {
  return (binding, key, _name, observed) => release(binding, key, { kind, hasConnectionDetails }, observed);
}

/** Finds what exists and is not composed, and lets go of it in two steps. */
export function releaseUnasked(
  binding: Binding,
  resources: ReadonlyMap<string, ObservedResource>,
  composed: ReadonlyMap<string, JsonObject>,
): Leaving {
  const objects: Entry[] = [];
  const released: Released[] = [];
  for (const [key, observed] of resources) {
    const kept = KEPT.get(observed.kind);
    if (!kept || (kept.handedOver && binding.target.architecture === 'Controlled') || composed.has(key)) continue;
    const name = kept.nameOf(key);
    const object = name === undefined ? undefined : kept.leave(binding, key, name, observed);
    if (name === undefined || object === undefined) continue;
    objects.push([key, object]);
    released.push({ what: kept.what, name });
  }
  return { objects, released };
}
