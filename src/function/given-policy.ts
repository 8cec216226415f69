import { mergePolicies } from '../api/resolve/merge-policies.js';
import { pathOf } from '../api/schema/location.js';
import { soundPolicy, validatePolicy } from '../api/schema/validate.js';
import type { BindingPolicy } from '../gen/policy.js';
import type { Issue, Result } from '../lib/issue.js';
import { asObject, asString, at, type Json, type JsonObject } from '../lib/json.js';
import { oncePerBytes } from '../lib/once-per-bytes.js';
import type { RunFunctionRequest } from '../wire/request.js';
import { decodeStruct } from '../wire/struct.js';

/** A policy as written, and the result of its validation. */
export interface GivenPolicy {
  readonly written: JsonObject;
  readonly judged: Result<BindingPolicy>;
  /** The problems of the part in the context. */
  readonly issues: readonly Issue[];
}

/** The context key of EnvironmentConfigs. */
const ENVIRONMENT = 'apiextensions.crossplane.io/environment';

const MISSING = 'required by policy.fromContext but missing: an earlier step of the pipeline has to put a policy there';
const POINTS_FURTHER = "cannot be used here: only the step's input can point to the context";

/** The policy of a request: the input of the pipeline's step and, if that refers to the context, the policy there as a default. */
export function givenPolicy({ input, context }: RunFunctionRequest): GivenPolicy {
  const own = input === undefined ? EMPTY : inputPolicy(input);
  const name = asString(at(own.written, 'fromContext', 'field'));
  if (name === undefined) return own;

  const key = asString(at(own.written, 'fromContext', 'key')) ?? ENVIRONMENT;
  const path = pathOf('context', [key, name]);
  const value = context && at(decodeStruct(context, { [key]: { [name]: true } }), key, name);
  return value === undefined ? { ...own, issues: [{ path, message: MISSING }] } : withContext(own.written, value, path);
}

/** The policy of a step's input alone. */
export function policyOfInput(input: JsonObject): GivenPolicy {
  return given(input, []);
}

/** The policy of a step's input that points to a further part of it, which stands at a path. */
export function withContext(input: JsonObject, part: Json, path: string): GivenPolicy {
  const { sound, issues } = judge(part, path);
  return given(mergePolicies(input, sound), issues);
}

function given(written: JsonObject, issues: readonly Issue[]): GivenPolicy {
  return { written, judged: validatePolicy(written), issues };
}

/** All bindings of a Composition have the same input. */
const inputPolicy = oncePerBytes((input) => policyOfInput(decodeStruct(input)));

/** The policy of a step without an input. */
const EMPTY = policyOfInput({});

/** Validates the part in the context: problems keep their path there, valid fields count in further checks. */
function judge(value: Json, path: string): { readonly sound: JsonObject; readonly issues: readonly Issue[] } {
  const judged = validatePolicy(value, path);
  const { fromContext, ...rest } = asObject(value);
  const issues = judged.ok ? [] : judged.issues;
  return {
    sound: asObject(soundPolicy(rest)),
    issues: fromContext === undefined ? issues : [...issues, { path: `${path}.fromContext`, message: POINTS_FURTHER }],
  };
}
