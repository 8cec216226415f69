import { pathOf } from '../api/location.js';
import { mergePolicies } from '../api/merge-policies.js';
import { soundPolicy, validatePolicy } from '../api/validate.js';
import type { Issue } from '../lib/issue.js';
import { asObject, asString, at, type Json, type JsonObject } from '../lib/json.js';
import type { RunFunctionRequest } from '../wire/request.js';
import { decodeStruct } from '../wire/struct.js';

/** A policy that nobody has judged as a whole yet, and the problems of the part that stands in the context. */
export interface GivenPolicy {
  readonly policy: JsonObject;
  readonly issues: readonly Issue[];
}

/** The place of EnvironmentConfigs. */
const ENVIRONMENT = 'apiextensions.crossplane.io/environment';

/** The policy of a request: the input of the pipeline's step and, where that says so, what the context holds below it. */
export function givenPolicy({ input, context }: RunFunctionRequest): GivenPolicy {
  // A step without an input has the empty policy.
  const own = input === undefined ? {} : decodeStruct(input);
  const name = asString(at(own, 'fromContext', 'field'));
  if (name === undefined) return { policy: own, issues: [] };

  const key = asString(at(own, 'fromContext', 'key')) ?? ENVIRONMENT;
  const path = pathOf('context', [key, name]);
  const value = context && at(decodeStruct(context, { [key]: { [name]: true } }), key, name);
  if (value === undefined) return { policy: own, issues: [missing(path)] };
  const { policy, issues } = judge(value, path);
  return { policy: mergePolicies(own, policy), issues };
}

/** What is wrong in the context is told where it stands; what is right there counts for the other problems. */
function judge(value: Json, path: string): GivenPolicy {
  const judged = validatePolicy(value, path);
  const { fromContext, ...rest } = asObject(value);
  const issues = judged.ok ? [] : judged.issues;
  return {
    policy: asObject(soundPolicy(rest)),
    issues: fromContext === undefined ? issues : [...issues, pointsFurther(path)],
  };
}

function missing(path: string): Issue {
  const message =
    'required by policy.fromContext but missing: an earlier step of the pipeline has to put a policy there';
  return { path, message };
}

function pointsFurther(path: string): Issue {
  return {
    path: `${path}.fromContext`,
    message: "cannot be used here: only the step's input can point to the context",
  };
}
