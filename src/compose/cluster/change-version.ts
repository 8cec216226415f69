import type { Choice } from '../../api/binding.js';
import { asString } from '../../lib/json.js';
import type { CreatedCluster } from '../../observe/cluster-facts.js';
import { accept, type FieldChange, unsupported } from './field-change.js';

/**
 * The version of a running cluster: DigitalOcean upgrades only, one major version at a time. Without a wish the version that
 * was sent stays, or the one that runs by now: DigitalOcean upgrades by itself too.
 */
export function changeVersion(
  choice: Choice<string> | undefined,
  { version: running, resource }: CreatedCluster,
): FieldChange<string> {
  const sent = asString(resource.forProvider.version);
  // Without a version the provider refuses every change, so an adopted cluster is sent the one that it has.
  if (!choice?.asked)
    return accept(running !== undefined && (sent === undefined || isBelow(sent, running)) ? running : sent);
  const asked = choice.value;
  if (running === undefined || asked === running) return accept(asked);
  const cause = whyNot(running, asked);
  if (cause !== undefined) return unsupported(running, choice.path, cause);
  return accept(isBelow(running, asked) ? asked : running);
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

/** Whether a version is a lower one, as far as both say: `8` is not below `8.0`, nor `3` below `3.8`. */
export function isBelow(version: string, other: string): boolean {
  if (version === other) return false;
  const left = version.split('.').map(Number);
  const right = other.split('.').map(Number);
  const first = left.findIndex((part, i) => part !== right[i]);
  return first !== -1 && (left[first] ?? 0) < (right[first] ?? 0);
}
