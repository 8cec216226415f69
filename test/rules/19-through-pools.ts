import { asObject, asString, at, type JsonObject } from '../../src/lib/json.js';
import { change, leaveOut } from './breakage.js';
import { decode, isReady, isSecretKey, observedOf, own, userOf } from './resources.js';
import type { Rule } from './rule.js';

const POOL = 'databasebinding.fn.crossplane.io/pool';

const poolIn = (secret: JsonObject | undefined): string | undefined =>
  asString(at(secret, 'metadata', 'annotations', POOL));

/** A Secret that leads to a pool which is not ready yet, or is gone, leads nowhere. */
export const leading: Rule = {
  number: '19',
  says: 'a Secret goes through a pool only once that is ready, and the pool stays as long as it does',
  violations: ({ spec, request }, response) => {
    const pools = new Map(
      observedOf(request)
        .filter(([key]) => key.startsWith('pool-'))
        .map(([key, { resource }]) => [key.slice('pool-'.length).replace('.', '_'), { key, resource }]),
    );
    const pool = at(spec, 'connection', 'pool');
    return Object.entries(response.composed).flatMap(([key, { resource }]) => {
      if (!isSecretKey(key)) return [];
      const observed = own(request.observed, key)?.resource;
      const [before, now] = [poolIn(observed), poolIn(resource)];
      const lost = [before, now].flatMap((name) => pools.get(name ?? '')?.key ?? []);
      const database = decode(at(resource, 'data', 'database'));
      const administrator = userOf(key) === 'doadmin';
      return [
        ...(now !== undefined && now !== before && !isReady(pools.get(now)?.resource) ? [`${now} is not ready`] : []),
        ...lost.filter((used) => !own(response.composed, used)).map((used) => `${used} goes, ${key} uses it`),
        ...(pool !== undefined && !now && !administrator && (!observed || before) ? [`${key} goes around`] : []),
        ...(now !== undefined && now !== before && database !== '' && database !== now ? [`${key} is mixed up`] : []),
      ];
    });
  },
  breakages: [
    ['a pool goes at once', leaveOut(/^pool-/)],
    ['a Secret goes through what is not there', change((resource) => withPool(resource, 'early'))],
    ['a Secret goes around the pool', change((resource) => withPool(resource, undefined))],
  ],
};

function withPool(resource: JsonObject, name: string | undefined): JsonObject {
  const metadata = asObject(resource.metadata);
  const { [POOL]: _, ...others } = asObject(metadata.annotations);
  const annotations = { ...others, ...(name === undefined ? {} : { [POOL]: name }) };
  return resource.kind === 'Secret' ? { ...resource, metadata: { ...metadata, annotations } } : resource;
}
