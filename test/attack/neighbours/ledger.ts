import type { World } from '../../../simulation/world.js';
import { asList, asString, at } from '../../../src/lib/json.js';
import { wasMade } from '../../rules/resources.js';
import { OWNER } from './town.js';

// Who made what in the cluster, kept beside the world from the moment that something appears.

/** Everything that lies in the clusters, by what it is called: what it is like now. */
export type Things = ReadonlyMap<string, string>;

/** All that there is at DigitalOcean, by `<kind> <name>`. */
export function thingsIn({ cloud }: World): Things {
  const things = new Map<string, string>();
  for (const { users, databases, contents } of cloud.clusters.values()) {
    for (const { name, password, settings } of users.values())
      things.set(`user ${name}`, JSON.stringify([password, settings]));
    for (const name of databases) things.set(`database ${name}`, '');
    for (const [key, fields] of contents) things.set(key.replace('/', ' '), JSON.stringify(fields));
  }
  return things;
}

/** A resource of the provider that means something in the cluster, and what it may do to it. */
export interface Claim {
  /** `<kind> <name>`, as in `Things`. */
  readonly thing: string;
  readonly policies: readonly string[];
  /** Whether the provider has noted that it began to create it. */
  readonly made: boolean;
}

const KINDS: Readonly<Record<string, string>> = {
  User: 'user',
  DB: 'database',
  KafkaTopic: 'topic',
  KafkaSchemaRegistry: 'schema',
  ConnectionPool: 'pool',
  Replica: 'replica',
};

/** What the resources of a binding mean at DigitalOcean. */
export function claimsOf(world: World, binding: string): readonly Claim[] {
  return [...world.snapshot(binding).composed.values()].flatMap((resource) => {
    const kind = KINDS[String(resource.kind)];
    // Without an external name it means nothing that is there: creating it would be refused, and deleting it does nothing.
    const name = asString(at(resource, 'metadata', 'annotations', 'crossplane.io/external-name'));
    if (kind === undefined || name === undefined) return [];
    const policies = asList(at(resource, 'spec', 'managementPolicies')).map(String);
    return [{ thing: `${kind} ${name.split(/[,/]/).at(-1)}`, policies, made: wasMade(resource) }];
  });
}

function hasMade(world: World, binding: string, thing: string): boolean {
  return claimsOf(world, binding).some((claim) => claim.thing === thing && claim.made);
}

/** Whether the provider may do this to what is there. */
export function may({ policies }: Claim, policy: string): boolean {
  return policies.length === 0 || policies.includes('*') || policies.includes(policy);
}

/** Keeps who made each thing. */
export class Ledger {
  readonly #makers = new Map<string, string>();

  /** The binding that made a thing. What came with the cluster is its owner's. */
  makerOf(thing: string): string {
    return this.#makers.get(thing) ?? OWNER;
  }

  /**
   * Enters what is new and forgets what is gone. New things are of the one whose resource says that the provider created
   * it, since somebody may have waited for the name; or else of the one who did something.
   */
  update(world: World, before: Things, by: string): void {
    const after = thingsIn(world);
    for (const thing of before.keys()) if (!after.has(thing)) this.#makers.delete(thing);
    for (const thing of after.keys()) {
      const claimants = world.bindings.filter((name) => claimsOf(world, name).some((claim) => claim.thing === thing));
      const known = this.#makers.get(thing);
      // One whose maker has no resource for it any more may have been deleted and made again.
      if (before.has(thing) && known !== undefined && claimants.includes(known)) continue;
      const makers = claimants.filter((name) => hasMade(world, name, thing));
      const maker = makers.includes(by) ? by : makers[0];
      if (maker !== undefined || known === undefined) this.#makers.set(thing, maker ?? by);
    }
  }
}
