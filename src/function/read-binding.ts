import type { Binding } from '../api/binding.js';
import { type Known, type Owner, type Resolved, resolveBinding } from '../api/resolve-binding.js';
import { salvagePolicy, salvageSpec, validateSpec } from '../api/validate.js';
import { checkConnection } from '../connection/check/check-connection.js';
import { accepted, type Issue, joinIssues, type Result, refused } from '../lib/issue.js';
import type { Json } from '../lib/json.js';
import { accessOf } from '../observe/access.js';
import type { Facts } from '../observe/facts.js';
import { controls } from '../observe/management-policies.js';
import type { ObservedComposite } from '../observe/read-composite.js';
import type { RunFunctionRequest } from '../wire/request.js';
import { ExistingNames } from './existing-names.js';
import { type GivenPolicy, givenPolicy } from './given-policy.js';

/** Reads binding and policy, or tells every problem of both. */
export function readBinding(request: RunFunctionRequest, composite: ObservedComposite, facts: Facts): Result<Binding> {
  if (composite.owner === undefined) return refused([{ path: 'metadata.name', message: 'required but missing' }]);
  const known = knownOf(request, composite, facts);
  const binding = resolve(composite.owner, composite.spec ?? null, givenPolicy(request), known);
  return binding.ok && isBeingCreated(binding.value, facts) ? refused([HANDOVER_TOO_EARLY]) : binding;
}

function resolve(owner: Owner, written: Json, given: GivenPolicy, known: Known): Result<Binding> {
  const [spec, policy] = [validateSpec(written), given.judged];
  if (spec.ok && policy.ok && given.issues.length === 0)
    return judge(resolveBinding(owner, spec.value, policy.value, known));

  const found = [...issuesOf(spec), ...issuesOf(policy), ...given.issues];
  const [specRest, policyRest] = [salvageSpec(written), salvagePolicy(given.written)];
  if (!specRest || !policyRest) return refused(found);
  const rest = issuesOf(judge(resolveBinding(owner, specRest, policyRest, { ...known, complete: false })));
  // What was taken out is missing now, which is no news.
  return refused([...found, ...rest.filter(({ path }) => !found.some((issue) => path.startsWith(issue.path)))]);
}

function judge({ binding, issues: found }: Resolved): Result<Binding> {
  if (!binding) return refused(found);
  const issues = joinIssues(found, checkConnection(binding));
  return issues.length > 0 ? refused(issues) : accepted(binding);
}

function knownOf(request: RunFunctionRequest, { lastEngine }: ObservedComposite, { cluster, resources }: Facts): Known {
  return {
    runningEngine: cluster.state === 'created' ? cluster.engine : undefined,
    toldEngine: (target, namespace) => {
      const access = accessOf(request, target, namespace);
      return (access.state === 'granted' ? access.engine : undefined) ?? lastEngine;
    },
    ownClusters:
      cluster.state === 'created' && controls(cluster.resource) ? [cluster.id, cluster.replaced ?? cluster.id] : [],
    existing: new ExistingNames(resources),
    complete: true,
  };
}

const HANDOVER_TOO_EARLY: Issue = {
  path: 'spec.clusterRef',
  message:
    "cannot be used while this binding's own cluster is being created, nobody would know its id: go back to cluster until it is there",
};

function isBeingCreated({ target }: Binding, { cluster }: Facts): boolean {
  return target.architecture === 'Referenced' && cluster.state === 'creating' && controls(cluster.resource);
}

function issuesOf(result: Result<unknown>): readonly Issue[] {
  return result.ok ? [] : result.issues;
}
