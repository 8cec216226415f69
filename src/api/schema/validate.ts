import type { DatabaseBindingSpec } from '../../gen/binding.js';
import type { BindingPolicy } from '../../gen/policy.js';
import { POLICY_SCHEMA, type SchemaNode, SPEC_SCHEMA } from '../../gen/validation-schemas.js';
import { accepted, type Issue, type Result, refused } from '../../lib/issue.js';
import type { Json } from '../../lib/json.js';
import { elsewhere, type Root } from './elsewhere.js';
import { compareLocations, pathOf } from './location.js';
import { findMismatches, type Mismatch, type Mismatches } from './mismatches.js';
import { messageOf } from './schema-issue.js';
import { withoutFields } from './without-fields.js';

/** More than a person reads at once: thousands of mistakes must not make an answer of megabytes. */
const MOST_ISSUES = 50;

/** The keywords that make a value's other errors irrelevant. */
const DECISIVE: ReadonlySet<Mismatch['keyword']> = new Set(['type', 'minLength']);

/** A composite's spec that fits the schema, or every problem in it. Rules of one engine are checked later. */
export function validateSpec(spec: Json): Result<DatabaseBindingSpec> {
  return validate(SPEC_SCHEMA, spec, { root: 'spec', path: 'spec' });
}

/** A policy that fits the schema, or every problem in it. */
export function validatePolicy(policy: Json, path = 'policy'): Result<BindingPolicy> {
  return validate(POLICY_SCHEMA, policy, { root: 'policy', path });
}

/** A refused spec without the fields that have a problem, so that the rest can be checked; `undefined` if nothing valid is left. */
export function salvageSpec(spec: Json): DatabaseBindingSpec | undefined {
  return ifValid(SPEC_SCHEMA, withoutProblems(SPEC_SCHEMA, spec));
}

/** A policy without the fields that have a problem; `undefined` if nothing valid is left. */
export function salvagePolicy(policy: Json): BindingPolicy | undefined {
  return ifValid(POLICY_SCHEMA, soundPolicy(policy));
}

/** A policy without the fields that have a problem; null if it has more problems than are listed. */
export function soundPolicy(policy: Json): Json {
  return withoutProblems(POLICY_SCHEMA, policy);
}

/** Which schema a value is for, and what its paths begin with. */
interface Place {
  readonly root: Root;
  readonly path: string;
}

/** Each schema has the type that is generated from it. */
function validate<T>(schema: SchemaNode, value: Json, place: Place): Result<T> {
  const found = findMismatches(schema, value);
  return found.count === 0 ? accepted(value as T) : refused(issues(place, value, found));
}

function ifValid<T>(schema: SchemaNode, value: Json): T | undefined {
  return findMismatches(schema, value).count === 0 ? (value as T) : undefined;
}

/** Each field that goes costs a copy, so a value with too many problems goes as a whole. */
function withoutProblems(schema: SchemaNode, value: Json): Json {
  const { kept, count } = findMismatches(schema, value);
  if (count > MOST_ISSUES) return null;
  return withoutFields(
    value,
    kept.map(({ location }) => location),
  );
}

function issues({ root, path: start }: Place, value: Json, { kept, count }: Mismatches): readonly Issue[] {
  const problems = kept.map((mismatch) => ({ ...mismatch, path: pathOf(start, mismatch.location) }));
  const decided = new Set(problems.filter(({ keyword }) => DECISIVE.has(keyword)).map(({ path }) => path));
  const found = problems
    .filter(({ path, keyword }) => DECISIVE.has(keyword) || !decided.has(path))
    .sort((left, right) => compareLocations(left.location, right.location))
    .map((problem) => ({
      path: problem.path,
      message: messageOf(problem, (field) => elsewhere(root, start, field, value)),
    }));
  if (found.length <= MOST_ISSUES) return found;
  const all = count > kept.length ? `at least ${found.length}` : found.length;
  // First, since a condition has no room for all that follow.
  return [{ path: start, message: `has ${all} problems, of which these come first` }, ...found.slice(0, MOST_ISSUES)];
}
