import type { Binding } from '../api/binding.js';
import type { JsonObject } from '../lib/json.js';
import type { Access } from '../observe/access.js';
import type { Facts } from '../observe/facts.js';
import type { ClusterChange } from './cluster-changes.js';
import { composeConfiguration } from './compose-configuration.js';
import { composeDatabase, releaseDatabase } from './compose-database.js';
import { composeFirewall } from './compose-firewall.js';
import { composeProtection } from './compose-protection.js';
import { composeTarget } from './compose-target.js';
import { composeUser } from './compose-user.js';
import type { Refusal } from './refusal.js';
import { CLUSTER_KEY, CONFIGURATION_KEY, databaseKey, databaseOf, FIREWALL_KEY, userKey } from './resource-keys.js';
import { refuseTaken } from './taken-names.js';

/** The provider's resources that the binding wants. */
export interface Composition {
  /** Manifests by resource key. */
  readonly objects: ReadonlyMap<string, JsonObject>;
  /** What of the spec is not followed. */
  readonly refusals: readonly Refusal[];
  /** What DigitalOcean is still changing of the cluster. */
  readonly changes: readonly ClusterChange[];
  /** Fields of the engine's configuration that keep their last value. */
  readonly kept: readonly string[];
  /** Whether the binding may use its cluster now: nothing new is made before. */
  readonly open: boolean;
  /** Databases on their way out of the binding; they stay at DigitalOcean. */
  readonly released: readonly string[];
}

/** Composes cluster, users and databases. What exists is desired again, unless the binding no longer asks for it. */
export function compose(binding: Binding, facts: Facts, access: Access | undefined): Composition {
  const { cluster, resources } = facts;
  const objects = new Map<string, JsonObject>();
  const add = (key: string, object: JsonObject | undefined): void => {
    if (object) objects.set(key, object);
  };
  const target = composeTarget(binding, cluster, access);
  const taken = refuseTaken(binding, resources, access);
  const home = { cluster, open: target.open };
  add(CLUSTER_KEY, target.object);
  for (const user of binding.users) {
    const key = userKey(user.name);
    if (!taken.keys.has(key)) add(key, composeUser(binding, user, home, resources.get(key)));
  }
  for (const name of binding.databases) {
    const key = databaseKey(name);
    if (!taken.keys.has(key)) add(key, composeDatabase(binding, name, home, resources.get(key)));
  }
  const firewall = composeFirewall(binding, home, resources.get(FIREWALL_KEY));
  add(FIREWALL_KEY, firewall.object);
  const configuration = composeConfiguration(binding, home, resources.get(CONFIGURATION_KEY));
  add(CONFIGURATION_KEY, configuration.object);
  for (const [key, object] of composeProtection(binding, facts)) add(key, object);
  const released: string[] = [];
  for (const [key, observed] of resources) {
    const name = databaseOf(key);
    if (name === undefined || objects.has(key)) continue;
    const leaving = releaseDatabase(binding, name, observed);
    add(key, leaving);
    if (leaving) released.push(name);
  }
  return {
    objects,
    changes: target.changes,
    kept: configuration.kept,
    refusals: [...target.refusals, ...taken.refusals, ...firewall.refusals],
    open: target.open,
    released,
  };
}
