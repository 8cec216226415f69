import { asList, asObject, asString, at, type JsonObject } from '../../../src/lib/json.js';
import { SPEC_FIELDS } from '../../gen/spec-fields.js';
import { valueOr } from '../../kubernetes/cluster-reader.js';
import { conditionOf } from '../../kubernetes/condition.js';
import { type Finding, findingsOf, namesIn } from '../finding.js';
import type { Inventory } from '../inventory.js';
import { lackedFields, servedSchema } from '../schema-fields.js';

const { ok, warning, problem, unread } = findingsOf('Definitions');

/** The group of the kinds of this repository; a platform's own kind may have fewer fields. */
const OWN_GROUP = 'bindings.digitalocean.crossplane.io';
const INSTALL = 'crossplane xpkg install configuration REGISTRY/configuration-database-binding:VERSION';
const UPDATE = 'crossplane xpkg update configuration REGISTRY/configuration-database-binding:VERSION';

/** Whether the kinds that people write are there, offered, and have the fields of this version. */
export function checkDefinitions(inventory: Inventory): readonly Finding[] {
  const { xrds, policies } = inventory;
  if (xrds.state === 'refused') return unread('CompositeResourceDefinitions', xrds);
  const found = valueOr(xrds, []);
  const needed = new Map(
    policies.map(({ composite }) => [`${composite.kind}.${groupOf(composite.apiVersion)}`, composite]),
  );
  const missing = [...needed.values()].filter(
    ({ apiVersion, kind }) => !found.some((xrd) => defines(xrd, apiVersion, kind)),
  );
  const own = found.filter((xrd) => at(xrd, 'spec', 'group') === OWN_GROUP || isNeeded(xrd, [...needed.values()]));
  if (own.length === 0 && missing.length === 0)
    return [problem('no kind DatabaseBinding: its CompositeResourceDefinition is not installed', INSTALL)];
  return [
    ...missing.map(({ apiVersion, kind }) =>
      problem(`no CompositeResourceDefinition defines ${kind} of ${apiVersion}`, INSTALL),
    ),
    ...own.flatMap((xrd) => checkDefinition(xrd, inventory)),
  ];
}

function checkDefinition(xrd: JsonObject, { policies }: Inventory): readonly Finding[] {
  const kind = asString(at(xrd, 'spec', 'names', 'kind')) ?? '';
  const claim = asString(at(xrd, 'spec', 'claimNames', 'kind'));
  const name = asString(at(xrd, 'metadata', 'name')) ?? '';
  const describing = `kubectl describe xrd ${name}`;
  const awaited = claim === undefined ? ['Established'] : ['Established', 'Offered'];
  const failing = awaited.filter((type) => conditionOf(xrd, type)?.status !== 'True');
  if (failing.length > 0)
    return failing.map((type) =>
      problem(
        `${kind} is not ${type.toLowerCase()}: ${conditionOf(xrd, type)?.message ?? 'nothing says so yet'}`,
        describing,
      ),
    );
  const lacks = at(xrd, 'spec', 'group') === OWN_GROUP ? lackedSpecFields(xrd) : [];
  if (lacks.length > 0)
    return [problem(`${kind} lacks ${namesIn(lacks)}: it is of another version than this command`, UPDATE)];
  return [
    ok(claim === undefined ? `${kind} is established` : `${kind} is established, ${claim} is offered`),
    ...checkChoice(xrd, policies),
  ];
}

function lackedSpecFields(xrd: JsonObject): readonly string[] {
  const version = asList(at(xrd, 'spec', 'versions'))
    .map(asObject)
    .find(({ referenceable }) => referenceable === true);
  const schema = servedSchema(xrd, asString(version?.name));
  return lackedFields(at(schema, 'properties', 'spec'), SPEC_FIELDS).map((field) => `spec.${field}`);
}

/** Whoever chooses the Composition chooses the policy, and with it the limits. */
function checkChoice(xrd: JsonObject, policies: Inventory['policies']): readonly Finding[] {
  const kind = asString(at(xrd, 'spec', 'names', 'kind'));
  const compositions = new Set(
    policies.filter(({ composite }) => composite.kind === kind).map(({ composition }) => composition),
  );
  if (compositions.size < 2 || at(xrd, 'spec', 'enforcedCompositionRef') !== undefined) return [];
  const names = namesIn([...compositions]);
  return [warning(`whoever writes a ${kind} may choose between the policies of ${names}: no enforcedCompositionRef`)];
}

function isNeeded(
  xrd: JsonObject,
  composites: readonly { readonly apiVersion: string; readonly kind: string }[],
): boolean {
  return composites.some(({ apiVersion, kind }) => defines(xrd, apiVersion, kind));
}

function defines(xrd: JsonObject, apiVersion: string, kind: string): boolean {
  return at(xrd, 'spec', 'group') === groupOf(apiVersion) && at(xrd, 'spec', 'names', 'kind') === kind;
}

function groupOf(apiVersion: string): string {
  return apiVersion.split('/')[0] ?? '';
}
