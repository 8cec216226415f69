import { collectIssues, type Issue } from '../../src/lib/issue.js';
import type { JsonObject } from '../../src/lib/json.js';
import { BINDING_KINDS, kindOf } from '../validate/binding-kinds.js';
import { bindingProblems } from '../validate/check-binding.js';
import { checkObject } from '../validate/check-object.js';

/** Every problem that the API server or the function would refuse a binding for, whatever the policy. */
export function problemsOf(binding: JsonObject): readonly Issue[] {
  const kind = kindOf(binding, BINDING_KINDS);
  if (kind === undefined) return [{ path: 'kind', message: 'is no binding' }];
  const found = bindingProblems(binding, kind, undefined, []);
  return found.length > 0 ? found : collectIssues((report) => checkObject(report, binding, kind));
}
