import { validatePolicy } from '../../src/api/schema/validate.js';
import { collectIssues, type Issue, type Report } from '../../src/lib/issue.js';
import type { JsonObject } from '../../src/lib/json.js';
import type { Manifest, Parsed } from '../manifests/parse-manifests.js';
import { BINDING_KINDS, type BindingKind, composedKind, kindOf } from './binding-kinds.js';
import { bindingProblems } from './check-binding.js';
import { checkComposition } from './check-composition.js';
import { checkObject } from './check-object.js';
import { policyProblems } from './check-policy.js';
import { checkBindingValues, checkPolicyValues } from './check-values.js';
import { choosePolicy } from './choose-policy.js';
import {
  findParts,
  findPolicies,
  isPolicy,
  type Place,
  type PolicyPart,
  type PolicySource,
  type StepPolicy,
} from './find-policies.js';
import { locateIssues } from './locate-issues.js';
import type { Problem } from './problem.js';

/** What was looked at, and what is wrong with it. */
export interface Judged {
  /** Each once, in the order of the files. */
  readonly problems: readonly Problem[];
  /** How many bindings, claims and policies there are. */
  readonly judged: number;
}

/** The policy of all bindings, whichever one they name: of the Composition in a file, or of these steps. */
export type Chosen = { readonly file: string } | { readonly steps: readonly StepPolicy[] };

/** Judges everything in files that this function reads. */
export function judgeManifests({ manifests, unparsed }: Parsed, chosen?: Chosen): Judged {
  const parts = findParts(manifests);
  const sources = findPolicies(manifests, parts);
  const kinds = [...BINDING_KINDS, ...ownKinds(sources)];
  const compositions = manifests.filter(({ object }) => object.kind === 'Composition');
  const policies = manifests.filter(({ object }) => isPolicy(object));
  const bindings = manifests.flatMap((manifest): readonly Binding[] => {
    const kind = kindOf(manifest.object, kinds);
    return kind === undefined ? [] : [{ manifest, kind }];
  });
  const objects = bindings.map(({ manifest }) => manifest.object);
  const problems = [
    ...unparsed.map(({ position, ...rest }): Problem => ({ ...rest, ...position, severity: 'error', path: '' })),
    ...compositions.flatMap((manifest) =>
      judge(manifest, [], (report) => checkComposition(report, manifest.object, BINDING_KINDS)),
    ),
    ...sources.flatMap(judgeSource),
    ...parts.flatMap(judgePart),
    ...policies.flatMap(judgePolicy),
    ...bindings.flatMap((binding) => {
      const source =
        chosen && 'steps' in chosen
          ? chosen
          : choosePolicy(binding.manifest.object, binding.kind, sources, chosen?.file);
      return judgeBinding(binding, source?.steps ?? [undefined], objects);
    }),
  ];
  const judged = bindings.length + sources.length + parts.length + policies.length;
  const files = [...manifests, ...unparsed].map(({ file }) => file);
  return { problems: inOrder(problems, files), judged };
}

interface Binding {
  readonly manifest: Manifest;
  readonly kind: BindingKind;
}

/** The kinds of platform teams that Compositions with our steps are for. */
function ownKinds(sources: readonly PolicySource[]): readonly BindingKind[] {
  return sources
    .map(({ composes }) => composes)
    .filter(({ kind }) => !BINDING_KINDS.some((known) => known.composed === kind))
    .map(composedKind);
}

function judgeSource({ manifest, composes, steps }: PolicySource): readonly Problem[] {
  const cluster = BINDING_KINDS.some(({ kind, scope }) => kind === composes.kind && scope === 'Cluster');
  return steps.flatMap(({ given, places, complete }) => {
    const problems = complete ? policyProblems(given, !cluster) : schemaProblems(given.written, 'policy');
    return [
      ...locateIssues(problems, manifest, places, 'error'),
      ...warn(manifest, places, (report) => checkPolicyValues(report, given.written, 'policy')),
    ];
  });
}

function judgePart({ manifest, root, above, field, value }: PolicyPart): readonly Problem[] {
  const problems = schemaProblems(value, `data.${field}`);
  return locateIssues(problems, manifest, [{ manifest, root, above }], 'error');
}

/** A policy that stands alone, as in the examples of a page. */
function judgePolicy(manifest: Manifest): readonly Problem[] {
  const places: readonly Place[] = [{ root: 'policy', manifest, above: [] }];
  return [
    ...locateIssues(schemaProblems(manifest.object, 'policy'), manifest, places, 'error'),
    ...warn(manifest, places, (report) => checkPolicyValues(report, manifest.object, 'policy')),
  ];
}

function schemaProblems(policy: JsonObject[string], path: string): readonly Issue[] {
  const judged = validatePolicy(policy, path);
  return judged.ok ? [] : judged.issues;
}

function judgeBinding(
  { manifest, kind }: Binding,
  steps: readonly (StepPolicy | undefined)[],
  others: readonly JsonObject[],
): readonly Problem[] {
  const { object } = manifest;
  const found = steps.flatMap((step) =>
    locateIssues(bindingProblems(object, kind, step, others), manifest, step?.places ?? [], 'error'),
  );
  const classes = steps.flatMap((step) =>
    Object.keys(step?.given.judged.ok ? (step.given.judged.value.classes ?? {}) : {}),
  );
  const told = new Set(found.map(({ path }) => path));
  return [
    ...judge(manifest, [], (report) => checkObject(report, object, kind)).filter(({ path }) => !told.has(path)),
    ...found,
    ...warn(manifest, [], (report) => checkBindingValues(report, object.spec, classes)).filter(
      ({ path }) => !told.has(path),
    ),
  ];
}

function judge(manifest: Manifest, places: readonly Place[], check: (report: Report) => void): readonly Problem[] {
  return locateIssues(collectIssues(check), manifest, places, 'error');
}

function warn(manifest: Manifest, places: readonly Place[], check: (report: Report) => void): readonly Problem[] {
  return locateIssues(collectIssues(check), manifest, places, 'warning');
}

/** Each once, file by file as they were given, from top to bottom. */
function inOrder(problems: readonly Problem[], files: readonly string[]): readonly Problem[] {
  const unique = new Map(
    problems.map((problem) => [JSON.stringify([problem.file, problem.line, problem.path, problem.message]), problem]),
  );
  return [...unique.values()].sort(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
  );
}
