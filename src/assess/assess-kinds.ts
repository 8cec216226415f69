import { isBeingTrimmed } from '../compose/attached/trimmed-secret.js';
import { servingPool } from '../compose/contents/pool-generation.js';
import type { Section } from '../kinds/kind.js';
import { MANAGED, MANAGED_NAMES, type ManagedName } from '../kinds/kinds.js';
import { keyOf, label, nameOf } from '../kinds/resource-keys.js';
import { specField } from '../kinds/spec-field.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { failedChange } from './failed-change.js';
import { type Judged, type Problem, problemOfContent, type Seen } from './problem.js';
import { problemOfUser } from './problem-of-user.js';
import { AVAILABLE, fails, fold, isGrave, type Reason, type Verdict } from './verdict.js';

/** How one of a kind is judged. */
interface Judge {
  /** What is wrong with one that has a resource. */
  problem(seen: Seen, name: string, judged: Judged): Problem | undefined;
  /** The key of the resource that counts, if there can be several. */
  key?(name: string, judged: Judged): string;
}

const CONTENT: Judge = { problem: problemOfContent };

/** Of the other kinds it only counts whether they are there and ready; the cluster is judged in assess-cluster.ts. */
const JUDGES: Readonly<Partial<Record<ManagedName, Judge>>> = {
  user: { problem: problemOfUser },
  pool: { problem: problemOfContent, key: poolToJudge },
};

function judgeOf(kind: ManagedName): Judge {
  return JUDGES[kind] ?? CONTENT;
}

/** While a pool is being replaced, the generation that applications use counts, unless the new one fails. */
function poolToJudge(name: string, { pools }: Judged): string {
  const generations = pools.get(name);
  if (!generations) return keyOf('pool', name);
  const isFailing = generations.current?.resource.health.state === 'failing';
  return (isFailing ? undefined : servingPool(generations)?.key) ?? generations.key;
}

/** One resource that is judged, and one thing that is wrong with it. */
export interface Found {
  readonly key: string;
  readonly label: string;
  readonly problem: Problem | undefined;
}

/**
 * Judges everything that a binding asks for of the kinds that one verdict covers, in the order of the spec, and the settings
 * that stay without being asked for.
 */
export function judge(section: Section, judged: Judged): readonly Found[] {
  const found: Found[] = [];
  for (const kind of MANAGED_NAMES) {
    if (MANAGED[kind].reportedIn !== section) continue;
    for (const name of namesToJudge(kind, judged)) {
      const key = judgeOf(kind).key?.(name, judged) ?? keyOf(kind, name);
      const who = { key, label: label(kind, name) };
      found.push({ ...who, problem: problemOf(kind, name, key, judged) });
      const change = problemOfChange(kind, name, key, judged);
      if (change) found.push({ ...who, problem: change });
    }
  }
  return found;
}

/** Settings that the spec dropped are sent on, and a change of theirs can still fail. */
function namesToJudge(kind: ManagedName, { binding, objects }: Judged): readonly string[] {
  const asked = MANAGED[kind].names(binding);
  if (MANAGED[kind].reportedIn !== 'settings') return asked;
  const names = new Set(asked);
  for (const key of objects.keys()) {
    const name = nameOf(kind, key);
    if (name !== undefined) names.add(name);
  }
  return [...names];
}

/** One verdict on several kinds: an error of the provider outranks what only waits, and every problem is listed. */
export function assessKinds(section: Section, judged: Judged, waiting?: Reason): Verdict {
  return fold(verdictsOn(section, judged, waiting), AVAILABLE);
}

/** Every problem of several kinds; `waiting` is the reason of what only waits, if all of that has the same. */
export function verdictsOn(section: Section, judged: Judged, waiting?: Reason): readonly Verdict[] {
  return judge(section, judged).flatMap(({ label: who, problem }) => {
    if (!problem) return [];
    const reason = isGrave(problem) ? problem.reason : (waiting ?? problem.reason);
    return [fails(reason, `${who}: ${problem.message}`)];
  });
}

/** A change that failed of something that runs: it can be used as it was, but is not what the binding asks for. */
function problemOfChange(kind: ManagedName, name: string, key: string, judged: Judged): Problem | undefined {
  const { binding, facts, objects } = judged;
  const observed = facts.resources.get(key);
  const change = observed && !facts.stranded.has(key) ? failedChange(observed, objects.get(key)) : undefined;
  if (!change) return undefined;
  const { cause, blocked, lost } = change;
  const fields = [...blocked, ...lost].map((field) => specField(binding, kind, name, field)).join(', ');
  // A user that was made is only observed.
  const isOnlyObserved = kind === 'user';
  const message =
    lost.length > 0 && !isOnlyObserved
      ? `a change failed: ${cause}; the provider counts it as done and does not try again, so ${fields} may not have arrived: ${SENDS_ALL}`
      : `cannot change ${fields || 'it'}: ${cause}; ${isOnlyObserved ? ADD_ANOTHER : TRIES_AGAIN}`;
  return { reason: 'ChangeFailed', message };
}

const TRIES_AGAIN = 'it stays as it was, and the provider tries again';
// Which change it was is not known, also whether it was taken back: no value may be advised.
const SENDS_ALL = 'any change of it that succeeds sends all of it, and ends this';
const ADD_ANOTHER =
  'the provider does not try again: add a user of another name, move over, then take this one off the list';

function problemOf(kind: ManagedName, name: string, key: string, judged: Judged): Problem | undefined {
  const { facts, objects } = judged;
  const { cluster, resources, stranded } = facts;
  const observed = resources.get(key);
  if (observed && stranded.has(key)) return problemOfStranded(key, observed, judged);
  if (observed) return judgeOf(kind).problem({ observed, desired: objects.get(key) }, name, judged);
  if (objects.has(key) || isBeingTrimmed(key, objects))
    return { reason: 'Creating', message: 'is about to be created' };
  return cluster.state === 'created' && cluster.health.state === 'ready'
    ? { reason: 'WaitingForCluster', message: 'is not created, SpecAccepted says why' }
    : { reason: 'WaitingForCluster', message: 'waits for the cluster' };
}

/** What belongs to a cluster or replica that is gone is created again automatically, or a person decides. */
function problemOfStranded(key: string, observed: ObservedResource, { facts, objects }: Judged): Problem {
  const { cluster } = facts;
  const belongs = `belongs to cluster ${observed.home}, the binding's is now ${facts.stranded.get(key)}`;
  if (!objects.has(key)) return { reason: 'Creating', message: `${belongs}: it is created again there` };
  const isLost = cluster.state === 'created' && cluster.replaced !== undefined;
  const advice = isLost ? 'ClusterReady says what to do' : 'delete the resource to have it created again';
  return { reason: 'ProviderError', message: `${belongs}: ${advice}` };
}
