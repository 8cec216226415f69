import type { ClusterIntent } from '../../api/binding.js';
import { versionRequired } from '../../api/check/required-version.js';
import type { RunningEngine } from '../../gen/binding.js';
import { asString } from '../../lib/json.js';
import type { ClusterFacts, CreatedCluster } from '../../observe/cluster-facts.js';
import { isConcerned } from '../../provider/field-behavior.js';
import { lastSent } from '../last-sent.js';
import { type Refusal, type Refusals, unsupported } from '../refusal.js';

/** The version of a cluster that is still to be created: the one chosen or, where none is any more, the one sent before. */
export function firstVersion({ version: choice }: ClusterIntent, facts: ClusterFacts): string | undefined {
  return choice?.value ?? (facts.state === 'creating' ? asString(facts.resource.forProvider.version) : undefined);
}

/** Why the creation of a cluster that was begun without a version cannot go on. */
export function missingVersion(cluster: ClusterIntent, facts: ClusterFacts): Refusal | undefined {
  if (facts.state !== 'creating' || firstVersion(cluster, facts) !== undefined) return undefined;
  const message = versionRequired(cluster.engine);
  return message === undefined ? undefined : { reason: 'InvalidSpec', path: 'spec.cluster.version', message };
}

/**
 * The version to send for a running cluster: DigitalOcean only upgrades, one major version at a time. If nobody asks for a
 * version, an upgrade that was sent goes on, unless it was refused; otherwise it is the running one, since DigitalOcean upgrades
 * on its own too.
 */
export function changeVersion(
  { version: choice, engine }: ClusterIntent,
  { version: running, resource }: CreatedCluster,
  refusals: Refusals,
): string | undefined {
  const sent = asString(lastSent(resource).version);
  // Without a version the provider refuses every change, so an adopted cluster is sent the one it runs.
  if (!choice?.asked) return running === undefined || (sent !== undefined && isBelow(running, sent)) ? sent : running;
  const asked = choice.value;
  if (running === undefined || asked === running) return asked;
  const cause = whyNot(engine, running, asked);
  if (cause !== undefined) refusals.push(unsupported(choice.path, cause));
  return cause === undefined && isBelow(running, asked) ? asked : running;
}

function whyNot(engine: RunningEngine, running: string, asked: string): string | undefined {
  if (isBelow(asked, running))
    return `cannot go back from ${running} to ${asked}: DigitalOcean upgrades only; set it to ${running} or higher`;
  const next = majorOf(running) + 1;
  if (isConcerned('Cluster', 'version', 'ignoredUnlessHigher', engine) && !isWhole(asked) && !isSame(running, asked))
    return `cannot change from ${running} to ${asked}: the provider ignores all but whole numbers; set it to ${running}, or to ${next} for an upgrade`;
  if (isPartOf(running, asked) && !isSame(running, asked))
    return `cannot change from ${running} to ${asked}: DigitalOcean's versions here are like ${running}, which runs; set it to ${running}, or to a higher one of these`;
  return majorOf(asked) > next
    ? `cannot upgrade from ${running} to ${asked} at once: one major version at a time; set it to ${next} first`
    : undefined;
}

function majorOf(version: string): number {
  return Number(version.split('.')[0]);
}

function isWhole(version: string): boolean {
  return /^\d+$/.test(version);
}

/** Whether two versions differ in nothing but zeroes at the end. */
function isSame(version: string, other: string): boolean {
  const [left, right] = [version, other].map((text) => text.replace(/(\.0+)+$/, ''));
  return left === right;
}

/** Whether a version only adds parts to another: `8.4` to `8`. */
function isPartOf(version: string, longer: string): boolean {
  return longer.startsWith(`${version}.`);
}

/** Whether a version is lower, in the parts that both have: `8` is not below `8.0`, nor `3` below `3.8`. */
function isBelow(version: string, other: string): boolean {
  if (version === other) return false;
  const left = version.split('.').map(Number);
  const right = other.split('.').map(Number);
  const first = left.findIndex((part, i) => part !== right[i]);
  return first !== -1 && (left[first] ?? 0) < (right[first] ?? 0);
}
