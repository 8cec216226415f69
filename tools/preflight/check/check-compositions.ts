import { asString, at, type JsonObject } from '../../../src/lib/json.js';
import { valueOr } from '../../kubernetes/cluster-reader.js';
import { type Finding, findingsOf } from '../finding.js';
import type { Inventory } from '../inventory.js';
import type { PolicyInUse } from '../policy-in-use.js';

const { ok, warning, problem, unread } = findingsOf('Compositions');

const INSTALL = 'crossplane xpkg install configuration REGISTRY/configuration-database-binding:VERSION';

/** Whether a Composition calls the function, which one bindings get, and what of its policy is somewhere else. */
export function checkCompositions(inventory: Inventory): readonly Finding[] {
  const { compositions, policies } = inventory;
  if (compositions.state === 'refused' && policies.length === 0) return unread('Compositions', compositions);
  if (policies.length === 0) return [problem('no Composition calls the function', INSTALL)];
  return [...policies.flatMap((policy) => checkPolicy(policy, inventory)), ...checkDefaults(inventory)];
}

function checkPolicy(policy: PolicyInUse, inventory: Inventory): readonly Finding[] {
  const { composition, composite, functionName, isPartial, connectionSecretNamespace } = policy;
  const namespace = connectionSecretNamespace && inventory.namespaces.get(connectionSecretNamespace);
  return [
    ok(
      `"${composition}" for ${composite.kind} calls ${functionName}${policy.needsSql ? ', with rights by provider-sql' : ''}`,
    ),
    ...(isPartial
      ? [warning(`"${composition}" takes part of its policy from the context, which is not looked at here`)]
      : []),
    ...(namespace && namespace.state === 'absent'
      ? [
          problem(
            `"${composition}" keeps connection Secrets in the namespace "${connectionSecretNamespace}", which is not there`,
            `kubectl create namespace ${connectionSecretNamespace}`,
          ),
        ]
      : []),
  ];
}

/** A kind's default Composition has to exist: bindings that choose none get it. */
function checkDefaults({ xrds, compositions, policies }: Inventory): readonly Finding[] {
  if (compositions.state !== 'found') return [];
  const names = new Set(compositions.value.map((composition) => at(composition, 'metadata', 'name')));
  const kinds = new Set(policies.map(({ composite }) => composite.kind));
  return valueOr(xrds, [])
    .filter((xrd) => kinds.has(asString(at(xrd, 'spec', 'names', 'kind')) ?? ''))
    .flatMap((xrd) => {
      const wanted = asString(at(xrd, 'spec', 'defaultCompositionRef', 'name'));
      return wanted === undefined || names.has(wanted) ? [] : [missingDefault(xrd, wanted)];
    });
}

function missingDefault(xrd: JsonObject, wanted: string): Finding {
  const kind = asString(at(xrd, 'spec', 'names', 'kind')) ?? '';
  return warning(`"${wanted}", which a ${kind} gets that chooses no Composition, is not there`, INSTALL);
}
