import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import { refOf } from '../../../simulation/api-server/object-store.js';
import { FIELD_BEHAVIOR } from '../../../src/gen/field-behavior.js';
import { asList, asObject, at, type JsonObject } from '../../../src/lib/json.js';
import { messageOf } from '../../../src/lib/message-of.js';
import { desiredStates, type Resource } from '../../support/desired-states.js';
import { NOT_COMPOSED } from '../../support/provider-schemas.js';
import { createNamespace } from '../harness/bindings.js';
import type { Cluster } from '../harness/cluster.js';
import { MANAGED_APIS } from '../harness/provider-crds.js';
import type { Scenario } from './scenario.js';

const NAMESPACE = 'transitions';
const AT_ONCE = 12;
const MINUTES = 10;

const KINDS = [...Object.keys(FIELD_BEHAVIOR).filter((kind) => !NOT_COMPOSED.includes(kind)), 'Secret', 'ConfigMap'];

/** As Crossplane calls the owner of what it composes for one composite. */
const OWNER = `apiextensions.crossplane.io/composed/${createHash('sha256')
  .update('ordersDatabaseBinding.bindings.digitalocean.crossplane.io')
  .digest('hex')}`;

/** Every pair of states that a composed resource can go through, applied one after the other as Crossplane applies them. */
export const serverSideApply: Scenario = {
  title: 'server-side apply of every state after every other',
  tests(world) {
    let resources: readonly Resource[] = [];

    beforeAll(async () => {
      await createNamespace(world.cluster, NAMESPACE);
      resources = await world.report.note('desired states collected', desiredStates, (all) => {
        const pairs = all.map(({ states }) => states.length * (states.length - 1)).reduce((sum, each) => sum + each, 0);
        return `of ${all.length} resources: ${pairs} pairs of them are applied`;
      });
    }, MINUTES * 60_000);

    test.each(KINDS)(
      '%s: the API server takes it, and nothing of the state before is left',
      async (kind) => {
        const own = resources.filter((resource) => resource.kind === kind);
        const steps = (await Promise.all(own.map((resource) => stepsOf(world.cluster, resource)))).flat();
        expect(own).not.toEqual([]);
        const problems = new Problems();
        await inTurns(steps, async (step) => problems.add(step, await problemOf(world.cluster, step)));
        expect(problems.lines()).toEqual([]);
      },
      MINUTES * 60_000,
    );
  },
};

interface State {
  readonly manifest: JsonObject;
  /** What is stored where nothing was there before. */
  readonly alone: JsonObject;
}

interface Step {
  readonly resource: Resource;
  readonly before: State;
  readonly after: State;
}

/** Every state of a resource after every other; each of them as it is stored by itself, with all that was asked for. */
async function stepsOf(cluster: Cluster, resource: Resource): Promise<readonly Step[]> {
  const states: State[] = [];
  for (const manifest of resource.states) {
    const object = named(resource, manifest);
    const alone = kept(await cluster.apply(object, { owner: OWNER }));
    await cluster.delete(refOf(object));
    expect(alone).toMatchObject(kept(object));
    states.push({ manifest, alone });
  }
  return states.flatMap((before) =>
    states.filter((after) => after !== before).map((after) => ({ resource, before, after })),
  );
}

/** What goes wrong where one state follows another. */
async function problemOf(cluster: Cluster, { resource, before, after }: Step): Promise<string | undefined> {
  const first = named(resource, before.manifest);
  const second = named(resource, after.manifest, refOf(first).name);
  await cluster.apply(first, { owner: OWNER });
  try {
    const stored = kept(await cluster.apply(second, { owner: OWNER }));
    if (isDeepStrictEqual(stored, after.alone)) return undefined;
    return `is ${JSON.stringify(stored)} and not ${JSON.stringify(after.alone)}`;
  } catch (thrown) {
    return `is refused: ${messageOf(thrown).replace(/ "state-\d+"/, '')}`;
  } finally {
    await cluster.delete(refOf(first));
  }
}

/** What went wrong, one line for each state that could not follow others. */
class Problems {
  readonly #steps = new Map<string, Step[]>();

  add(step: Step, problem: string | undefined): void {
    if (problem === undefined) return;
    const { resource, after } = step;
    const what = `${resource.name} of ${resource.apiVersion}: ${told(after.manifest)} ${problem}`;
    this.#steps.set(what, [...(this.#steps.get(what) ?? []), step]);
  }

  lines(): readonly string[] {
    return [...this.#steps].map(([what, steps]) => {
      const others = steps.map(({ before }) => told(before.manifest));
      return `${what}, after ${steps.length} other states such as ${others[0]}`;
    });
  }
}

let names = 0;

/** A manifest under a fresh name, which the provider leaves alone. */
function named({ apiVersion }: Resource, manifest: JsonObject, name = `state-${names++}`): JsonObject {
  const { labels, annotations } = asObject(manifest.metadata);
  const metadata = {
    name,
    ...(apiVersion === MANAGED_APIS.ClusterScoped ? {} : { namespace: NAMESPACE }),
    ...(labels === undefined ? {} : { labels }),
    annotations: { ...asObject(annotations), 'crossplane.io/paused': 'true' },
  };
  return { ...manifest, metadata };
}

/** What somebody asked for of an object: all but who and when it is, and how it fares. */
function kept({ apiVersion: _, kind: __, metadata, status: ___, ...rest }: JsonObject): JsonObject {
  const { labels = {}, annotations = {} } = asObject(metadata);
  return { ...rest, labels, annotations };
}

/** A state in few words. */
function told(manifest: JsonObject): string {
  const policies = asList(at(manifest, 'spec', 'managementPolicies'));
  const fields = Object.keys(asObject(at(manifest, 'spec', 'forProvider') ?? manifest.data));
  return `[${policies.join(' ')}] with ${fields.join(' ') || 'nothing'}`;
}

/** Does something with each item, some of them at a time. */
async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const left = items.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const item of left) await work(item);
    }),
  );
}
