import { isDeepStrictEqual } from 'node:util';
import { type PendingSetting, pendingSettings } from '../compose/cluster/late-settings.js';
import type { Composition } from '../compose/compose.js';
import { keyOf } from '../kinds/resource-keys.js';
import { asObject, at, field } from '../lib/json.js';
import { joinSentences } from '../lib/sentences.js';
import type { CreatedCluster } from '../observe/cluster-facts.js';
import { isUpToDate } from '../observe/presence.js';
import { assessChanges } from './assess-changes.js';
import { assessKinds, judge } from './assess-kinds.js';
import type { Judged } from './problem.js';
import { fails, holds, LONGEST, type Verdict, worstOf } from './verdict.js';

/** Everything else about a ready cluster that the binding controls: the worst reason counts, all messages appear. */
export function assessControlled(judged: Judged, changes: Composition['changes'], cluster: Verdict): Verdict {
  const { binding, facts } = judged;
  const { target } = binding;
  if (cluster.status === 'False' || target.architecture !== 'Controlled') return cluster;
  if (facts.cluster.state !== 'created' || !facts.cluster.controlled) return cluster;
  const parts = assessKinds('parts', judged, 'PartsNotReady');
  const notes = [...assessSettings(judged)];
  if (parts.status === 'False') notes.push(parts);
  notes.push(...assessChanges(changes, settingsNotInForce(judged, facts.cluster), facts.cluster));
  // Rules that somebody else has set, at DigitalOcean or before an adoption, are not known here. Those of a lost cluster guard
  // nothing any more.
  const hasRules = facts.resources.has(keyOf('firewall')) && !facts.stranded.has(keyOf('firewall'));
  if (target.cluster.trustedSources.sources.length === 0 && !hasRules) notes.push(OPEN_TO_INTERNET);
  const worst = worstOf(notes);
  if (!worst) return cluster;
  return notes.length === 1
    ? worst
    : {
        ...worst,
        message: joinSentences(
          notes.map(({ message }) => message),
          LONGEST,
        ),
      };
}

/** Resources that hold settings of the cluster. */
function assessSettings(judged: Judged): readonly Verdict[] {
  const verdicts: Verdict[] = [];
  for (const { key, label, problem } of judge('settings', judged)) {
    if (problem?.reason === 'ProviderError') verdicts.push(fails('ProviderError', `${label}: ${problem.message}`));
    else if (problem || !isInForce(key, judged)) verdicts.push(fails('Configuring', `${label}: not in force yet`));
  }
  return verdicts;
}

/** Settings that the cluster gets once it exists. */
function settingsNotInForce({ objects }: Judged, { resource }: CreatedCluster): readonly PendingSetting[] {
  return pendingSettings(at(objects.get(keyOf('cluster')), 'spec', 'forProvider'), resource);
}

/** Whether the desired state was applied, and the provider has acted on it. */
function isInForce(key: string, { facts, objects }: Judged): boolean {
  const [observed, desired] = [facts.resources.get(key), at(objects.get(key), 'spec', 'forProvider')];
  if (!observed || !isUpToDate(observed)) return false;
  return Object.entries(asObject(desired)).every(([name, value]) =>
    isDeepStrictEqual(value, field(observed.forProvider, name)),
  );
}

const OPEN_TO_INTERNET = holds(
  'OpenToInternet',
  'the binding sets no trusted sources: unless they are set elsewhere, anybody on the internet can try to connect',
);
