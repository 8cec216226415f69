import { servingPool } from '../compose/contents/pool-generation.js';
import type { ManagedKind } from '../kinds/kind.js';
import { MANAGED, MANAGED_NAMES, type ManagedName } from '../kinds/kinds.js';
import { keyOf, label } from '../kinds/resource-keys.js';
import { joinSentences } from '../lib/sentences.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { type Judged, type Problem, problemOfContent, type Seen } from './problem.js';
import { problemOfUser } from './problem-of-user.js';
import { AVAILABLE, fails, isGrave, LONGEST, type Reason, type Verdict, worstOf } from './verdict.js';

/** How one of a kind is judged. */
interface Judge {
  /** What is wrong with one that there is a resource for. */
  problem(seen: Seen, name: string, judged: Judged): Problem | undefined;
  /** The key of the resource that counts, where there can be several. */
  key?(name: string, judged: Judged): string;
}

const CONTENT: Judge = { problem: problemOfContent };

const JUDGES: Readonly<Record<ManagedName, Judge>> = {
  // By itself: it is more than there or not.
  cluster: CONTENT,
  user: { problem: problemOfUser },
  watch: CONTENT,
  database: CONTENT,
  topic: CONTENT,
  schema: CONTENT,
  pool: { problem: problemOfContent, key: poolToJudge },
  replica: CONTENT,
  openSearchSink: CONTENT,
  rsyslogSink: CONTENT,
  firewall: CONTENT,
  replicaFirewall: CONTENT,
  configuration: CONTENT,
};

/** While a pool is replaced, the one that applications use counts; unless the new one fails. */
function poolToJudge(name: string, { pools }: Judged): string {
  const generations = pools.get(name);
  if (!generations) return keyOf('pool', name);
  const isFailing = generations.current?.resource.health.state === 'failing';
  return (isFailing ? undefined : servingPool(generations)?.key) ?? generations.key;
}

/** One of those that are judged together, by its resource key, and what is wrong with it. */
export interface Found {
  readonly key: string;
  readonly label: string;
  readonly problem: Problem | undefined;
}

/** Judges all that a binding asks for of the kinds that are told together, in the order of the spec. */
export function judge(told: ManagedKind['told'], judged: Judged): readonly Found[] {
  const found: Found[] = [];
  for (const kind of MANAGED_NAMES) {
    if (MANAGED[kind].told !== told) continue;
    for (const name of MANAGED[kind].names(judged.binding)) {
      const key = JUDGES[kind].key?.(name, judged) ?? keyOf(kind, name);
      found.push({ key, label: label(kind, name), problem: problemOf(kind, name, key, judged) });
    }
  }
  return found;
}

/** One verdict for all that is told together: an error of the provider counts before what only waits, every problem is told. */
export function assessKinds(told: ManagedKind['told'], judged: Judged, waiting?: Reason): Verdict {
  const problems = judge(told, judged).flatMap(({ label: who, problem }) =>
    problem ? [{ ...problem, message: `${who}: ${problem.message}` }] : [],
  );
  const worst = worstOf(problems);
  if (!worst) return AVAILABLE;
  const messages = problems.map(({ message }) => message);
  const reason = isGrave(worst) ? worst.reason : (waiting ?? worst.reason);
  return fails(reason, joinSentences(messages, LONGEST));
}

function problemOf(kind: ManagedName, name: string, key: string, judged: Judged): Problem | undefined {
  const { facts, objects } = judged;
  const { cluster, resources, stranded } = facts;
  const observed = resources.get(key);
  if (observed)
    return stranded.has(key)
      ? problemOfStranded(key, observed, judged)
      : JUDGES[kind].problem({ observed, desired: objects.get(key) }, name, judged);
  if (objects.has(key)) return { reason: 'Creating', message: 'is about to be created' };
  return cluster.state === 'created' && cluster.health.state === 'ready'
    ? { reason: 'WaitingForCluster', message: 'is not created, SpecAccepted says why' }
    : { reason: 'WaitingForCluster', message: 'waits for the cluster' };
}

/** What belongs to a cluster or replica that is gone is made anew by itself, or a person decides. */
function problemOfStranded(key: string, observed: ObservedResource, { facts, objects }: Judged): Problem {
  const { cluster } = facts;
  const belongs = `belongs to cluster ${observed.home}, the binding's is ${facts.stranded.get(key)} now`;
  if (!objects.has(key)) return { reason: 'Creating', message: `${belongs}: it is made anew` };
  const isLost = cluster.state === 'created' && cluster.replaced !== undefined;
  const advice = isLost ? 'ClusterReady says what can be done' : 'delete the resource to have it made anew';
  return { reason: 'ProviderError', message: `${belongs}: ${advice}` };
}
