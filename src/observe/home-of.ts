import { asString } from '../lib/json.js';
import { UUID_LENGTH } from '../lib/uuid.js';
import type { ObservedResource } from './observed-resource.js';

/** The cluster a resource was made in: fixed at creation. The external name tells it too, once there is one. */
export function homeOf(resource: ObservedResource): string | undefined {
  return (
    asString(resource.forProvider.clusterId) ??
    asString(resource.atProvider.clusterId) ??
    homeInName(resource.externalName)
  );
}

/** Most names have no cluster in them, which one character tells. */
function homeInName(externalName: string | undefined): string | undefined {
  const mark = externalName?.[UUID_LENGTH];
  if (externalName === undefined || (mark !== '/' && mark !== ',')) return undefined;
  return /^[0-9a-f-]{36}/.exec(externalName)?.[0];
}
