import { CONFIGURATION_KINDS } from '../../src/engines/engines.js';
import { asObject, asString, at, type JsonObject } from '../../src/lib/json.js';
import { change, changeSpec, FULL, withSpec } from './breakage.js';
import { EXTERNAL_NAME, hasConnectionSecret, isGone, managed, own, policiesOf, wasMade } from './resources.js';
import type { Rule } from './rule.js';

/** Kinds that the provider has no connection details of. */
const WITHOUT_DETAILS: readonly string[] = [
  'DB',
  'Firewall',
  'KafkaTopic',
  'KafkaSchemaRegistry',
  'LogSinkOpenSearch',
  'LogSinkRsyslog',
  ...CONFIGURATION_KINDS,
];

/**
 * The provider has traps: its users never settle, late initialisation fights the spec, a password without a connection
 * secret is lost, and an empty forProvider becomes null.
 */
export const traps: Rule = {
  number: '7',
  says: "the provider's traps are avoided",
  violations: ({ request }, response) =>
    managed(response).flatMap(([key, resource]) => {
      const observed = own(request.observed, key)?.resource;
      const late = policiesOf(resource).some((policy) => policy === '*' || policy === 'LateInitialize');
      // Of a user that is only looked for nothing may be written.
      const isUser = resource.kind === 'User';
      const settles = !isUser || (wasMade(observed) && /[/,]/.test(String(at(observed, ...EXTERNAL_NAME))));
      // Nothing may be read of a cluster that is only looked for either.
      const isLookedFor = resource.kind === 'Cluster' && policiesOf(resource).join() === 'Observe';
      const isTold = !WITHOUT_DETAILS.includes(String(resource.kind)) && !key.startsWith('watch-');
      const silent = !isTold || isLookedFor || isGone(observed);
      return [
        ...(late ? [`${key} is initialised late`] : []),
        ...(settles && !silent && !hasConnectionSecret(resource) ? [`${key} writes its password nowhere`] : []),
        ...(isUser ? userTraps(key, resource, observed) : []),
        ...(emptied(resource, observed) ? [`${key} has nothing left in forProvider, which becomes null`] : []),
      ];
    }),
  breakages: [
    ['late initialisation', change((resource) => withSpec(resource, { managementPolicies: ['*'] }))],
    ['a user does not settle', change((resource) => withSpec(resource, FULL))],
    ['nothing is left of forProvider', changeSpec('Cluster', { forProvider: {} })],
    ['a connection secret has no name', change((resource) => withoutSpec(resource, 'writeConnectionSecretToRef'))],
    [
      'a user has the wrong external name',
      change((resource) => ({ ...resource, metadata: { annotations: { 'crossplane.io/external-name': 'x/user/y' } } })),
    ],
  ],
};

function userTraps(key: string, resource: JsonObject, observed: JsonObject | undefined): readonly string[] {
  const before = asString(at(observed, ...EXTERNAL_NAME)) ?? '';
  const external = asString(at(resource, ...EXTERNAL_NAME)) ?? '';
  const creates = policiesOf(resource).includes('Create');
  return [
    ...(/[/,]/.test(before) && creates && !isGone(observed) ? [`${key} does not settle`] : []),
    ...(external.endsWith(key.replace(/^(?:user|watch)-/, '')) ? [] : [`${key} is named ${external}`]),
    ...(external.includes('/') ? [`${key} keeps the broken external name`] : []),
    ...(creates && external.includes(',') ? [`${key} is created under the name of an import`] : []),
  ];
}

/** Whether an apply would take away every field that was applied before. */
function emptied(resource: JsonObject, observed: JsonObject | undefined): boolean {
  const [before, after] = [observed, resource].map((each) => at(each, 'spec', 'forProvider'));
  const fields = Object.values(asObject(before)).filter((value) => asString(value) !== undefined);
  return fields.length > 0 && Object.keys(asObject(after)).length === 0;
}

function withoutSpec(resource: JsonObject, field: string): JsonObject {
  const { [field]: _, ...rest } = asObject(resource.spec);
  return { ...resource, spec: rest };
}
