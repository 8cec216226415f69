import { isDeepStrictEqual } from 'node:util';
import { pendingSettings } from '../compose/cluster/late-settings.js';
import type { Composition } from '../compose/compose.js';
import { keyOf } from '../kinds/resource-keys.js';
import { asObject, at, field } from '../lib/json.js';
import { isUpToDate } from '../observe/presence.js';
import { assessChanges } from './assess-changes.js';
import { judge, verdictsOn } from './assess-kinds.js';
import { failedChange } from './failed-change.js';
import type { Judged } from './problem.js';
import { fails, fold, holds, isGrave, type Verdict } from './verdict.js';

/** All about a cluster that the binding controls and that exists: the worst decides, all is told. */
export function assessControlled(judged: Judged, changes: Composition['changes'], cluster: Verdict): Verdict {
  const { binding, facts, objects } = judged;
  const { target } = binding;
  if (target.architecture !== 'Controlled' || facts.cluster.state !== 'created' || !facts.cluster.controlled)
    return cluster;
  const { resource } = facts.cluster;
  const desired = objects.get(keyOf('cluster'));
  const settings = pendingSettings(at(desired, 'spec', 'forProvider'), resource);
  const others = [
    ...assessSettings(judged),
    ...verdictsOn('parts', judged, 'PartsNotReady'),
    ...assessChanges(changes, settings, failedChange(resource, desired)),
  ];
  // Rules that somebody else has set, at DigitalOcean or before an adoption, are not known here. Those of a lost cluster guard
  // nothing any more.
  const hasRules = facts.resources.has(keyOf('firewall')) && !facts.stranded.has(keyOf('firewall'));
  if (target.cluster.trustedSources.sources.length === 0 && !hasRules) others.push(OPEN_TO_INTERNET);
  if (cluster.status === 'True') return fold(others, cluster);
  // What only waits then waits for the cluster.
  return fold([cluster, ...others.filter((verdict) => verdict.status === 'True' || isGrave(verdict))], cluster);
}

/** Resources that hold settings of the cluster. */
function assessSettings(judged: Judged): readonly Verdict[] {
  const verdicts: Verdict[] = [];
  for (const { key, label, problem } of judge('settings', judged)) {
    if (problem?.reason === 'ProviderError' || problem?.reason === 'ChangeFailed')
      verdicts.push(fails(problem.reason, `${label}: ${problem.message}`));
    else if (problem || !isInForce(key, judged)) verdicts.push(fails('Configuring', `${label}: not in force yet`));
  }
  return verdicts;
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
