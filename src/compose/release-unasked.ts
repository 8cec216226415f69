import type { Binding } from '../api/binding.js';
import type { JsonObject } from '../lib/json.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { releaseDatabase } from './compose-database.js';
import { release } from './release.js';
import { databaseOf, SCHEMAS, TOPICS } from './resource-keys.js';

/** Something that the spec no longer asks for, and that DigitalOcean keeps. */
export interface Released {
  readonly what: 'database' | 'topic' | 'schema';
  readonly name: string;
}

/** What leaves the binding: what an edit takes off a list must not take data along. */
export interface Leaving {
  readonly objects: readonly (readonly [key: string, object: JsonObject])[];
  readonly released: readonly Released[];
}

/** What is kept at DigitalOcean: resources that hold data. Others go as soon as they are left out. */
const KEPT = [
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
] as const satisfies readonly {
  what: Released['what'];
  nameOf: (key: string) => string | undefined;
  leave: Leave;
}[];

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
  const objects: [string, JsonObject][] = [];
  const released: Released[] = [];
  for (const [key, observed] of resources) {
    if (composed.has(key)) continue;
    for (const { what, nameOf, leave: letGo } of KEPT) {
      const name = nameOf(key);
      const object = name === undefined ? undefined : letGo(binding, key, name, observed);
      if (name === undefined || object === undefined) continue;
      objects.push([key, object]);
      released.push({ what, name });
    }
  }
  return { objects, released };
}
