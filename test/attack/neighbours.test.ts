import { describe, expect, test } from '@jest/globals';
import type { Call } from '../../simulation/crossplane/run-function.js';
import { asList, asObject, asString, at, type JsonObject } from '../../src/lib/json.js';
import { decodeToJson, encodeFromJson } from '../contract/proto-json.js';
import { loadProtocol } from '../contract/protocol.js';
import { EXTERNAL_NAME } from '../rules/resources.js';
import { callFunction } from '../support/call-function.js';
import type { Walk } from './neighbours/deeds.js';
import { walk } from './neighbours/walk.js';

// Functions that are broken in one way each, which a walk finds out.

const RESPONSE = loadProtocol('v1').lookupType('RunFunctionResponse');
const REQUEST = loadProtocol('v1').lookupType('RunFunctionRequest');

/** A function each of whose composed resources becomes another one. */
function changing(change: (resource: JsonObject, namespace: string) => JsonObject): Call {
  return (bytes) => {
    const observed = asObject(decodeToJson(REQUEST, bytes)).observed;
    const namespace = asString(at(observed, 'composite', 'resource', 'metadata', 'namespace')) ?? '';
    const response = asObject(decodeToJson(RESPONSE, callFunction(bytes)));
    const desired = asObject(response.desired);
    const resources = Object.entries(asObject(desired.resources)).map(([key, entry]) => [
      key,
      { ...asObject(entry), resource: change(asObject(at(entry, 'resource')), namespace) },
    ]);
    return encodeFromJson(RESPONSE, {
      ...response,
      desired: { ...desired, resources: Object.fromEntries(resources) },
    });
  };
}

function withExternalName(resource: JsonObject, name: string): JsonObject {
  const metadata = asObject(resource.metadata);
  const annotations = { ...asObject(metadata.annotations), 'crossplane.io/external-name': name };
  return { ...resource, metadata: { ...metadata, annotations } };
}

const ALL = ['Observe', 'Create', 'Update', 'Delete'];

function withPolicies(resource: JsonObject, managementPolicies: readonly string[]): JsonObject {
  return { ...resource, spec: { ...asObject(resource.spec), managementPolicies } };
}

/** Users are made under the names that the spec has for them, without a look. */
const takingOver = changing((resource, namespace) => {
  const name = asString(at(resource, ...EXTERNAL_NAME))
    ?.split(',')
    .at(-1);
  return resource.kind === 'User' && name
    ? withPolicies(withExternalName(resource, name.replace(`${namespace}_`, '')), ALL)
    : resource;
});

/** Whatever is looked at may be deleted. */
const rightsToDelete = changing((resource) => {
  const policies = asList(at(resource, 'spec', 'managementPolicies'));
  return resource.kind === 'User' && policies.length === 1 ? withPolicies(resource, ['Observe', 'Delete']) : resource;
});

/** Roles are called as in a cluster of one's own. */
const takingRoles = changing((resource, namespace) => {
  const name = asString(at(resource, ...EXTERNAL_NAME)) ?? '';
  return resource.kind === 'Role' ? withExternalName(resource, name.replace(`${namespace}_`, '')) : resource;
});

/** Every Secret has a password of somebody else in it. */
function mixingPasswords(): Call {
  const seen = new Map<string, string>();
  return changing((resource, namespace) => {
    if (resource.kind !== 'Secret') return resource;
    const data = asObject(resource.data);
    const others = [...seen].filter(([password, home]) => home !== namespace && password !== data.password);
    const password = asString(data.password);
    if (password !== undefined && !seen.has(password)) seen.set(password, namespace);
    return { ...resource, data: { ...data, other: others[0]?.[0] ?? '' } };
  });
}

const TWO: Omit<Walk, 'deeds'> = { engine: 'pg', bindings: ['shop/orders', 'billing/app'], together: false };
const NEAR: Omit<Walk, 'deeds'> = { engine: 'pg', bindings: ['shop/orders', 'shop/web'], together: false };
const users = (...names: readonly string[]): JsonObject => ({ users: names.map((name) => ({ name })) });

describe('a walk of neighbours', () => {
  test.each<{ what: string; broken: Call; walked: Walk; breach: RegExp }>([
    {
      what: 'a guest that means the owner’s user',
      broken: takingOver,
      walked: { ...TWO, deeds: [{ by: 'billing/app', does: 'edit', contents: users('orders') }] },
      breach: /^billing\/app may .* user orders of shop\/orders$|password of user orders/,
    },
    {
      what: 'a right to delete what was only looked at',
      broken: rightsToDelete,
      walked: {
        ...NEAR,
        deeds: [{ by: 'shop/web', does: 'edit', contents: { users: [{ name: 'orders', mode: 'Observe' }] } }],
      },
      breach: /^shop\/web may Observe, Delete user orders of shop\/orders$/,
    },
    {
      what: 'a role that may be anybody’s',
      broken: takingRoles,
      walked: { ...TWO, deeds: [{ by: 'billing/app', does: 'edit', contents: users('app', 'more') }] },
      breach: /^billing\/app gives rights about app-owner$/,
    },
    {
      what: 'a password in a Secret of another namespace',
      broken: mixingPasswords(),
      walked: { ...TWO, deeds: [{ by: 'billing/app', does: 'edit', contents: users('app', 'more') }] },
      breach: /^billing can read the password of user (?:orders|doadmin) of shop$/,
    },
  ])(
    'finds $what, and nothing else',
    async ({ broken, walked, breach }) => {
      expect((await walk(walked, callFunction)).breaches).toEqual([]);
      const { breaches } = await walk(walked, broken);
      expect(breaches).toContainEqual(expect.stringMatching(breach));
    },
    120_000,
  );
});
