import { asObject, asString, isObject, type Json, type JsonObject } from '../../src/lib/json.js';
import { admitManaged } from '../provider/provider.js';
import { refOf } from './object-store.js';

/** An object as the API server takes it, or what it objects to. */
export type Admission = { readonly object: JsonObject } | { readonly problem: string };

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** What the API server makes of an object that is applied over an existing one. */
export function admit(object: JsonObject, existing: JsonObject | undefined): Admission {
  const admission = admitFields(object, existing);
  return 'object' in admission ? admission : { problem: `${titleOf(object)} is invalid: ${admission.problem}` };
}

/** What the API server says to a custom resource with a null in it, where its schema asks for an object. */
export function nullProblem(fields: JsonObject): string | undefined {
  const path = nullIn(fields)?.join('.');
  if (path === undefined) return undefined;
  const problem = `${path}: Invalid value: "null": ${path} in body must be of type object: "null"`;
  return `[${problem}, <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation]`;
}

function nullIn(value: Json): readonly string[] | undefined {
  if (value === null) return [];
  if (!isObject(value)) return undefined;
  for (const [key, child] of Object.entries(value)) {
    const path = nullIn(child);
    if (path !== undefined) return [key, ...path];
  }
  return undefined;
}

/** How the API server names an object in what it says of it. */
export function titleOf(object: JsonObject): string {
  const { apiVersion, kind, name } = refOf(object);
  const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0]}` : '';
  return `${kind}${group} "${name}"`;
}

function admitFields(object: JsonObject, existing: JsonObject | undefined): Admission {
  if (!isCustom(object)) {
    const typed = withoutNulls(object);
    return refOf(object).kind === 'Secret' ? admitSecret(typed, existing) : { object: typed };
  }
  const typed = { ...object, metadata: withoutNulls(asObject(object.metadata)) };
  const problem = nullProblem(typed);
  return problem === undefined ? admitManaged(typed) : { problem };
}

/** Whether an object's kind is somebody's own, with a schema; all others know an empty value of each field. */
function isCustom(object: JsonObject): boolean {
  const [group = '', version] = refOf(object).apiVersion.split('/');
  return version !== undefined && group.includes('.') && !group.endsWith('.k8s.io');
}

function withoutNulls(object: JsonObject): JsonObject {
  const kept = Object.entries(object).filter(([, value]) => value !== null);
  return Object.fromEntries(kept.map(([key, value]) => [key, isObject(value) ? withoutNulls(value) : value]));
}

function admitSecret(object: JsonObject, existing: JsonObject | undefined): Admission {
  const type = asString(object.type) ?? 'Opaque';
  if (existing !== undefined && existing.type !== type) return { problem: 'type: field is immutable' };
  for (const [key, value] of Object.entries(asObject(object.data))) {
    if (typeof value !== 'string' || !BASE64.test(value)) return { problem: `data.${key}: illegal base64 data` };
  }
  const { stringData, ...rest } = object;
  if (stringData === undefined) return { object: { ...object, type } };
  const encoded = Object.entries(asObject(stringData)).map(([key, text]) => [
    key,
    Buffer.from(asString(text) ?? '').toString('base64'),
  ]);
  return { object: { ...rest, type, data: { ...asObject(object.data), ...Object.fromEntries(encoded) } } };
}
