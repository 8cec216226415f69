import { asObject, asString, at, isObject, type Json, type JsonObject } from '../src/lib/json.js';
import { conditionsOf } from './api-server/conditions.js';
import { isDeleting, refOf } from './api-server/object-store.js';
import { digest } from './fake.js';
import { externalNameOf } from './provider/managed.js';

/** Something a person can watch: the binding, or a composed resource with its connection details. */
export interface Watched {
  readonly resource: string;
  readonly object: JsonObject;
  readonly details: JsonObject;
}

/** One thing a round changed. Values that may be secret are never part of it. */
export type Change =
  | {
      readonly what: 'created' | 'deleting' | 'deleted';
      readonly resource: string;
      readonly kind: string;
      readonly name: string;
    }
  | { readonly what: 'changed'; readonly resource: string; readonly field: string; readonly value?: Json }
  | {
      readonly what: 'condition';
      readonly resource: string;
      readonly type: string;
      readonly status: string;
      readonly reason: string;
      readonly message?: string;
    };

/** What differs between two views of the world, which are keyed by the uid of the objects. */
export function changesBetween(
  before: ReadonlyMap<string, Watched>,
  after: ReadonlyMap<string, Watched>,
): readonly Change[] {
  const gone = [...before].filter(([uid]) => !after.has(uid)).map(([, watched]) => existence('deleted', watched));
  return [...[...after].flatMap(([uid, watched]) => changesOf(before.get(uid), watched)), ...gone];
}

function changesOf(before: Watched | undefined, after: Watched): readonly Change[] {
  const conditions = conditionChanges(before, after);
  if (before === undefined) return [existence('created', after), ...conditions];
  const deleting = isDeleting(after.object) && !isDeleting(before.object) ? [existence('deleting', after)] : [];
  return [...deleting, ...fieldChanges(before, after), ...conditions];
}

function existence(what: 'created' | 'deleting' | 'deleted', { resource, object }: Watched): Change {
  const { kind, name } = refOf(object);
  return { what, resource, kind, name };
}

function conditionChanges(before: Watched | undefined, after: Watched): readonly Change[] {
  const old = new Map(conditionsOf(before?.object ?? {}).map((condition) => [condition.type, condition]));
  const isNew = (type: string, said: string) => JSON.stringify(saidBy(old.get(type))) !== said;
  return conditionsOf(after.object)
    .filter((condition) => isNew(condition.type, JSON.stringify(saidBy(condition))))
    .map(({ type, status, reason, message }) => {
      const change = { what: 'condition' as const, resource: after.resource, type, status, reason };
      return message === undefined ? change : { ...change, message };
    });
}

function saidBy(condition: ReturnType<typeof conditionsOf>[number] | undefined): readonly (string | undefined)[] {
  return [condition?.status, condition?.reason, condition?.message];
}

function fieldChanges(before: Watched, after: Watched): readonly Change[] {
  const [old, next] = [fieldsOf(before), fieldsOf(after)];
  const changes: Change[] = [];
  for (const [field, { said, value }] of next) {
    if (old.get(field)?.said === said) continue;
    changes.push({ what: 'changed', resource: after.resource, field, ...(value === undefined ? {} : { value }) });
  }
  for (const field of old.keys()) {
    if (!next.has(field)) changes.push({ what: 'changed', resource: after.resource, field, value: null });
  }
  return changes;
}

interface Field {
  /** What is compared. */
  readonly said: string;
  /** What may be shown. */
  readonly value?: Json;
}

// The bookkeeping of Kubernetes, Crossplane and the provider is left out: nobody watches it.
const BOOKKEEPING = ['spec.initProvider', 'spec.crossplane', 'status.conditions'];

function fieldsOf({ object, details }: Watched): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>();
  const externalName = externalNameOf(object);
  if (externalName !== undefined) fields.set('external-name', { said: externalName, value: externalName });
  for (const part of ['spec', 'status', 'type']) addLeaves(fields, part, object[part]);
  for (const part of ['data', 'stringData']) addHidden(fields, part, asObject(object[part]));
  addHidden(fields, 'connection details', details);
  return fields;
}

function addLeaves(fields: Map<string, Field>, path: string, value: Json | undefined): void {
  if (value === undefined || BOOKKEEPING.includes(path)) return;
  if (!isObject(value)) fields.set(path, { said: JSON.stringify(value), value });
  else for (const [key, child] of Object.entries(value)) addLeaves(fields, `${path}.${key}`, child);
}

function addHidden(fields: Map<string, Field>, path: string, values: JsonObject): void {
  for (const [key, value] of Object.entries(values))
    fields.set(`${path}.${key}`, { said: digest(JSON.stringify(value)) });
}

/** The resource key of a composed resource. */
export function resourceKeyOf(object: JsonObject): string | undefined {
  return asString(at(object, 'metadata', 'annotations', 'crossplane.io/composition-resource-name'));
}
