import type { Binding } from '../api/binding.js';
import type { JsonObject } from '../lib/json.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { releaseDatabase } from './compose-database.js';
import { release } from './release.js';
import { databaseOf, OPENSEARCH_SINKS, REPLICAS, RSYSLOG_SINKS, SCHEMAS, TOPICS } from './resource-keys.js';

/** Something that the spec no longer asks for, and that DigitalOcean keeps. */
export interface Released {
  readonly what: 'database' | 'topic' | 'schema' | 'connection pool' | 'replica' | 'log sink';
  readonly name: string;
}

/** What leaves the binding: what an edit takes off a list must not take data along. */
export interface Leaving {
  readonly objects: readonly (readonly [key: string, object: JsonObject])[];
  readonly released: readonly Released[];
}

/**
 * What is kept at DigitalOcean: what holds data; and, where the cluster itself is handed over, all that belongs to it.
 * Other resources go as soon as they are left out.
 */
const KEPT: readonly Kept[] = [
  { what: 'database', nameOf: databaseOf, leave: leaveDatabase },
  {
    what: 'topic',
    nameOf: TOPICS.nameOf,
    leave: leave({ kind: 'KafkaTopic', hasConnectionDetails: false }),
  },
  {
    what: 'schema',
    nameOf: SCHEMAS.nameOf,
    leave: leave({ kind: 'KafkaSchemaRegistry', hasConnectionDetails: false }),
  },
  {
    what: 'connection pool',
    nameOf: (key) => (key.startsWith('pool-') ? key.slice('pool-'.length) : undefined),
    leave: leave({ kind: 'ConnectionPool', hasConnectionDetails: true }),
    handedOver: true,
  },
  {
    what: 'replica',
    nameOf: REPLICAS.nameOf,
    leave: leave({ kind: 'Replica', hasConnectionDetails: true }),
    handedOver: true,
  },
  {
    what: 'log sink',
    nameOf: OPENSEARCH_SINKS.nameOf,
    leave: leave({ kind: 'LogSinkOpenSearch', hasConnectionDetails: false }),
    handedOver: true,
  },
  {
    what: 'log sink',
    nameOf: RSYSLOG_SINKS.nameOf,
    leave: leave({ kind: 'LogSinkRsyslog', hasConnectionDetails: false }),
    handedOver: true,
  },
];

interface Kept {
  readonly what: Released['what'];
  readonly nameOf: (key: string) => string | undefined;
  readonly leave: Leave;
  /** Kept only where the cluster lives elsewhere from now on. */
  readonly handedOver?: true;
}

type Leave = (binding: Binding, key: string, name: string, observed: ObservedResource) => JsonObject | undefined;

function leaveDatabase(...[binding, , name, observed]: Parameters<Leave>): JsonObject | undefined {
  return releaseDatabase(binding, name, observed);
}

function leave(written: Parameters<typeof release>[2]): Leave {
  return (binding, key, _name, observed) => release(binding, key, written, observed);
}

/** Finds what exists and is not composed, and lets go of it in two steps. */
export function releaseUnasked(
  binding: Binding,
  resources: ReadonlyMap<string, ObservedResource>,
  composed: ReadonlyMap<string, JsonObject>,
): Leaving {
  const left = [...resources].filter(([key]) => !composed.has(key));
  const leaving = left.flatMap(([key, observed]) =>
    KEPT.flatMap(({ what, nameOf, leave: letGo, handedOver }) => {
      const name = handedOver && binding.target.architecture === 'Controlled' ? undefined : nameOf(key);
      const object = name === undefined ? undefined : letGo(binding, key, name, observed);
      return name === undefined || object === undefined ? [] : [{ key, object, released: { what, name } }];
    }),
  );
  return {
    objects: leaving.map(({ key, object }) => [key, object]),
    released: leaving.map(({ released }) => released),
  };
}
