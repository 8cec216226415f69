import type { Binding } from '../api/binding.js';
import type { JsonObject } from '../lib/json.js';
import type { Access } from '../observe/access.js';
import type { Facts } from '../observe/facts.js';
import { composeDatabases } from './compose-database.js';
import { composeLogSinks } from './compose-log-sinks.js';
import { composeOrdering } from './compose-ordering.js';
import { composePools } from './compose-pools.js';
import { composeReplicas } from './compose-replicas.js';
import { composeSchemas } from './compose-schemas.js';
import { composeTarget } from './compose-target.js';
import { composeTopics } from './compose-topics.js';
import { composeUsers } from './compose-users.js';
import { joined } from './part.js';
import type { Refusal } from './refusal.js';
import { type Released, releaseUnasked } from './release-unasked.js';
import { CLUSTER_KEY } from './resource-keys.js';
import { refuseTaken } from './taken-names.js';

/** The provider's resources that the binding wants. */
export interface Composition {
  /** Manifests by resource key. */
  readonly objects: ReadonlyMap<string, JsonObject>;
  /** What of the spec is not followed. */
  readonly refusals: readonly Refusal[];
  /** Whether the binding may use its cluster now: nothing new is made before. */
  readonly open: boolean;
  /** What is on its way out of the binding, and stays at DigitalOcean. */
  readonly released: readonly Released[];
}

/** Composes cluster, users, databases and all else. What exists is desired again, unless the binding no longer asks for it. */
export function compose(binding: Binding, facts: Facts, access: Access | undefined): Composition {
  const { cluster, resources } = facts;
  const target = composeTarget(binding, cluster, access);
  const taken = refuseTaken(binding, resources, access);
  const home = { cluster, open: target.open };
  const parts = joined([
    composeUsers(binding, home, resources, taken.keys),
    composeDatabases(binding, home, resources, taken.keys),
    composeTopics(binding, home, resources, taken.keys),
    composeSchemas(binding, home, resources),
    composePools(binding, home, resources),
    composeReplicas(binding, home, resources),
    composeLogSinks(binding, home, resources),
  ]);
  const asked = new Map([...(target.object ? [[CLUSTER_KEY, target.object] as const] : []), ...parts.objects]);
  const leaving = releaseUnasked(binding, resources, asked);
  return {
    objects: new Map([...asked, ...leaving.objects, ...composeOrdering(binding, facts, asked)]),
    refusals: [...target.refusals, ...taken.refusals, ...parts.refusals],
    open: target.open,
    released: leaving.released,
  };
}
