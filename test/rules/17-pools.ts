import { asList, asObject, asString, at } from '../../src/lib/json.js';
import { changeForProvider, leaveOut } from './breakage.js';
import { isReady, managed, observedOf, own } from './resources.js';
import type { Rule } from './rule.js';

const poolOf = (key: string): string | undefined => /^pool-([a-z0-9-]+)/.exec(key)?.[1];
const POOL_FIELDS = ['name', 'mode', 'size', 'dbName', 'user'] as const;

/** Secrets lead through a pool: to change one in place, or to delete it first, cuts everybody's connections. */
export const pools: Rule = {
  number: '17',
  says: 'a pool is replaced by a further one, and goes only when that is ready',
  violations: ({ spec, request }, response) => {
    const desired = managed(response).filter(([, { kind }]) => kind === 'ConnectionPool');
    const changed = desired.flatMap(([key, resource]) => {
      const observed = own(request.observed, key)?.resource;
      const [before, after] = [observed, resource].map((each) => asObject(at(each, 'spec', 'forProvider')));
      return POOL_FIELDS.filter((name) => {
        const [old, now] = [before?.[name], after?.[name]];
        const differs =
          (typeof old === 'number' || asString(old) !== undefined) && typeof old === typeof now && old !== now;
        // To write again what DigitalOcean has, where somebody else wrote another value, changes nothing there.
        return differs && now !== at(observed, 'status', 'atProvider', name);
      }).map((name) => `${key}.${name} changes`);
    });
    const missing = asList(spec.connectionPools).flatMap((pool) => {
      const name = String(at(pool, 'name'));
      const ready = observedOf(request).filter(([key, { resource }]) => poolOf(key) === name && isReady(resource));
      const kept = ready.filter(([key]) => own(response.composed, key));
      const usable = desired.some(([key]) => poolOf(key) === name && own(response.composed, key)?.ready);
      return [
        ...(ready.length > 0 && kept.length === 0 ? [`no ready pool ${name} is left`] : []),
        ...(!usable && response.compositeReady !== 'READY_FALSE' ? [`pool ${name} is not there`] : []),
      ];
    });
    return [...changed, ...missing];
  },
  breakages: [
    ['a pool goes at once', leaveOut(/^pool-/)],
    ['a pool is changed', changeForProvider('ConnectionPool', { size: 99 })],
  ],
};
