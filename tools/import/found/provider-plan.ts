import type { JsonObject } from '../../../src/lib/json.js';
import type { ImportMode, Plan, Step } from '../plan.js';
import { kubectl, patch } from '../shell.js';
import { adoptSteps, allowStep, applyStep, lastSteps, waitStep } from '../steps.js';
import { type FoundMoving, planFound } from './plan-found.js';
import { type ProviderFound, readProvider } from './read-provider.js';

/** Plans bindings for resources of the provider that somebody wrote or composed. */
export function planProvider(manifests: readonly JsonObject[], mode: ImportMode | undefined, namespace: string): Plan {
  const findings = readProvider(manifests, namespace);
  const all = findings.found;
  const names = new Map(all.map(({ title, composite, name }) => [title, composite?.name ?? name]));
  return planFound(findings, mode === 'controlled', {
    nameOf: ({ title }) => names.get(title) ?? title,
    // One in another namespace is no Secret of the binding; of a cluster-scoped resource that is not told here.
    takenSecrets: (namespace) =>
      all.flatMap((each) => (each.namespace === namespace ? (each.connectionSecret ?? []) : [])),
    steps: (moving) => providerSteps(moving, all),
  });
}

type Moving = FoundMoving<ProviderFound>;

function providerSteps(moving: readonly Moving[], all: readonly ProviderFound[]): readonly Step[] {
  const carried = moving.filter(({ adopts }) => adopts).flatMap((each) => each.carried);
  // What a composite composes goes with it, also what became part of no binding.
  const composites = new Set(carried.flatMap(({ composite }) => composite?.title ?? []));
  const old = all.filter((each) => carried.includes(each) || composites.has(each.composite?.title ?? ''));
  const [look, confirm] = adoptSteps(moving);
  return [
    allowStep(moving),
    applyStep(),
    ...(look === undefined ? [] : [look]),
    ...observeSteps(old),
    ...(confirm === undefined ? [] : [confirm]),
    waitStep(moving, 'Ready', 'Wait until the bindings are ready'),
    {
      title: 'Let applications read the Secrets of the bindings',
      why: 'their keys are those of applications, not of the provider: host, port, username, password, uri',
      commands: moving.map(({ binding: { name, namespace } }) =>
        kubectl(namespace, 'get', 'databasebinding', name, '-o', 'jsonpath={.status.users}'),
      ),
    },
    ...deleteSteps(old),
    ...lastSteps(moving),
  ];
}

/** Without Delete in its policies a resource leaves Kubernetes and nothing else. */
function observeSteps(old: readonly ProviderFound[]): readonly Step[] {
  if (old.length === 0) return [];
  const composed = old.filter(({ composite }) => composite !== undefined);
  const alone = old.filter(({ composite }) => composite === undefined);
  const why = 'from then on they change and delete nothing: a cluster has one master';
  const steps: Step[] = [];
  if (alone.length > 0)
    steps.push({
      title: 'Let the old resources only look',
      why,
      commands: alone.map(({ place, resource, name }) => patch(place, resource, name, { spec: lookingOnly(place) })),
    });
  const composites = titlesOf(composed).join(', ');
  if (composed.length > 0)
    steps.push({
      title: `Let everything that ${composites} composes only look: write managementPolicies: [Observe], and in the cluster-scoped group deletionPolicy: Orphan too, into the Composition; then see that all have it`,
      why: `${why}. A patch of the resources themselves would be undone`,
      commands: composed.map(({ place, resource, name }) =>
        kubectl(place, 'get', resource, name, '-o', 'jsonpath={.spec.managementPolicies}'),
      ),
    });
  return steps;
}

function titlesOf(old: readonly ProviderFound[]): readonly string[] {
  return [...new Set(old.flatMap(({ composite }) => composite?.title ?? []))];
}

function lookingOnly(place: string | undefined): object {
  return { managementPolicies: ['Observe'], ...(place === undefined ? { deletionPolicy: 'Orphan' } : {}) };
}

function deleteSteps(old: readonly ProviderFound[]): readonly Step[] {
  if (old.length === 0) return [];
  const alone = old.filter(({ composite }) => composite === undefined);
  const composites = titlesOf(old);
  const title =
    composites.length === 0
      ? 'Delete the old resources, last'
      : `Delete the old resources, last: those of ${composites.join(', ')} by deleting that`;
  return [
    {
      title,
      why: 'nothing happens at DigitalOcean, as each of them has managementPolicies: [Observe]: look once more before. Their connection Secrets go with them',
      commands: alone.toReversed().map(({ place, resource, name }) => kubectl(place, 'delete', resource, name)),
    },
  ];
}
