import { asString, at, type JsonObject } from '../../src/lib/json.js';
import { isDeleting } from '../api-server/object-store.js';
import { isFailure } from '../terraform/refresh.js';
import type { Controller, Counterpart, Failure, Found, TerraformState } from './controller.js';
import { requestId } from './managed.js';
import { importRefused, refreshFailed } from './messages.js';
import { imports } from './policies.js';
import type { PollContext } from './poll.js';

/** What a look at DigitalOcean gave. */
export type Look =
  | { readonly state: 'absent' }
  | { readonly state: 'refused'; readonly message: string }
  | { readonly state: 'present'; readonly counterpart: Counterpart };

const ABSENT: Look = { state: 'absent' };

/** What a look works with. */
export type LookContext = Pick<PollContext, 'controller' | 'client' | 'secretOf'>;

/** Looks for the counterpart of a managed resource, by what Terraform knows of it or by the external name. */
export function look(resource: JsonObject, known: TerraformState | undefined, context: LookContext): Look {
  return imports(resource) ? importAnew(resource, context) : refresh(resource, known, context);
}

// Whatever was known is forgotten: the external name alone counts.
function importAnew(resource: JsonObject, { controller, client }: LookContext): Look {
  const externalName = controller.externalName(resource);
  if (externalName === undefined) return ABSENT;
  const wanted = controller.importable(externalName);
  if (wanted === undefined) return { state: 'refused', message: importRefused(controller, resource, externalName) };
  return found(resource, controller.read(wanted, client));
}

function refresh(resource: JsonObject, known: TerraformState | undefined, context: LookContext): Look {
  const { controller, client, secretOf } = context;
  const written = controller.written(resource, secretOf);
  const problem = isDeleting(resource) ? undefined : controller.invalid(written);
  if (problem !== undefined) return refused(resource, { why: 'invalid', message: problem });
  const state = known ?? presumed(resource, written, controller);
  return state === undefined ? ABSENT : found(resource, controller.read(state, client));
}

/**
 * What Terraform is told of a resource it knows nothing of: its external name for an id, and what is written in it. That is
 * how something is adopted that nobody made; and nothing is when the resource is about to go.
 */
function presumed(resource: JsonObject, written: JsonObject, controller: Controller): TerraformState | undefined {
  const id = controller.externalName(resource);
  if (id === undefined || isDeleting(resource)) return undefined;
  const { clusterId, name } = controller.place(resource);
  const seen = (key: string) => asString(at(resource, 'status', 'atProvider', key));
  const state = { id, clusterId: seen('clusterId') ?? clusterId, name: seen('name') ?? name };
  return { ...state, attributes: { ...written, ...(clusterId === '' ? {} : { clusterId: state.clusterId }) } };
}

function found(resource: JsonObject, seen: Found): Look {
  if (seen === undefined) return ABSENT;
  return isFailure(seen) ? refused(resource, seen) : { state: 'present', counterpart: seen };
}

function refused(resource: JsonObject, failure: Failure): Look {
  return { state: 'refused', message: refreshFailed(failure, requestId(resource, 0)) };
}
