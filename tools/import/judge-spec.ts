import type { Known } from '../../src/api/resolve/sources.js';
import { validateSpec } from '../../src/api/schema/validate.js';
import { judgeBinding } from '../../src/function/judge-binding.js';
import type { RunningEngine } from '../../src/gen/binding.js';
import type { BindingPolicy } from '../../src/gen/policy.js';
import type { Issue } from '../../src/lib/issue.js';
import { asString, at, type JsonObject } from '../../src/lib/json.js';

/** What the platform's policy will say is not known here: only what no policy could allow counts as a problem. */
const ANY_POLICY: BindingPolicy = { references: { uuids: ['*'], clusters: true } };

/** Every problem that the function would refuse a binding for, whatever the policy. */
export function problemsOf(binding: JsonObject, engine: RunningEngine | undefined): readonly Issue[] {
  const spec = validateSpec(binding.spec ?? null);
  if (!spec.ok) return spec.issues;
  const { metadata } = binding;
  const composite = {
    apiVersion: asString(binding.apiVersion),
    kind: asString(binding.kind),
    name: asString(at(metadata, 'name')) ?? '',
    namespace: asString(at(metadata, 'namespace')),
    claim: undefined,
  };
  const judged = judgeBinding({ ...knownOf(engine), composite, spec: spec.value, policy: ANY_POLICY });
  return judged.ok ? [] : judged.issues;
}

/** A binding that is not there yet, and a cluster that is. */
function knownOf(engine: RunningEngine | undefined): Known {
  return {
    runningEngine: undefined,
    hasCluster: false,
    accessBy: (reference) => ({
      state: 'granted',
      id: reference.via === 'uuid' ? reference.uuid : '',
      engine,
      privatePort: undefined,
      taken: { user: [], database: [], topic: [] },
      bound: undefined,
    }),
    ownClusters: [],
    isReturning: false,
    placedIn: [],
    existing: {
      users: [],
      databases: [],
      topics: [],
      loginOf: () => undefined,
      isNoted: () => false,
      calledOf: () => undefined,
      ownerRole: undefined,
    },
    complete: true,
  };
}
