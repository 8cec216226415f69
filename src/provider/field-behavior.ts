import {
  type Effect,
  type EngineConcern,
  FIELD_BEHAVIOR,
  type FieldBehavior,
  type Later,
  type Sends,
} from '../gen/field-behavior.js';

/** A kind of the provider's managed resources whose fields are known. */
export type ProviderKind = keyof typeof FIELD_BEHAVIOR;

/** What the provider does with a field, with all that is ordinary filled in. */
export type Behavior = FieldBehavior & typeof ORDINARY;

/** A field that may be left out. */
const ORDINARY: Required<Pick<FieldBehavior, 'set' | 'zero' | 'added' | 'changed' | 'zeroOnUpdate' | 'removed'>> = {
  set: 'sent',
  zero: 'sent',
  added: 'sent',
  changed: 'sent',
  zeroOnUpdate: 'sent',
  removed: 'dropped',
};
/** One that has to be there. */
const REQUIRED: typeof ORDINARY = { ...ORDINARY, zero: 'refused', zeroOnUpdate: 'refused', removed: 'refused' };

/** Whether the fields of a kind are known. */
export function isProviderKind(kind: string | undefined): kind is ProviderKind {
  return kind !== undefined && Object.hasOwn(FIELD_BEHAVIOR, kind);
}

const COMPLETED = new Map<ProviderKind, Readonly<Record<string, Behavior>>>();

/** The fields of a kind by their paths; `a.b` is field b of block a. */
export function fieldsOf(kind: ProviderKind): Readonly<Record<string, Behavior>> {
  const known = COMPLETED.get(kind);
  if (known !== undefined) return known;
  const fields: Readonly<Record<string, FieldBehavior>> = FIELD_BEHAVIOR[kind];
  const completed = Object.fromEntries(Object.entries(fields).map(([path, field]) => [path, complete(field)]));
  COMPLETED.set(kind, completed);
  return completed;
}

/** What the provider does with a field, or `undefined` where the kind has none of that path. */
export function behaviorOf(kind: ProviderKind, path: string): Behavior | undefined {
  const fields = fieldsOf(kind);
  return Object.hasOwn(fields, path) ? fields[path] : undefined;
}

/** Whether a field is one of those that the provider treats in its own way for an engine. */
export function isConcerned(kind: ProviderKind, path: string, concern: EngineConcern, engine: string): boolean {
  return behaviorOf(kind, path)?.engines?.[concern]?.includes(engine) ?? false;
}

/** The first half of an effect: what becomes of the change itself. */
export function wordOf(effect: Effect | Sends): string {
  return typeof effect === 'string' ? effect.replace(/\+.*/, '') : 'sends';
}

/** The second half of an effect: what the next looks find; `undefined` if they find nothing to change. */
export function laterOf(effect: Effect | Sends): Later | undefined {
  if (typeof effect !== 'string') return effect.later;
  return effect.includes('+') ? (effect.replace(/.*\+/, '') as Later) : undefined;
}

function complete(field: FieldBehavior): Behavior {
  return { ...(field.required ? REQUIRED : ORDINARY), ...field };
}
