import type { JsonObject } from '../../src/lib/json.js';
import type { SecretFacts } from './secret-facts.js';

/** What the API server answers: `absent` is also what has a kind that it does not serve; `refused` is what we may not read. */
export type Answer<T> =
  | { readonly state: 'found'; readonly value: T }
  | { readonly state: 'absent' }
  | { readonly state: 'refused'; readonly why: string };

/** Nothing is there. */
export const ABSENT: Answer<never> = { state: 'absent' };

/** An object by its name; without a namespace one of the whole cluster. */
export interface ObjectName {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;
}

/** An API server, only to be read. */
export interface ObjectReader {
  get(name: ObjectName): Promise<Answer<JsonObject>>;
  /** All objects of a kind, of one namespace or of all. */
  list(apiVersion: string, kind: string, namespace?: string): Promise<Answer<readonly JsonObject[]>>;
}

/** An API server whose Secrets are facts about Secrets: their values are never handed out. */
export interface ClusterReader extends ObjectReader {
  secret(namespace: string, name: string): Promise<Answer<SecretFacts>>;
  /** Removes from a text the values of all Secrets that were looked at so far. */
  redact(text: string): string;
}

/** What was found, or `otherwise`. */
export function valueOr<T, Otherwise>(answer: Answer<T>, otherwise: Otherwise): T | Otherwise {
  return answer.state === 'found' ? answer.value : otherwise;
}

/** What was found, seen in another way. */
export function mapAnswer<T, Seen>(answer: Answer<T>, see: (value: T) => Seen): Answer<Seen> {
  return answer.state === 'found' ? { state: 'found', value: see(answer.value) } : answer;
}
