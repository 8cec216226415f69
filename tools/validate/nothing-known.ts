import type { Reference } from '../../src/api/binding.js';
import type { Known } from '../../src/api/resolve/sources.js';
import { ExistingNames } from '../../src/function/existing-names.js';
import type { RunningEngine } from '../../src/gen/binding.js';

const SOME_CLUSTER = '00000000-0000-4000-8000-000000000000';

/** What is known where nothing was created yet: of a cluster that lives elsewhere no more than its engine, if the files tell it. */
export function nothingKnown(engineOf: (reference: Reference) => RunningEngine | undefined, complete: boolean): Known {
  return {
    runningEngine: undefined,
    hasCluster: false,
    accessBy: (reference) => ({
      state: 'granted',
      id: reference.via === 'uuid' ? reference.uuid : SOME_CLUSTER,
      engine: engineOf(reference),
      privatePort: undefined,
      taken: { user: [], database: [], topic: [] },
      bound: undefined,
    }),
    ownClusters: [],
    isReturning: false,
    placedIn: () => [],
    existing: new ExistingNames(new Map()),
    complete,
  };
}
