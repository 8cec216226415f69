import { asString, at, type JsonObject } from '../../src/lib/json.js';
import { changeSpec, FULL } from './breakage.js';
import { EXTERNAL_NAME, homeOf, observedOf, own, policiesOf } from './resources.js';
import type { Rule } from './rule.js';

/** What is in a cluster, in the words of the provider. */
const IN_CLUSTER = ['User', 'DB', 'ConnectionPool', 'KafkaTopic', 'KafkaSchemaRegistry', 'Replica'];

const nameOf = (resource: JsonObject | undefined): string | undefined => asString(at(resource, ...EXTERNAL_NAME));

/** A second cluster is empty, and the first one runs on without anybody. */
export const oneCluster: Rule = {
  number: '27',
  says: 'while there is something in a cluster, no second one is created, and the first is seen before it is changed',
  violations: ({ request }, response) => {
    if (own(request.observed, 'cluster')) return [];
    const homes = new Set(
      observedOf(request).flatMap(([, { resource }]) =>
        IN_CLUSTER.includes(String(resource.kind)) ? (homeOf(resource) ?? []) : [],
      ),
    );
    const cluster = own(response.composed, 'cluster')?.resource;
    if (homes.size === 0 || cluster === undefined) return [];
    const name = nameOf(cluster);
    return [
      ...(name !== undefined && homes.has(name) ? [] : [`a cluster is created beside ${[...homes].join(' ')}`]),
      ...(policiesOf(cluster).join() === 'Observe' ? [] : ['a cluster is changed that was not seen']),
    ];
  },
  breakages: [['it is controlled at once', changeSpec('Cluster', FULL)]],
};
