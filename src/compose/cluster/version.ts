import type { ClusterIntent } from '../../api/binding.js';
import { asString } from '../../lib/json.js';
import type { CreatedCluster } from '../../observe/cluster-facts.js';
import { type Refusals, unsupported } from '../refusal.js';

/**
 * The version to send for a running cluster: DigitalOcean only upgrades, one major version at a time. If nobody asks for a
 * version, the last one sent stays, or the running one if that is higher: DigitalOcean upgrades on its own too.
 */
export function changeVersion(
  { version: choice }: ClusterIntent,
  { version: running, resource }: CreatedCluster,
  refusals: Refusals,
): string | undefined {
  const sent = asString(resource.forProvider.version);
  // Without a version the provider refuses every change, so an adopted cluster is sent the one it runs.
  if (!choice?.asked) return running !== undefined && (sent === undefined || isBelow(sent, running)) ? running : sent;
  const asked = choice.value;
  if (running === undefined || asked === running) return asked;
  const cause = whyNot(running, asked);
  if (cause !== undefined) refusals.push(unsupported(choice.path, cause));
  return cause === undefined && isBelow(running, asked) ? asked : running;
}

function whyNot(running: string, asked: string): string | undefined {
  if (isBelow(asked, running))
    return `cannot go back from ${running} to ${asked}: DigitalOcean upgrades only; set it to ${running} or higher`;
  const next = majorOf(running) + 1;
  return majorOf(asked) > next
    ? `cannot upgrade from ${running} to ${asked} at once: one major version at a time; set it to ${next} first`
    : undefined;
}

function majorOf(version: string): number {
  return Number(version.split('.')[0]);
}

/** Whether a version is lower, in the parts that both have: `8` is not below `8.0`, nor `3` below `3.8`. */
function isBelow(version: string, other: string): boolean {
  if (version === other) return false;
  const left = version.split('.').map(Number);
  const right = other.split('.').map(Number);
  const first = left.findIndex((part, i) => part !== right[i]);
  return first !== -1 && (left[first] ?? 0) < (right[first] ?? 0);
}
