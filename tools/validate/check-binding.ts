import type { Composite, Reference } from '../../src/api/binding.js';
import { isEngine } from '../../src/engines/engines.js';
import { judgeWritten } from '../../src/function/judge-written.js';
import type { RunningEngine } from '../../src/gen/binding.js';
import type { Issue } from '../../src/lib/issue.js';
import { asObject, asString, at, type JsonObject } from '../../src/lib/json.js';
import type { BindingKind } from './binding-kinds.js';
import type { StepPolicy } from './find-policies.js';
import { lenientPolicy } from './lenient-policy.js';
import { nothingKnown } from './nothing-known.js';

/** What kubectl does without --namespace. */
const NAMESPACE = 'default';

/** Every problem that the function finds in a binding, with a policy or, if the files have none, with one that allows all. */
export function bindingProblems(
  object: JsonObject,
  kind: BindingKind,
  policy: StepPolicy | undefined,
  others: readonly JsonObject[],
): readonly Issue[] {
  const { spec } = object;
  if (spec === undefined) return [{ path: 'spec', message: 'required but missing' }];
  const given = policy?.complete ? policy.given : lenientPolicy(policy?.given.written ?? {}, spec);
  const known = nothingKnown((reference) => engineOf(reference, spec, others), true);
  const judged = judgeWritten(compositeOf(object, kind), spec, given, known);
  if (judged.ok) return [];
  return kind.further === undefined ? judged.issues.filter(isNotTheXrds) : judged.issues;
}

/** The XRD of a platform team's kind may set what is not written, and says which family its composites are for. */
function isNotTheXrds({ path, message }: Issue): boolean {
  return !message.startsWith('required but missing') && path !== 'policy.providerFamily';
}

function compositeOf(object: JsonObject, { apiVersion, kind, composed, scope }: BindingKind): Composite {
  const metadata = asObject(object.metadata);
  const name = asString(metadata.name) ?? asString(metadata.generateName) ?? 'unnamed';
  const namespace = asString(metadata.namespace) ?? NAMESPACE;
  const isClaim = scope === 'Claim';
  return {
    apiVersion,
    kind: isClaim ? composed : kind,
    name,
    namespace: scope === 'Namespaced' ? namespace : undefined,
    claim: isClaim ? { name, namespace } : undefined,
  };
}

/** The engine of a cluster that lives elsewhere: what the reference says, or the binding that owns it. */
function engineOf(
  reference: Reference,
  spec: JsonObject[string],
  others: readonly JsonObject[],
): RunningEngine | undefined {
  const owner = others.find((other) => reference.via === 'binding' && isNamed(other, reference));
  const told = at(owner, 'spec', 'cluster', 'engine') ?? at(spec, 'clusterRef', 'engine');
  return typeof told === 'string' && isEngine(told) ? told : undefined;
}

function isNamed({ metadata }: JsonObject, { name, namespace }: { name: string; namespace: string }): boolean {
  const own = asObject(metadata);
  return own.name === name && (own.namespace ?? NAMESPACE) === namespace;
}
