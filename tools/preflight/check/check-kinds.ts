import { asList, asString, at, type JsonObject } from '../../../src/lib/json.js';
import { type Answer, valueOr } from '../../kubernetes/cluster-reader.js';
import { conditionOf } from '../../kubernetes/condition.js';
import { asFarAsUsed } from '../as-far-as-used.js';
import { isDoneWithout } from '../done-without.js';
import { applying, type Finding, findingsOf, namesIn } from '../finding.js';
import type { Inventory } from '../inventory.js';
import { installing } from '../known-providers.js';
import type { NeededKind, NeededKinds } from '../needed-kinds.js';
import { lackedFields, servedSchema } from '../schema-fields.js';

const { ok, warning, problem, unread } = findingsOf('Kinds');

/** Where the kinds that bindings are composed of are in a cluster. */
type State =
  | { readonly state: 'served'; readonly lacks: readonly string[] }
  | { readonly state: 'inactive' | 'missing' | 'establishing' | 'otherVersion' }
  | { readonly state: 'refused'; readonly answer: Answer<unknown> };

/** Whether each kind that bindings are composed of is active and served, with the fields that they send. */
export function checkKinds(inventory: Inventory): readonly Finding[] {
  return [
    ...inventory.needed.flatMap((needed) =>
      isDoneWithout(needed, inventory) ? [] : asFarAsUsed(needed.family, checkFamily(needed, inventory), inventory),
    ),
    ...checkPolicies(inventory),
  ];
}

function checkFamily({ provider, kinds }: NeededKinds, inventory: Inventory): readonly Finding[] {
  const group = groupOf(kinds[0]);
  const states = kinds.map((kind) => ({ kind, found: stateOf(kind, inventory) }));
  const those = (state: State['state']): readonly string[] =>
    states.filter(({ found }) => found.state === state).map(({ kind }) => kind.kind);
  const refused = states.map(({ found }) => found).find((found) => found.state === 'refused');
  if (refused?.state === 'refused') return unread('CustomResourceDefinitions', refused.answer);
  const update = `crossplane xpkg update provider xpkg.crossplane.io/crossplane-contrib/${provider}:VERSION`;
  const told = (names: readonly string[], what: string, remedy: string): readonly Finding[] =>
    names.length === 0 ? [] : [problem(`${group}: ${namesIn(names)} ${what}`, remedy)];
  const lacking = states.flatMap(({ kind, found }) =>
    found.state === 'served' && found.lacks.length > 0
      ? [`${kind.kind} lacks ${namesIn(found.lacks.map((field) => `spec.forProvider.${field}`))}`]
      : [],
  );
  const findings = [
    ...told(those('inactive'), 'not active', activation(group)),
    ...told(those('missing'), 'not there', installing(provider)),
    ...told(those('establishing'), 'not established', `kubectl get crd | grep ${group}`),
    ...told(those('otherVersion'), `not served in ${kinds[0]?.apiVersion.split('/')[1]}`, update),
    ...lacking.map((lack) => problem(`${group}: ${lack}, which bindings send`, update)),
  ];
  if (findings.length > 0) return findings;
  return [
    ok(`${group}: ${kinds.length} ${kinds.length === 1 ? 'kind' : 'kinds'} active, with all fields that bindings send`),
  ];
}

function stateOf({ definition: name, apiVersion, fields }: NeededKind, inventory: Inventory): State {
  const definition = inventory.definitions.get(name) ?? { state: 'absent' };
  if (definition.state === 'refused') return { state: 'refused', answer: definition };
  if (definition.state === 'absent') {
    const managed = valueOr(inventory.managedDefinitions.get(name) ?? { state: 'absent' }, undefined);
    return { state: managed === undefined ? 'missing' : 'inactive' };
  }
  if (conditionOf(definition.value, 'Established')?.status !== 'True') return { state: 'establishing' };
  const schema = servedSchema(definition.value, apiVersion.split('/')[1]);
  if (schema === undefined) return { state: 'otherVersion' };
  return {
    state: 'served',
    lacks: lackedFields(at(schema, 'properties', 'spec', 'properties', 'forProvider'), fields),
  };
}

function activation(group: string): string {
  return applying({
    apiVersion: 'apiextensions.crossplane.io/v1alpha1',
    kind: 'ManagedResourceActivationPolicy',
    metadata: { name: group },
    spec: { activate: [`*.${group}`] },
  });
}

/** An activation policy that fails activates nothing new; without any, kinds stay as they are. */
function checkPolicies({ activationPolicies, needed, definitions }: Inventory): readonly Finding[] {
  if (activationPolicies.state === 'absent') return [];
  if (activationPolicies.state === 'refused') return unread('ManagedResourceActivationPolicies', activationPolicies);
  const served = needed.filter(({ kinds }) =>
    kinds.some((kind) => definitions.get(kind.definition)?.state === 'found'),
  );
  const groups = [...new Set(served.map(({ kinds }) => groupOf(kinds[0])))];
  const failing = activationPolicies.value.filter((policy) => conditionOf(policy, 'Healthy')?.status === 'False');
  const uncovered = groups.filter((group) => !activationPolicies.value.some((policy) => activates(policy, group)));
  return [
    ...failing.map((policy) =>
      problem(
        `ManagedResourceActivationPolicy "${nameOf(policy)}" fails: ${conditionOf(policy, 'Healthy')?.message ?? ''}`,
        `kubectl describe managedresourceactivationpolicy ${nameOf(policy)}`,
      ),
    ),
    ...uncovered.map((group) =>
      warning(
        `no activation policy names all kinds of ${group}: a new version's kinds may stay inactive`,
        activation(group),
      ),
    ),
  ];
}

function activates(policy: JsonObject, group: string): boolean {
  return asList(at(policy, 'spec', 'activate')).some((pattern) => pattern === '*' || pattern === `*.${group}`);
}

function groupOf(kind: NeededKind | undefined): string {
  return kind?.apiVersion.split('/')[0] ?? '';
}

function nameOf(object: JsonObject): string {
  return asString(at(object, 'metadata', 'name')) ?? '';
}
