import { conditionOf } from '../../../simulation/api-server/conditions.js';
import { DEFAULT_COMPOSITION } from '../../../simulation/crossplane/default-composition.js';
import type { Call } from '../../../simulation/crossplane/run-function.js';
import { fakeUuid } from '../../../simulation/fake.js';
import { live } from '../../../simulation/life.js';
import { hostOf } from '../../../simulation/provider/contents.js';
import { createWorld, type World } from '../../../simulation/world.js';
import { profileOf } from '../../../src/engines/engines.js';
import type { Engine } from '../../../src/gen/binding.js';
import type { JsonObject } from '../../../src/lib/json.js';

// Bindings in several namespaces that share a cluster, and what each of them may write.

/** The binding that controls the cluster, one beside it in its namespace, and two strangers. */
export const OWNER = 'shop/orders';
export const BINDINGS = [OWNER, 'shop/web', 'billing/app', 'crm/people'] as const;
export type BindingName = (typeof BINDINGS)[number];

/** More than a settled world needs after an edit. */
const MOST_ROUNDS = 60;

/** Where the platform team has the administrator's password of the cluster, with which guests are given their rights. */
export const PLATFORM = 'platform';
const ADMINISTRATOR = 'shared-administrator';

/** The policy of a platform team that allows no reference but a binding that shares. */
const STRICT = {
  ...DEFAULT_COMPOSITION,
  steps: DEFAULT_COMPOSITION.steps.map((step) => {
    const { references: _, ...input } = step.input ?? {};
    const clusters = [{ uuid: fakeUuid('cluster', 'shop-orders', '0'), clusterProviderConfig: ADMINISTRATOR }];
    return { ...step, input: { ...input, sql: { provider: 'ProviderSql', clusters } } };
  }),
};

/** The namespace of a binding. */
export function namespaceOf(name: string): string {
  return name.split('/')[0] ?? '';
}

/** The spec of a binding, whatever it has in the cluster. */
export function specOf(engine: Engine, name: BindingName, contents: JsonObject): JsonObject {
  if (name === OWNER) return { cluster: { engine }, sharing: sharingOf(engine), ...contents };
  const near = namespaceOf(name) === namespaceOf(OWNER);
  return { clusterRef: { binding: { name: 'orders', ...(near ? {} : { namespace: 'shop' }) } }, ...contents };
}

/** Where an engine cannot keep its users apart, an owner has to say that sharing the cluster shares all data. */
function sharingOf(engine: Engine): JsonObject {
  const namespaces = ['billing', 'crm'];
  return profileOf(engine).keepsUsersApart ? { namespaces } : { namespaces, allData: true };
}

/** How a town begins. */
export interface Beginning {
  readonly engine: Engine;
  readonly bindings: readonly BindingName[];
  /** Whether all bindings are applied at once, and not one after the other. */
  readonly together: boolean;
}

/** A settled world of the owner and some others. */
export async function townOf({ engine, bindings, together }: Beginning, call: Call): Promise<World> {
  const own = bindingOf(OWNER, specOf(engine, OWNER, {}));
  const world = createWorld({ binding: own, composition: STRICT, call });
  for (const name of bindings) {
    if (name === OWNER) continue;
    if (!together) await settle(world);
    world.addBinding(bindingOf(name, specOf(engine, name, {})));
  }
  await settle(world);
  letRightsBeGiven(world);
  await settle(world);
  return world;
}

/** Makes what the policy names, once there is an administrator. */
function letRightsBeGiven(world: World): void {
  for (const cluster of world.cloud.clusters.values()) {
    const username = 'doadmin';
    const password = cluster.users.get(username)?.password ?? '';
    const texts = { endpoint: hostOf(cluster), port: String(cluster.facts.port), username, password };
    const data = Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
    const reference = { name: ADMINISTRATOR, namespace: PLATFORM };
    world.putObject({ apiVersion: 'v1', kind: 'Secret', metadata: reference, data: Object.fromEntries(data) });
    world.putObject({
      apiVersion: 'postgresql.sql.m.crossplane.io/v1alpha1',
      kind: 'ClusterProviderConfig',
      metadata: { name: ADMINISTRATOR },
      spec: { credentials: { source: 'PostgreSQLConnectionSecret', connectionSecretRef: reference } },
    });
  }
}

/** The bindings that do not work: where there are any, a walk would show nothing. */
export function idle(world: World): readonly string[] {
  return world.bindings.filter((name) => conditionOf(world.snapshot(name).binding ?? {}, 'Ready')?.status !== 'True');
}

/** Lets a world turn until nothing moves. */
export async function settle(world: World): Promise<void> {
  await live(world, undefined, MOST_ROUNDS);
}

/** A binding as its owner applies it. */
export function bindingOf(name: string, spec: JsonObject): JsonObject {
  const [namespace = '', own = ''] = name.split('/');
  return {
    apiVersion: 'bindings.digitalocean.crossplane.io/v1alpha1',
    kind: 'DatabaseBinding',
    metadata: { name: own, namespace },
    spec,
  };
}
