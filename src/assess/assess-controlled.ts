import { isDeepStrictEqual } from 'node:util';
import type { ClusterIntent } from '../api/binding.js';
import type { Composition } from '../compose/compose.js';
import { keyOf } from '../kinds/resource-keys.js';
import { asObject, at, field } from '../lib/json.js';
import { joinSentences } from '../lib/sentences.js';
import type { Facts } from '../observe/facts.js';
import { controls } from '../observe/management-policies.js';
import { isUpToDate } from '../observe/presence.js';
import { assessChanges } from './assess-changes.js';
import { assessKinds, judge } from './assess-kinds.js';
import type { Judged } from './problem.js';
import { fails, holds, LONGEST, type Verdict, worstOf } from './verdict.js';

/** What else is to say of a ready cluster that the binding controls: the first reason counts, everything is told. */
export function assessControlled(judged: Judged, changes: Composition['changes'], cluster: Verdict): Verdict {
  const { binding, facts } = judged;
  const { target } = binding;
  if (cluster.status === 'False' || target.architecture !== 'Controlled') return cluster;
  if (facts.cluster.state !== 'created' || !controls(facts.cluster.resource)) return cluster;
  const parts = assessKinds('parts', judged, 'PartsNotReady');
  const notes = [
    ...assessSettings(judged),
    ...(parts.status === 'False' ? [parts] : []),
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
function assessSettings(judged: Judged): readonly Verdict[] {
  return judge('settings', judged).flatMap(({ key, label, problem }) => {
    if (!problem && isInForce(key, judged)) return [];
    return [
      problem?.reason === 'ProviderError'
        ? fails('ProviderError', `${label}: ${problem.message}`)
        : fails('Configuring', `${label}: not in force yet`),
    ];
  });
}

/** Whether what is desired was applied, and the provider has dealt with it. */
function isInForce(key: string, { facts, objects }: Judged): boolean {
  const [observed, desired] = [facts.resources.get(key), at(objects.get(key), 'spec', 'forProvider')];
  if (!observed || !isUpToDate(observed)) return false;
  return Object.entries(asObject(desired)).every(([name, value]) =>
    isDeepStrictEqual(value, field(observed.forProvider, name)),
  );
}

// Rules that somebody else has set, at DigitalOcean or before an adoption, are not known here.
function assessOpenness({ trustedSources }: ClusterIntent, { resources }: Facts): readonly Verdict[] {
  return trustedSources.sources.length > 0 || resources.has(keyOf('firewall')) ? [] : [OPEN_TO_INTERNET];
}

const OPEN_TO_INTERNET = holds(
  'OpenToInternet',
  'the binding sets no trusted sources: unless they are set elsewhere, everybody on the internet can try to connect',
);
