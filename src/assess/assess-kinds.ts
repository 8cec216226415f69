import { servingPool } from '../compose/contents/pool-generation.js';
import type { Section } from '../kinds/kind.js';
import { MANAGED, MANAGED_NAMES, type ManagedName } from '../kinds/kinds.js';
import { keyOf, label } from '../kinds/resource-keys.js';
import { joinSentences } from '../lib/sentences.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { type Judged, type Problem, problemOfContent, type Seen } from './problem.js';
import { problemOfUser } from './problem-of-user.js';
import { AVAILABLE, fails, isGrave, LONGEST, type Reason, type Verdict, worstOf } from './verdict.js';

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

/** One resource that is judged, and what is wrong with it. */
export interface Found {
  readonly key: string;
  readonly label: string;
  readonly problem: Problem | undefined;
}

/** Judges everything that a binding asks for of the kinds that one verdict covers, in the order of the spec. */
export function judge(section: Section, judged: Judged): readonly Found[] {
  const found: Found[] = [];
  for (const kind of MANAGED_NAMES) {
    if (MANAGED[kind].reportedIn !== section) continue;
    for (const name of MANAGED[kind].names(judged.binding)) {
      const key = judgeOf(kind).key?.(name, judged) ?? keyOf(kind, name);
      found.push({ key, label: label(kind, name), problem: problemOf(kind, name, key, judged) });
    }
  }
  return found;
}

/** One verdict on several kinds: an error of the provider outranks what only waits, and every problem is listed. */
export function assessKinds(section: Section, judged: Judged, waiting?: Reason): Verdict {
  const problems: Problem[] = [];
  for (const { label: who, problem } of judge(section, judged))
    if (problem) problems.push({ ...problem, message: `${who}: ${problem.message}` });
  const worst = worstOf(problems);
  if (!worst) return AVAILABLE;
  const reason = isGrave(worst) ? worst.reason : (waiting ?? worst.reason);
  const messages = problems.map(({ message }) => message);
  return fails(reason, joinSentences(messages, LONGEST));
}

function problemOf(kind: ManagedName, name: string, key: string, judged: Judged): Problem | undefined {
  const { facts, objects } = judged;
  const { cluster, resources, stranded } = facts;
  const observed = resources.get(key);
  if (observed && stranded.has(key)) return problemOfStranded(key, observed, judged);
  if (observed) return judgeOf(kind).problem({ observed, desired: objects.get(key) }, name, judged);
  if (objects.has(key)) return { reason: 'Creating', message: 'is about to be created' };
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
