import type { DatabaseBindingSpec } from '../../gen/binding.js';
import type { BindingPolicy } from '../../gen/policy.js';
import { matchesPolicy, matchesSpec, type SchemaError, type Validator } from '../../gen/validators.js';
import { accepted, type Issue, type Result, refused } from '../../lib/issue.js';
import type { Json } from '../../lib/json.js';
import type { Mismatches } from '../../lib/mismatches.js';
import { elsewhere, type Root } from './elsewhere.js';
import { compareLocations, type Location, locate, pathOf } from './location.js';
import { schemaIssue } from './schema-issue.js';
import { withoutFields } from './without-fields.js';

/** More than a person reads at once: thousands of mistakes must not make an answer of megabytes. */
const MOST_ISSUES = 50;

/** The keywords that make a value's other errors irrelevant. */
const DECISIVE: ReadonlySet<string> = new Set(['type', 'minLength']);

interface Problem {
  readonly location: Location;
  readonly path: string;
  readonly keyword: string;
  readonly message: string;
}

/** A composite's spec that fits the schema, or every problem in it. Rules of one engine are checked later. */
export function validateSpec(spec: Json): Result<DatabaseBindingSpec> {
  return validate(matchesSpec, spec, { root: 'spec', path: 'spec' });
}

/** A policy that fits the schema, or every problem in it. */
export function validatePolicy(policy: Json, path = 'policy'): Result<BindingPolicy> {
  return validate(matchesPolicy, policy, { root: 'policy', path });
}

/** A refused spec without the fields that have a problem, so that the rest can be checked; `undefined` if nothing valid is left. */
export function salvageSpec(spec: Json): DatabaseBindingSpec | undefined {
  const rest = withoutProblems(matchesSpec, spec);
  return matchesSpec(rest) ? rest : undefined;
}

/** A policy without the fields that have a problem; `undefined` if nothing valid is left. */
export function salvagePolicy(policy: Json): BindingPolicy | undefined {
  const rest = soundPolicy(policy);
  return matchesPolicy(rest) ? rest : undefined;
}

/** A policy without the fields that have a problem; null if it has more problems than are listed. */
export function soundPolicy(policy: Json): Json {
  return withoutProblems(matchesPolicy, policy);
}

/** Which schema a value is for, and what its paths begin with. */
interface Place {
  readonly root: Root;
  readonly path: string;
}

function validate<T>(matches: Validator<T>, value: Json, place: Place): Result<T> {
  return matches(value) ? accepted(value) : refused(issues(place, value, matches.errors ?? NONE));
}

/** Each field that goes costs a copy, so a value with too many problems goes as a whole. */
function withoutProblems(matches: Validator<unknown>, value: Json): Json {
  const { kept, count } = matches(value) ? NONE : (matches.errors ?? NONE);
  if (count > MOST_ISSUES) return null;
  return withoutFields(
    value,
    kept.map((error) => problem({ root: 'spec', path: '' }, value, error).location),
  );
}

const NONE: Mismatches<SchemaError> = { kept: [], count: 0 };

function issues(place: Place, value: Json, { kept, count }: Mismatches<SchemaError>): readonly Issue[] {
  const problems = kept.map((error) => problem(place, value, error));
  const decided = new Set(problems.filter(({ keyword }) => DECISIVE.has(keyword)).map(({ path }) => path));
  const found = problems
    .filter(({ path, keyword }) => DECISIVE.has(keyword) || !decided.has(path))
    .sort((left, right) => compareLocations(left.location, right.location))
    .map(({ path, message }) => ({ path, message }));
  if (found.length <= MOST_ISSUES) return found;
  const all = count > kept.length ? `at least ${found.length}` : found.length;
  // First, since a condition has no room for all that follow.
  return [
    { path: place.path, message: `has ${all} problems, of which these come first` },
    ...found.slice(0, MOST_ISSUES),
  ];
}

function problem({ root, path }: Place, value: Json, error: SchemaError): Problem {
  const { below, message } = schemaIssue(error, (field) => elsewhere(root, path, field, value));
  const location = [...locate(value, error.instancePath), ...below];
  return { location, path: pathOf(path, location), keyword: error.keyword, message };
}
