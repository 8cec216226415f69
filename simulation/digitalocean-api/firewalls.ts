import { asList, asObject, asString, type JsonObject } from '../../src/lib/json.js';
import { fakeUuid } from '../fake.js';
import { CLUSTER_NOT_FOUND, DONE, invalid, type Reply, shown } from './reply.js';
import type { Call, Route } from './routes.js';

const PATH = '/v2/databases/:id/firewall';
const TYPES = ['ip_addr', 'droplet', 'k8s', 'tag', 'app'];

/** The rules of a cluster or of a replica, all of them at once. */
export const FIREWALLS: readonly Route[] = [
  { method: 'GET', path: PATH, handle: atAddress(read) },
  { method: 'PUT', path: PATH, handle: atAddress(replace) },
];

function atAddress(handle: (id: string, call: Call) => Reply): Route['handle'] {
  return (call) => {
    const id = call.parameters.id ?? '';
    return call.cloud.addressed(id) === undefined ? CLUSTER_NOT_FOUND : handle(id, call);
  };
}

function read(id: string, { clock, cloud }: Call): Reply {
  const rules = (cloud.firewalls.get(id) ?? []).map(asObject).map(({ type = '', value = '' }) => ({
    uuid: fakeUuid('rule', id, String(type), String(value)),
    cluster_uuid: id,
    type,
    value,
    created_at: clock.createdAt(id),
  }));
  return shown({ rules });
}

function replace(id: string, { body, cloud }: Call): Reply {
  const rules = asList(body.rules).map(asObject).map(ruleIn);
  for (const { type, value } of rules) {
    if (!TYPES.includes(String(type))) return invalid('invalid firewall rule type');
    if (asString(value) === undefined) return invalid('invalid firewall rule value');
  }
  // No rule at all is an open door, as it was before there was any.
  if (rules.length === 0) cloud.firewalls.delete(id);
  else cloud.firewalls.set(id, rules);
  return DONE;
}

function ruleIn({ type = '', value = '' }: JsonObject): JsonObject {
  return { type, value };
}
