import { isDeepStrictEqual } from 'node:util';
import { asString, at, compact, field, type JsonObject } from '../../lib/json.js';
import type { ConnectionDetails, Controller } from './controller.js';
import type { CloudCluster } from './digitalocean.js';
import type { ContentKind } from './engine-facts.js';
import { externalNameOf, may, parametersOf } from './managed.js';
import { wouldReplace } from './messages.js';

/** What sets one kind of a cluster's content apart. */
export interface ContentRow {
  readonly kind: ContentKind;
  readonly terraformType: string;
  /** The parameter with its name. */
  readonly nameField: string;
  /** What stands between the cluster's id and the name in the provider's id. */
  readonly separator: string;
  /** Parameters that the API server demands. */
  readonly required: readonly string[];
  /** Parameters that can be changed; a change of another one is refused. */
  readonly inPlace: readonly string[];
  readonly creationPolls: number;
  /** What DigitalOcean tells of it beyond what was asked for. */
  readonly facts: (wanted: JsonObject, cluster: CloudCluster) => JsonObject;
  readonly details: (wanted: JsonObject, cluster: CloudCluster) => ConnectionDetails;
}

/** The provider's controller of something that lies in a cluster. */
export function content(row: ContentRow): Controller {
  const { kind, nameField, separator, terraformType } = row;
  const nameOf = (resource: JsonObject): string => asString(parametersOf(resource)[nameField]) ?? '';
  const found = (resource: JsonObject) => {
    const id = externalNameOf(resource) ?? asString(at(resource, 'status', 'atProvider', 'id')) ?? '';
    const index = id.indexOf(separator);
    return { id, clusterId: id.slice(0, index), key: `${kind}/${id.slice(index + separator.length)}` };
  };
  return {
    terraformType,
    required: row.required,
    lateInitialized: [],
    creationPolls: row.creationPolls,
    observesAtOnce: true,
    creationError: (resource) =>
      `Error creating ${kind}: POST https://api.digitalocean.com/v2/databases/${clusterIdOf(resource)}/${kind}s`,
    resolve: (resource) => resource,
    create(resource, cloud) {
      const [clusterId, name] = [clusterIdOf(resource), nameOf(resource)];
      const answer = cloud.createContent(clusterId, kind, name, parametersOf(resource));
      return answer.ok ? { ok: true, value: `${clusterId}${separator}${name}` } : answer;
    },
    observe(resource, cloud) {
      const { id, clusterId, key } = found(resource);
      const cluster = cloud.clusters.get(clusterId);
      const existing = cluster?.contents.get(key);
      if (cluster === undefined || existing === undefined) return { state: 'absent' };
      const drift = difference(parametersOf(resource), existing);
      const replaced = Object.keys(drift).some((name) => !row.inPlace.includes(name));
      if (replaced && may(resource, 'Update'))
        return { state: 'failed', message: wouldReplace(terraformType, resource) };
      const atProvider = { ...existing, ...row.facts(existing, cluster), id };
      return { state: 'present', counterpart: { atProvider, details: row.details(existing, cluster) }, drift };
    },
    update(resource, cloud) {
      const { clusterId, key } = found(resource);
      const contents = cloud.clusters.get(clusterId)?.contents;
      contents?.set(key, { ...contents.get(key), ...parametersOf(resource) });
    },
    delete(resource, cloud) {
      const { clusterId, key } = found(resource);
      cloud.clusters.get(clusterId)?.contents.delete(key);
    },
  };
}

function clusterIdOf(resource: JsonObject): string {
  return asString(parametersOf(resource).clusterId) ?? '';
}

function difference(wanted: JsonObject, existing: JsonObject): JsonObject {
  const differing = Object.entries(wanted).filter(([name, value]) => !isDeepStrictEqual(value, field(existing, name)));
  return compact(Object.fromEntries(differing));
}
