import { mergePolicies } from '../api/resolve/merge-policies.js';
import { pathOf } from '../api/schema/location.js';
import { soundPolicy, validatePolicy } from '../api/schema/validate.js';
import type { BindingPolicy } from '../gen/policy.js';
import type { Issue, Result } from '../lib/issue.js';
import { asObject, asString, at, type Json, type JsonObject } from '../lib/json.js';
import { oncePerBytes } from '../lib/once-per-bytes.js';
import type { RunFunctionRequest } from '../wire/request.js';
import { decodeStruct } from '../wire/struct.js';

/** A policy as it was written, and as it was judged. */
export interface GivenPolicy {
  readonly written: JsonObject;
  readonly judged: Result<BindingPolicy>;
  /** The problems of the part that stands in the context. */
  readonly issues: readonly Issue[];
}

/** The place of EnvironmentConfigs. */
const ENVIRONMENT = 'apiextensions.crossplane.io/environment';

const MISSING = 'required by policy.fromContext but missing: an earlier step of the pipeline has to put a policy there';
const POINTS_FURTHER = "cannot be used here: only the step's input can point to the context";

/** The policy of a request: the input of the pipeline's step and, where that says so, what the context holds below it. */
export function givenPolicy({ input, context }: RunFunctionRequest): GivenPolicy {
  const own = input === undefined ? EMPTY : inputPolicy(input);
  const name = asString(at(own.written, 'fromContext', 'field'));
  if (name === undefined) return own;

  const key = asString(at(own.written, 'fromContext', 'key')) ?? ENVIRONMENT;
  const path = pathOf('context', [key, name]);
  const value = context && at(decodeStruct(context, { [key]: { [name]: true } }), key, name);
  if (value === undefined) return { ...own, issues: [{ path, message: MISSING }] };
  const { sound, issues } = judge(value, path);
  return given(mergePolicies(own.written, sound), issues);
}

function given(written: JsonObject, issues: readonly Issue[] = []): GivenPolicy {
  return { written, judged: validatePolicy(written), issues };
}

/** All bindings of a Composition come with the same input. */
const inputPolicy = oncePerBytes((input) => given(decodeStruct(input)));

/** A step without an input has the empty policy. */
const EMPTY = given({});

/** What is wrong in the context is told where it stands; what is right there counts for the other problems. */
function judge(value: Json, path: string): { readonly sound: JsonObject; readonly issues: readonly Issue[] } {
  const judged = validatePolicy(value, path);
  const { fromContext, ...rest } = asObject(value);
  const issues = judged.ok ? [] : judged.issues;
  return {
    sound: asObject(soundPolicy(rest)),
    issues: fromContext === undefined ? issues : [...issues, { path: `${path}.fromContext`, message: POINTS_FURTHER }],
  };
}
