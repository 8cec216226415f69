import { asString, type JsonObject } from '../../src/lib/json.js';
import { type Controller, importByComma, type Place } from './controller.js';
import { clusterIdOf, externalNameOf, parametersOf } from './managed.js';

/** The provider's controller of `DB`. */
export const database: Controller = {
  terraformType: 'digitalocean_database_db',
  required: ['name'],
  lateInitialized: [],
  creationPolls: 1,
  creationError: (resource) =>
    `Error creating Database DB: POST https://api.digitalocean.com/v2/databases/${clusterIdOf(resource)}/dbs`,
  importAdvice:
    'must use the ID of the source database cluster and the name of the database joined with a comma (e.g. `id,name`)',
  resolve: (resource) => resource,
  externalName: externalNameOf,
  place: placeOf,
  importable: importByComma(idOf),
  create(resource, api) {
    const place = placeOf(resource);
    const answer = api.createDatabase(place.clusterId, place.name);
    return answer.ok ? { ok: true, value: { id: idOf(place), ...place } } : answer;
  },
  read(state, api) {
    const { id, clusterId, name } = state;
    if (!api.hasDatabase(clusterId, name)) return undefined;
    return { state, atProvider: { clusterId, id, name }, details: {} };
  },
  plan(resource, { state }) {
    const { clusterId, name } = placeOf(resource);
    const moved = clusterId !== state.clusterId || name !== state.name;
    return moved ? { replaces: true } : { replaces: false, changes: {} };
  },
  update: (_resource, _changes, state) => state,
  delete: ({ clusterId, name }, api) => api.deleteDatabase(clusterId, name),
};

function placeOf(resource: JsonObject): Place {
  return { clusterId: clusterIdOf(resource), name: asString(parametersOf(resource).name) ?? '' };
}

function idOf({ clusterId, name }: Place): string {
  return `${clusterId}/database/${name}`;
}
