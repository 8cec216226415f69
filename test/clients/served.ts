import type { Engine } from '../../src/gen/binding.js';
import { asObject, type JsonObject } from '../../src/lib/json.js';
import { settled } from '../rules/scenario.js';
import { type ObservedState, run } from '../support/run.js';
import { entriesOf } from '../support/secrets.js';
import { binding, POLICY } from '../support/states.js';

/** Where a real server is, and with what password it lets the user in. */
export interface ServedBy {
  readonly host: string;
  readonly port: number;
  readonly password: string;
}

/** The entries of every Secret that a binding composes for a database that is served there. */
export function secretsServed(
  engine: Engine,
  spec: JsonObject,
  server: ServedBy,
): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const composite = binding({ cluster: { engine }, ...spec });
  const observed = Object.entries(settled(engine, composite, POLICY)).flatMap(([key, state]) =>
    state.resource.kind === 'Secret' ? [] : [[key, served(state, server)] as const],
  );
  const { composed } = run({ composite, policy: POLICY, observed: Object.fromEntries(observed) });
  const secrets = Object.entries(composed).filter(([, { resource }]) => resource.kind === 'Secret');
  return Object.fromEntries(secrets.map(([key, { resource }]) => [key, entriesOf(resource)]));
}

/** An observed resource that tells this address and this password. */
function served({ resource, connectionDetails }: ObservedState, { host, port, password }: ServedBy): ObservedState {
  const status = asObject(resource.status);
  const atProvider = { ...asObject(status.atProvider), host, privateHost: host, port };
  return {
    resource: resource.kind === 'Cluster' ? { ...resource, status: { ...status, atProvider } } : resource,
    ...(connectionDetails ? { connectionDetails: { ...connectionDetails, 'attribute.password': password } } : {}),
  };
}
