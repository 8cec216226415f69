import { compact, isObject, type JsonObject } from '../../src/lib/json.js';
import type { Controller, SecretOf } from '../provider/controller.js';
import { externalNameOf, parametersOf } from '../provider/managed.js';
import { create, update } from './apply.js';
import { diffOf } from './diff.js';
import { type Kind, kindNamed } from './fields.js';
import { itemPath, refresh } from './refresh.js';
import type { ResourceRow } from './resource-row.js';
import { planProblemOf, problemOf } from './validate.js';

/** The controller of a kind, as the table of fields has it behave. */
export function terraformResource(row: ResourceRow): Controller {
  const kind = kindNamed(row.kind);
  return {
    terraformType: kind.terraform,
    required: row.required,
    lateInitialized: row.lateInitialized ?? [],
    creationPolls: row.creationPolls ?? 1,
    importAdvice: row.importAdvice ?? '',
    resolve: row.resolve ?? ((resource) => resource),
    externalName: row.externalName ?? externalNameOf,
    place: row.place,
    written: (resource, secretOf) => writtenIn(kind, resource, secretOf),
    importable(externalName) {
      const found = row.importable(externalName);
      if (found === undefined) return undefined;
      const named = row.importsName === undefined ? {} : { [row.importsName]: found.name };
      return { ...found, attributes: compact({ ...named, clusterId: found.clusterId || undefined }) };
    },
    invalid: (written) => problemOf(kind, written),
    create: (place, written, client) => create(kind, row, place, written, client),
    read: (state, client) => refresh(kind, row, state, client),
    plan(place, written, { attributes, isRestless, isTainted, name }) {
      const problem = planProblemOf(kind, written, attributes);
      if (problem !== undefined) return { problem };
      const { changes } = diffOf(kind, written, attributes);
      const isMoved = row.named !== undefined && place.name !== name;
      if (isTainted || isMoved || changes.some(({ word }) => word === 'replace')) return 'replacement';
      return changes.length === 0 && !isRestless ? 'nothing' : 'change';
    },
    update: (written, state, client) => update(kind, row, written, state, client),
    delete(state, client) {
      if (row.isKept) return;
      if (kind.create === 'PUT firewall') client.send('PUT', itemPath(row, state), { rules: [] });
      else client.send('DELETE', itemPath(row, state));
    },
  };
}

/** What is written of the fields there are, with what Secrets have in the place of references to them. */
function writtenIn(kind: Kind, resource: JsonObject, secretOf: SecretOf): JsonObject {
  const parameters = parametersOf(resource);
  const entries = kind.fields.map(({ name, row }) => {
    const value = parameters[name];
    return [name, row.sensitive && isObject(value) ? secretOf(resource, value) : value] as const;
  });
  return compact(Object.fromEntries(entries));
}
