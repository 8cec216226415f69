import { isDeepStrictEqual } from 'node:util';
import { asString, compact, field, type JsonObject } from '../../src/lib/json.js';
import { CONTENT_SEGMENTS } from './api.js';
import { type ConnectionDetails, type Controller, importByComma, type Place } from './controller.js';
import type { CloudCluster } from './digitalocean.js';
import type { ContentKind } from './engine-facts.js';
import { clusterIdOf, externalNameOf, parametersOf } from './managed.js';

/** What sets one kind of a cluster's content apart. */
export interface ContentRow {
  readonly kind: ContentKind;
  readonly terraformType: string;
  /** What Terraform calls it in its errors. */
  readonly noun: string;
  /** What Terraform asks for where it is to be imported by something else than `<cluster id>,<name>`. */
  readonly importAdvice: string;
  /** The parameter with its name. */
  readonly nameField: string;
  /** What stands between the cluster's id and the name in the provider's id. */
  readonly separator: string;
  /** Parameters that the API server demands. */
  readonly required: readonly string[];
  /** Parameters that can be changed; a change of another one is refused. */
  readonly inPlace: readonly string[];
  /** Parameters that Terraform never reads back, with the values that it sends where nothing is written. */
  readonly unread?: JsonObject;
  readonly creationPolls: number;
  /** What DigitalOcean tells of it beyond what was asked for. */
  readonly facts: (wanted: JsonObject, cluster: CloudCluster) => JsonObject;
  readonly details: (wanted: JsonObject, cluster: CloudCluster) => ConnectionDetails;
}

/** The provider's controller of something that lies in a cluster. */
export function content(row: ContentRow): Controller {
  const { kind, noun, nameField, separator, terraformType, unread = {} } = row;
  const placeOf = (resource: JsonObject): Place => ({
    clusterId: clusterIdOf(resource),
    name: asString(parametersOf(resource)[nameField]) ?? '',
    believed: written(resource),
  });
  const written = (resource: JsonObject) =>
    compact(Object.fromEntries(Object.keys(unread).map((name) => [name, field(parametersOf(resource), name)])));
  const sent = (resource: JsonObject) => ({ believed: { ...unread, ...written(resource) } });
  const idOf = ({ clusterId, name }: Place) => `${clusterId}${separator}${name}`;
  return {
    terraformType,
    required: row.required,
    lateInitialized: [],
    creationPolls: row.creationPolls,
    creationError: (resource) =>
      `Error creating ${noun}: POST https://api.digitalocean.com/v2/databases/${clusterIdOf(resource)}/${CONTENT_SEGMENTS[kind]}`,
    importAdvice: row.importAdvice,
    resolve: (resource) => resource,
    externalName: externalNameOf,
    place: placeOf,
    importable: importByComma(idOf),
    create(resource, api) {
      const place = placeOf(resource);
      const answer = api.createContent(place.clusterId, kind, place.name, parametersOf(resource));
      return answer.ok ? { ok: true, value: { id: idOf(place), ...place, ...sent(resource) } } : answer;
    },
    read(state, api) {
      const { id, clusterId, name, believed } = state;
      const found = api.content(clusterId, kind, name);
      if (found === undefined) return undefined;
      const { fields, cluster } = found;
      const unknown = Object.fromEntries(Object.keys(unread).map((key) => [key, 0]));
      const read = { ...fields, ...row.facts(fields, cluster), ...unknown, ...believed };
      const atProvider = { ...read, clusterId, [nameField]: name, id };
      return { state, atProvider, details: row.details(fields, cluster) };
    },
    plan(resource, { atProvider }) {
      const changes = difference({ ...unread, ...parametersOf(resource) }, atProvider);
      const replaces = Object.keys(changes).some((name) => !row.inPlace.includes(name));
      return replaces ? { replaces } : { replaces, changes };
    },
    update(resource, changes, state, api) {
      api.updateContent(state.clusterId, kind, state.name, changes);
      return { ...state, ...sent(resource) };
    },
    delete: ({ clusterId, name }, api) => api.deleteContent(clusterId, kind, name),
  };
}

function difference(wanted: JsonObject, existing: JsonObject): JsonObject {
  const differing = Object.entries(wanted).filter(([name, value]) => !isDeepStrictEqual(value, field(existing, name)));
  return compact(Object.fromEntries(differing));
}
