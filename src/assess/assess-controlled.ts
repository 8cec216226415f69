import { isDeepStrictEqual } from 'node:util';
import type { ClusterIntent, Target } from '../api/binding.js';
import { controls } from '../compose/cluster/adoption.js';
import type { Composition } from '../compose/compose.js';
import { CONFIGURATION_KEY, FIREWALL_KEY, REPLICA_FIREWALLS } from '../compose/resource-keys.js';
import { asObject, at, field } from '../lib/json.js';
import { joinSentences } from '../lib/sentences.js';
import type { Facts } from '../observe/facts.js';
import { isUpToDate } from '../observe/presence.js';
import { assessChanges } from './assess-changes.js';
import { assessParts } from './assess-parts.js';
import { problemOf } from './assess-users.js';
import { fails, holds, LONGEST, type Verdict, worstOf } from './verdict.js';

/** What else is to say of a ready cluster that the binding controls: the first reason counts, everything is told. */
export function assessControlled(
  target: Target,
  facts: Facts,
  { changes, objects }: Pick<Composition, 'changes' | 'objects'>,
  cluster: Verdict,
): Verdict {
  if (cluster.status === 'False' || target.architecture !== 'Controlled') return cluster;
  if (facts.cluster.state !== 'created' || !controls(facts.cluster.resource)) return cluster;
  const notes = [
    ...assessSettings(target.cluster, facts, objects),
    ...assessParts(target.cluster, facts, objects),
    ...assessChanges(changes, facts.cluster),
    ...assessOpenness(target.cluster, facts),
  ];
  const [first] = notes;
  if (!first) return cluster;
  if (notes.length === 1) return first;
  const worst = worstOf(notes) ?? first;
  const messages = notes.map(({ message }) => message);
  return { ...worst, message: joinSentences(messages, LONGEST) };
}

/** Resources that belong to the cluster as much as its size does. */
function assessSettings(
  { trustedSources, configuration, replicas }: ClusterIntent,
  facts: Facts,
  objects: Composition['objects'],
): readonly Verdict[] {
  const wanted: (readonly [what: string, key: string])[] = [];
  if (trustedSources.sources.length > 0) {
    wanted.push(['trusted sources', FIREWALL_KEY]);
    for (const { name } of replicas) wanted.push(rulesOf(name));
  }
  if (Object.keys(configuration).length > 0) wanted.push(['configuration', CONFIGURATION_KEY]);
  return wanted.flatMap(([what, key]) => {
    const problem = problemOf(key, facts, objects);
    if (!problem && isInForce(key, facts, objects)) return [];
    return [
      problem?.reason === 'ProviderError'
        ? fails('ProviderError', `${what}: ${problem.message}`)
        : fails('Configuring', `${what}: not in force yet`),
    ];
  });
}

/** Whether what is desired was applied, and the provider has dealt with it. */
function isInForce(key: string, { resources }: Facts, objects: Composition['objects']): boolean {
  const [observed, desired] = [resources.get(key), at(objects.get(key), 'spec', 'forProvider')];
  if (!observed || !isUpToDate(observed)) return false;
  return Object.entries(asObject(desired)).every(([name, value]) =>
    isDeepStrictEqual(value, field(observed.forProvider, name)),
  );
}

function rulesOf(replica: string): readonly [what: string, key: string] {
  return [`trusted sources of replica "${replica}"`, REPLICA_FIREWALLS.key(replica)];
}

// Rules that somebody else has set, at DigitalOcean or before an adoption, are not known here.
function assessOpenness({ trustedSources }: ClusterIntent, { resources }: Facts): readonly Verdict[] {
  return trustedSources.sources.length > 0 || resources.has(FIREWALL_KEY) ? [] : [OPEN_TO_INTERNET];
}

const OPEN_TO_INTERNET = holds(
  'OpenToInternet',
  'the binding sets no trusted sources: unless they are set elsewhere, everybody on the internet can try to connect',
);
