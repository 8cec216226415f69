import type { Binding } from '../api/binding.js';
import type { Known } from '../api/resolve/sources.js';
import { type Issue, type Result, refused } from '../lib/issue.js';
import { asString, at } from '../lib/json.js';
import { accessBy } from '../observe/access.js';
import type { Facts } from '../observe/facts.js';
import type { ObservedComposite } from '../observe/read-composite.js';
import type { RunFunctionRequest } from '../wire/request.js';
import { ExistingNames } from './existing-names.js';
import { givenPolicy } from './given-policy.js';
import { judgeWritten } from './judge-written.js';

/** Reads the binding and its policy, or returns every problem of both. */
export function readBinding(request: RunFunctionRequest, composite: ObservedComposite, facts: Facts): Result<Binding> {
  const { identity, spec = null } = composite;
  if (!identity) return refused([{ path: 'metadata.name', message: 'required but missing' }]);
  const known = knownOf(request, composite, facts);
  const binding = judgeWritten(identity, spec, givenPolicy(request), known);
  return binding.ok && isBeingCreated(binding.value, facts) ? refused([HANDOVER_TOO_EARLY]) : binding;
}

function knownOf(request: RunFunctionRequest, { uid }: ObservedComposite, facts: Facts): Known {
  const created = facts.cluster.state === 'created' ? facts.cluster : undefined;
  return {
    runningEngine: created?.engine,
    hasCluster: facts.cluster.state !== 'absent',
    accessBy: (reference, namespace, template) => accessBy(request, reference, namespace, uid, template),
    ownClusters: created?.controlled ? [created.id, created.replaced ?? created.id] : [],
    isReturning: isReturning(facts),
    placedIn: () => placesOf(facts),
    existing: new ExistingNames(facts.resources),
    complete: true,
  };
}

function isReturning({ traces }: Facts): boolean {
  return traces !== undefined && (traces.ids.length > 0 || traces.told !== undefined);
}

function placesOf({ cluster }: Facts): readonly string[] {
  if (cluster.state === 'absent') return [];
  const { forProvider } = cluster.resource;
  const named = asString(at(forProvider, 'privateNetworkUuidRef', 'name'));
  const sent = ['privateNetworkUuid', 'projectId'].flatMap((field) => asString(forProvider[field]) ?? []);
  return named === undefined ? sent : [...sent, named];
}

const HANDOVER_TOO_EARLY: Issue = {
  path: 'spec.clusterRef',
  message:
    "cannot be used while this binding's own cluster is being created, since its id would be lost: set spec.cluster again until the cluster exists",
};

function isBeingCreated({ target }: Binding, { cluster }: Facts): boolean {
  return target.architecture === 'Referenced' && cluster.state === 'creating' && cluster.controlled;
}
