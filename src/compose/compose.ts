import type { Binding } from '../api/binding.js';
import { MANAGED_NAMES, type ManagedName } from '../kinds/kinds.js';
import { keyOf } from '../kinds/resource-keys.js';
import type { JsonObject } from '../lib/json.js';
import type { Facts } from '../observe/facts.js';
import type { NamedSelector } from '../wire/requirements.js';
import { inAccount } from './account.js';
import { composeConfiguration } from './attached/compose-configuration.js';
import { composeFirewall, composeReplicaFirewalls } from './attached/compose-firewalls.js';
import { composeOpenSearchSinks, composeRsyslogSinks } from './attached/compose-log-sinks.js';
import { composeReplicas } from './attached/compose-replicas.js';
import { keepTrimmedSecrets } from './attached/trimmed-secret.js';
import { type Loss, leaveLost, lossOf } from './cluster/loss.js';
import type { ClusterChange } from './cluster/running-fields.js';
import { type Composing, startComposing } from './composing.js';
import { nameConnectionSecrets } from './connection-secrets.js';
import { composeDatabases } from './contents/compose-databases.js';
import { composePools } from './contents/compose-pools.js';
import { composeSchemas } from './contents/compose-schemas.js';
import { composeTopics } from './contents/compose-topics.js';
import { composeUsers, foreignUsers } from './contents/compose-users.js';
import { pendingHandovers } from './handover.js';
import type { Kept } from './kept.js';
import type { Refusal } from './refusal.js';
import { type Released, releaseUnasked } from './release.js';
import { type ComposedRights, composeRights } from './rights/compose-rights.js';
import { releaseContents } from './rights/released-contents.js';
import { composeProtection } from './usage.js';

/** The provider's resources that the binding wants. */
export interface Composition extends Pick<Composing, 'pools' | 'forgotten'> {
  /** Manifests by resource key. */
  readonly objects: ReadonlyMap<string, JsonObject>;
  /** What is not followed of the spec. */
  readonly refusals: readonly Refusal[];
  /** What DigitalOcean is still changing of the cluster. */
  readonly changes: readonly ClusterChange[];
  /** Fields that the spec does not set, and that keep their last value. */
  readonly kept: readonly Kept[];
  /** Whether the binding may use its cluster now; until then nothing new is created in it. */
  readonly open: boolean;
  /** Users by their names in the spec that exist, and that the binding did not create. */
  readonly foreign: ReadonlySet<string>;
  /** The cluster that is gone, if it is. */
  readonly loss: Loss | undefined;
  /** Keys of what DigitalOcean is to keep, but the provider may still delete. */
  readonly handovers: readonly string[];
  /** What gives the users their rights; among the objects, too. */
  readonly rights: ComposedRights;
  /** What is leaving the binding, and stays at DigitalOcean. */
  readonly released: readonly Released[];
  /** What Crossplane has to look up for this. */
  readonly requirements: ReadonlyMap<string, NamedSelector>;
  /** Whether Crossplane watches the connection Secrets, and calls when one of them changes. */
  readonly tellsOfPasswords: boolean;
}

/** How each kind of managed resource is composed. */
const COMPOSERS: Readonly<Record<ManagedName, (composing: Composing) => void>> = {
  cluster: takeTarget,
  user: composeUsers,
  // Composed along with its user.
  watch: () => {},
  database: composeDatabases,
  topic: composeTopics,
  schema: composeSchemas,
  pool: composePools,
  replica: composeReplicas,
  openSearchSink: composeOpenSearchSinks,
  rsyslogSink: composeRsyslogSinks,
  firewall: composeFirewall,
  replicaFirewall: composeReplicaFirewalls,
  configuration: composeConfiguration,
};

/** Composes the cluster and everything in it. What exists is desired again, unless the binding no longer asks for it. */
export function compose(given: Binding, facts: Facts): Composition {
  const { binding, refusals: elsewhere } = inAccount(given, facts);
  const loss = lossOf(binding, facts);
  const composing = startComposing(binding, facts, loss);
  const { objects, refusals, kept, pools, taken, target, forgotten, lookups } = composing;
  for (const kind of MANAGED_NAMES) COMPOSERS[kind](composing);
  refusals.push(...taken.values(), ...elsewhere);
  const unasked = releaseUnasked(binding, facts.resources, objects);
  leaveLost(objects, facts, loss);
  const handovers = pendingHandovers(binding, facts.resources, objects);
  composeProtection(composing, handovers);
  const rights = composeRights(binding, facts);
  for (const [key, object] of rights.objects) objects.set(key, object);
  const released = [...unasked, ...releaseContents(binding, facts.resources, objects)];
  keepTrimmedSecrets(composing);
  const secrets = nameConnectionSecrets(binding, facts, objects);
  const { changes, open } = target;
  return {
    objects,
    refusals,
    kept,
    pools,
    changes,
    open,
    foreign: foreignUsers(binding, facts),
    loss,
    forgotten,
    handovers,
    rights,
    released,
    requirements: new Map([...lookups, ...secrets.lookups]),
    tellsOfPasswords: secrets.areWatched,
  };
}

function takeTarget({ target, objects, refusals, kept }: Composing): void {
  if (target.object) objects.set(keyOf('cluster'), target.object);
  refusals.push(...target.refusals);
  kept.push(...target.kept);
}
