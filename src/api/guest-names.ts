import { bounded, hashOf } from './names.js';

/** Whose names they are, and how the policy wants them to look. */
export interface Guest {
  /** `undefined` for a cluster-scoped composite without a claim, which only the platform team can make. */
  readonly namespace: string | undefined;
  readonly template: string | undefined;
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: these are the placeholders a person writes
const [NAMESPACE, NAME] = ['${namespace}', '${name}'] as const;
const USUAL = `${NAMESPACE}_${NAME}`;

/** What is left for the name itself, however long the namespace is. */
const LEAST_OF_NAME = 12;
/** Nobody finds a second namespace with the hash of a given one. */
const HASH_LENGTH = 12;

/**
 * The name at DigitalOcean of what a binding makes in a cluster that it does not control: the namespace stands before it, once.
 * No namespace has a `_`, and none is cut without a mark, so no two namespaces ever mean the same thing.
 */
export function guestName({ namespace, template = USUAL }: Guest, name: string, maxLength: number): string {
  if (namespace === undefined) return name;
  const own = `${namespace}_`;
  const rest = name.startsWith(own) ? name.slice(own.length) : name;
  const prefix = prefixOf(namespace, template, maxLength - LEAST_OF_NAME);
  return `${prefix}${bounded(rest, maxLength - prefix.length)}`;
}

/** What the names of all that a guest makes begin with, as long as an engine allows long names: nobody else's do. */
export function guestPrefix(namespace: string, template = USUAL): string {
  return prefixOf(namespace, template, Number.POSITIVE_INFINITY);
}

/** All that stands before the name. The `_` before a namespace that was cut is no namespace's first character. */
function prefixOf(namespace: string, template: string, maxLength: number): string {
  const [before = '', after = ''] = template.slice(0, -NAME.length).split(NAMESPACE);
  const whole = `${before}${namespace}${after}`;
  if (whole.length <= maxLength) return whole;
  const rest = `_${hashOf(namespace, HASH_LENGTH)}${after}`;
  const room = Math.max(maxLength - before.length - rest.length - 1, 0);
  return `${before}_${namespace.slice(0, room)}${rest}`;
}
