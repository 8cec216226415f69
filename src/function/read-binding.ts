import type { Binding } from '../api/binding.js';
import { resolveBinding } from '../api/resolve-binding.js';
import { validatePolicy, validateSpec } from '../api/validate.js';
import type { BindingPolicy } from '../gen/policy.js';
import { accepted, type Issue, type Result, refused } from '../lib/issue.js';
import type { Facts } from '../observe/facts.js';
import type { ObservedComposite } from '../observe/read-composite.js';
import { decodeStruct } from '../wire/struct.js';

/** Reads binding and policy, or tells every problem of both. */
export function readBinding(
  composite: ObservedComposite,
  input: Uint8Array | undefined,
  { cluster }: Facts,
): Result<Binding> {
  const spec = validateSpec(composite.spec ?? null);
  const policy = readPolicy(input);
  const issues: Issue[] = [...(spec.ok ? [] : spec.issues), ...(policy.ok ? [] : policy.issues)];
  if (composite.owner === undefined) issues.unshift({ path: 'metadata.name', message: 'required' });
  if (!spec.ok || !policy.ok || composite.owner === undefined) return refused(issues);
  return resolveBinding(
    composite.owner,
    spec.value,
    policy.value,
    cluster.state === 'created' ? cluster.engine : undefined,
  );
}

/** A pipeline step without an input has the empty policy. */
function readPolicy(input: Uint8Array | undefined): Result<BindingPolicy> {
  return input === undefined ? accepted({}) : validatePolicy(decodeStruct(input));
}
