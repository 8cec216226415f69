import type { ObservedResource } from './observed-resource.js';

const SECRET_DETAILS = ['attribute.password', 'attribute.ui_password', 'attribute.access_key'] as const;
const SECRET_ENTRIES = ['password', 'private-key'] as const;

/** Every observed secret value, so that none appears in a message. */
export function secretValues(resources: Iterable<ObservedResource>): readonly string[] {
  const values: string[] = [];
  for (const { connectionDetails, data } of resources) {
    for (const key of SECRET_DETAILS) {
      const detail = connectionDetails.get(key);
      if (detail) values.push(Buffer.from(detail).toString());
    }
    for (const key of SECRET_ENTRIES) {
      const entry = data[key];
      if (typeof entry === 'string') values.push(Buffer.from(entry, 'base64').toString());
    }
  }
  return values;
}
