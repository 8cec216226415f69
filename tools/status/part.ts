import { asString, at, type JsonObject } from '../../src/lib/json.js';
import { causeOfFailedChange, healthOf } from '../../src/observe/health.js';
import { readConditions } from '../../src/observe/observed-condition.js';
import { isReplacementRefused } from '../../src/observe/provider-phrases.js';
import { conditionOf } from '../kubernetes/condition.js';
import type { ComposedFacts } from './facts.js';

/** How something that a binding is composed of is. */
export interface Part {
  /** Its resource key, or its name where that is not known. */
  readonly key: string;
  readonly kind: string;
  readonly name: string;
  readonly state: PartState;
  /** Since when, in ISO 8601; empty if nobody said. */
  readonly since: string;
  /** What the provider says about it; empty where there is nothing to say. */
  readonly message: string;
}

/** `missing` is what the composite refers to and nobody finds; `hidden` what we may not read. */
export type PartState = 'ready' | 'waiting' | 'failing' | 'deleting' | 'missing' | 'hidden';

/** Kinds that are ready by being there. */
const WITHOUT_CONDITIONS: readonly string[] = ['ConfigMap', 'ProviderConfig', 'ServiceBinding'];

/** The state of what is composed, and the provider's message in one line, in the words of the function's own conditions. */
export function partOf({ kind, name, found }: ComposedFacts): Part {
  if (found.state === 'absent')
    return { key: name, kind, name, state: 'missing', since: '', message: 'it is not there' };
  if (found.state === 'refused') return { key: name, kind, name, state: 'hidden', since: '', message: found.why };
  const object = found.value;
  const key = asString(at(object, 'metadata', 'annotations', 'crossplane.io/composition-resource-name')) ?? name;
  return { key, kind, name, ...stateOf(kind, object) };
}

function stateOf(kind: string, object: JsonObject): Pick<Part, 'state' | 'since' | 'message'> {
  const created = asString(at(object, 'metadata', 'creationTimestamp')) ?? '';
  const since = (type: string): string => conditionOf(object, type)?.since ?? created;
  const conditions = readConditions(at(object, 'status', 'conditions'));
  const failed = causeOfFailedChange(conditions, kind);
  const health = healthOf(conditions, kind);
  const failure = failed ?? (health.state === 'failing' ? health.message : '');
  const deleting = asString(at(object, 'metadata', 'deletionTimestamp'));
  if (deleting !== undefined) return { state: 'deleting', since: deleting, message: failure };
  // A new user's external name was overwritten with the one it has now: the provider looks again and is content.
  if (failure !== '' && kind === 'User' && isReplacementRefused(conditions.get('Synced')?.message ?? ''))
    return { state: 'waiting', since: since('Synced'), message: 'it settles' };
  if (failure !== '')
    return { state: 'failing', since: since(failed === undefined ? 'Synced' : 'Ready'), message: failure };
  if (WITHOUT_CONDITIONS.includes(kind)) return { state: 'ready', since: created, message: '' };
  if (health.state === 'ready') return { state: 'ready', since: since('Ready'), message: '' };
  const message =
    conditions.size === 0 ? 'its provider has not looked at it' : (conditions.get('Ready')?.message ?? '');
  return { state: 'waiting', since: since('Ready'), message };
}
