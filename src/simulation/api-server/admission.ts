import { asObject, asString, type JsonObject } from '../../lib/json.js';
import { admitManaged } from '../provider/provider.js';
import { refOf } from './object-store.js';

/** An object as the API server takes it, or what it objects to. */
export type Admission = { readonly object: JsonObject } | { readonly problem: string };

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** What the API server makes of an object that is applied over an existing one. */
export function admit(object: JsonObject, existing: JsonObject | undefined): Admission {
  const admission = refOf(object).kind === 'Secret' ? admitSecret(object, existing) : admitManaged(object);
  if ('object' in admission) return admission;
  const { apiVersion, kind, name } = refOf(object);
  const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0]}` : '';
  return { problem: `${kind}${group} "${name}" is invalid: ${admission.problem}` };
}

function admitSecret(object: JsonObject, existing: JsonObject | undefined): Admission {
  const type = asString(object.type) ?? 'Opaque';
  if (existing !== undefined && existing.type !== type) return { problem: 'type: field is immutable' };
  for (const [key, value] of Object.entries(asObject(object.data))) {
    if (typeof value !== 'string' || !BASE64.test(value)) return { problem: `data.${key}: illegal base64 data` };
  }
  return { object: { ...object, type } };
}
