import type { EngineProfile } from './engine-profile.js';

/** Does work that depends on a profile alone once per profile, instead of for each Secret of each request. */
export function oncePerEngine<T>(work: (profile: EngineProfile) => T): (profile: EngineProfile) => T {
  const done = new WeakMap<EngineProfile, { readonly result: T }>();
  return (profile) => {
    const known = done.get(profile) ?? { result: work(profile) };
    done.set(profile, known);
    return known.result;
  };
}
