import { quote } from '../../src/api/quote.js';
import { didYouMean } from '../../src/api/schema/did-you-mean.js';
import { elsewhere } from '../../src/api/schema/elsewhere.js';
import { pathOf } from '../../src/api/schema/location.js';
import { PATTERN_WORDS } from '../../src/api/schema/pattern-words.js';
import { SPEC_FIELDS } from '../../src/gen/binding.js';
import type { Report } from '../../src/lib/issue.js';
import { asObject, isObject, type Json, type JsonObject } from '../../src/lib/json.js';
import type { BindingKind } from './binding-kinds.js';

/** Crossplane writes the name of a composite and of its claim into labels. */
const LONGEST_NAME = 63;

const TOP_LEVEL = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];
const METADATA = [
  'name',
  'generateName',
  'namespace',
  'labels',
  'annotations',
  'finalizers',
  'ownerReferences',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
  'selfLink',
];

const NAME = '^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$';
const LABEL = '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$';

/** What the API server would refuse or drop from a binding or claim, before the function sees it. */
export function checkObject(report: Report, object: JsonObject, kind: BindingKind): void {
  const { metadata, spec } = object;
  if (object.apiVersion !== kind.apiVersion)
    report('apiVersion', `${shown(object.apiVersion)} does not have ${kind.kind}: write ${kind.apiVersion}`);
  if (object.kind !== kind.kind) report('kind', `${shown(object.kind)} is no kind of this API: write ${kind.kind}`);
  for (const field of unknownIn(object, TOP_LEVEL))
    report(field, `unknown field${didYouMean(field, TOP_LEVEL, 2) || elsewhere('spec', 'spec', field, spec ?? {})}`);
  checkMetadata(report, asObject(metadata), kind);
  if (kind.further !== undefined && isObject(spec)) checkSpec(report, spec, kind.further);
}

function checkMetadata(report: Report, metadata: JsonObject, { scope }: BindingKind): void {
  const { name, generateName, namespace } = metadata;
  for (const field of unknownIn(metadata, METADATA))
    report(pathOf('metadata', [field]), `unknown field${didYouMean(field, METADATA, 2)}`);
  if (name === undefined && generateName === undefined) report('metadata.name', 'required but missing');
  checkName(report, { path: 'metadata.name', value: name, pattern: NAME });
  checkName(report, { path: 'metadata.namespace', value: namespace, pattern: LABEL });
  if (scope === 'Cluster' && namespace !== undefined)
    report('metadata.namespace', 'this kind is in no namespace: remove it');
  for (const map of ['labels', 'annotations'])
    for (const [key, value] of Object.entries(asObject(metadata[map])))
      if (typeof value !== 'string') report(pathOf('metadata', [map, key]), 'wanted a string: put it in quotes');
}

interface Named {
  readonly path: string;
  readonly value: Json | undefined;
  readonly pattern: string;
}

function checkName(report: Report, { path, value, pattern }: Named): void {
  if (value === undefined) return;
  if (typeof value !== 'string') report(path, 'wanted a string: put it in quotes');
  else if (value.length > LONGEST_NAME)
    report(path, `${quote(value)} has ${value.length} characters: at most ${LONGEST_NAME} fit into a label`);
  else if (!new RegExp(pattern).test(value)) {
    const lower = value.toLowerCase().replaceAll('_', '-');
    const hint = new RegExp(pattern).test(lower) ? `, did you mean ${quote(lower)}?` : '';
    report(path, `${quote(value)} is not ${PATTERN_WORDS.get(pattern) ?? 'a Kubernetes name'}${hint}`);
  }
}

/** The top level of a spec, which the function's schema leaves open for the kinds of platform teams. */
function checkSpec(report: Report, spec: JsonObject, further: readonly string[]): void {
  const known = [...SPEC_FIELDS, ...further];
  for (const field of unknownIn(spec, known)) {
    const hint =
      didYouMean(field, SPEC_FIELDS, 2) || elsewhere('spec', 'spec', field, spec) || inCrossplane(field, further);
    report(pathOf('spec', [field]), `unknown field${hint || ` (known: ${SPEC_FIELDS.join(', ')})`}`);
  }
}

/** Crossplane's own fields had their place at the top of older composites. */
function inCrossplane(field: string, further: readonly string[]): string {
  const moved = further.includes('crossplane') && /^composition/.test(field);
  return moved ? `, did you mean spec.crossplane.${field}?` : '';
}

function unknownIn(object: JsonObject, known: readonly string[]): readonly string[] {
  return Object.keys(object).filter((field) => !known.includes(field));
}

function shown(value: Json | undefined): string {
  return typeof value === 'string' ? quote(value) : 'a missing version';
}
