import { asObject, asString, at, type JsonObject } from '../../src/lib/json.js';
import type { BindingKind } from './binding-kinds.js';
import type { PolicySource } from './find-policies.js';

/** Where a composite or a claim says which Composition it wants. */
const WISHES = [['spec', 'crossplane'], ['spec']] as const;

/**
 * The Composition that a binding gets, if the files tell: the one that was named on the command line, the one that the
 * binding names or selects, or the only one for its kind.
 */
export function choosePolicy(
  object: JsonObject,
  { apiVersion, composed }: BindingKind,
  sources: readonly PolicySource[],
  chosenFile: string | undefined,
): PolicySource | undefined {
  const fitting = sources.filter(
    ({ composes, manifest }) =>
      composes.kind === composed &&
      composes.apiVersion === apiVersion &&
      (chosenFile ?? manifest.file) === manifest.file,
  );
  const isDecided = chosenFile !== undefined && fitting.length === 1;
  const wanted = isDecided
    ? fitting
    : WISHES.reduce<readonly PolicySource[]>((left, wish) => wished(object, wish, left), fitting);
  const [only, ...others] = wanted;
  return others.length === 0 ? only : undefined;
}

function wished(
  object: JsonObject,
  wish: readonly string[],
  sources: readonly PolicySource[],
): readonly PolicySource[] {
  const own = at(object, ...wish);
  const name = asString(at(own, 'compositionRef', 'name'));
  const labels = Object.entries(asObject(at(own, 'compositionSelector', 'matchLabels')));
  return sources.filter(
    (source) =>
      (name === undefined || source.name === name) && labels.every(([key, value]) => source.labels[key] === value),
  );
}
