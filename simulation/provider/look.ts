import { asString, at, type JsonObject } from '../../src/lib/json.js';
import { isDeleting } from '../api-server/object-store.js';
import type { Api } from './api.js';
import type { Controller, Counterpart, TerraformState } from './controller.js';
import { importRefused } from './messages.js';
import { imports } from './policies.js';

/** What a look at DigitalOcean gave. */
export type Look =
  | { readonly state: 'absent' }
  | { readonly state: 'refused'; readonly message: string }
  | { readonly state: 'present'; readonly counterpart: Counterpart };

const ABSENT: Look = { state: 'absent' };

/** Looks for the counterpart of a managed resource, by what Terraform knows of it or by the external name. */
export function look(resource: JsonObject, known: TerraformState | undefined, controller: Controller, api: Api): Look {
  return imports(resource) ? importAnew(resource, controller, api) : refresh(resource, known, controller, api);
}

// Whatever was known is forgotten: the external name alone counts.
function importAnew(resource: JsonObject, controller: Controller, api: Api): Look {
  const externalName = controller.externalName(resource);
  if (externalName === undefined) return ABSENT;
  const wanted = controller.importable(externalName);
  if (wanted === undefined) return { state: 'refused', message: importRefused(controller, resource, externalName) };
  return found(controller.read(wanted, api));
}

function refresh(resource: JsonObject, known: TerraformState | undefined, controller: Controller, api: Api): Look {
  const state = known ?? presumed(resource, controller);
  return state === undefined ? ABSENT : found(controller.read(state, api));
}

/**
 * What Terraform is told of a resource it knows nothing of: its external name for an id, and what is written in it. That is
 * how something is adopted that nobody made; and nothing is when the resource is about to go.
 */
function presumed(resource: JsonObject, controller: Controller): TerraformState | undefined {
  const id = controller.externalName(resource);
  if (id === undefined || isDeleting(resource)) return undefined;
  const { clusterId, name, ...rest } = controller.place(resource);
  const seen = (key: string) => asString(at(resource, 'status', 'atProvider', key));
  return { id, clusterId: seen('clusterId') ?? clusterId, name: seen('name') ?? name, ...rest };
}

function found(counterpart: Counterpart | undefined): Look {
  return counterpart === undefined ? ABSENT : { state: 'present', counterpart };
}
