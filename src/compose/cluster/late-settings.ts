import type { ClusterIntent } from '../../api/binding.js';
import type { RunningEngine } from '../../gen/binding.js';
import type { FIELD_BEHAVIOR } from '../../gen/field-behavior.js';
import { asList, asString, at, isObject, type Json } from '../../lib/json.js';
import type { ClusterFacts } from '../../observe/cluster-facts.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { isUpToDate } from '../../observe/presence.js';
import { isConcerned } from '../../provider/field-behavior.js';

type ClusterFields = (typeof FIELD_BEHAVIOR)['Cluster'];

/**
 * A field that the provider sends by a request of its own once the cluster was made. If that fails during the creation, the
 * finished cluster is blocked for ever; in an update it is tried again.
 */
export type LateSetting = {
  [Path in keyof ClusterFields]: ClusterFields[Path] extends { readonly sentAfterCreation: true }
    ? Exclude<Path, `${string}.${string}`>
    : never;
}[keyof ClusterFields];

/** Writes a value, from the spec or from the provider, as the provider reads it back; `undefined` for what is no value. */
type Writing = (value: Json | undefined) => Json | undefined;

const WRITINGS: Readonly<Record<LateSetting, Writing>> = {
  maintenanceWindow: writtenWindow,
  evictionPolicy: writtenText,
  sqlMode: writtenText,
};

/** All of them, in the order in which they are reported. */
export const LATE_SETTINGS = Object.keys(WRITINGS) as readonly LateSetting[];

/** The settings to send, and the fields of the spec that keep the value that was sent last. */
export interface LateSettings {
  readonly sent: Readonly<Partial<Record<LateSetting, Json>>>;
  /** `spec.cluster.maintenanceWindow` */
  readonly kept: readonly string[];
}

/** A setting that is desired, and that DigitalOcean does not have yet. */
export interface PendingSetting {
  readonly field: LateSetting;
  readonly path: string;
  /** For people. */
  readonly to: string;
  /** Whether the provider knows of it, so that the outcome of its last operation is about it. */
  readonly isSent: boolean;
}

/**
 * A setting waits until the cluster has its id. Once sent it stays: to take it out makes the provider fail at every update, or
 * sends a value that nobody asked for.
 */
export function lateSettings(cluster: ClusterIntent, facts: ClusterFacts): LateSettings {
  const sent: Partial<Record<LateSetting, Json>> = {};
  const kept: string[] = [];
  for (const field of LATE_SETTINGS) {
    const before = facts.state === 'absent' ? undefined : lastSent(field, cluster.engine, facts.resource);
    const asked = WRITINGS[field](askedOf(cluster, field));
    const value = facts.state === 'created' || before !== undefined ? (asked ?? before) : undefined;
    if (value !== undefined) sent[field] = value;
    if (asked === undefined && before !== undefined) kept.push(pathOf(field));
  }
  return { sent, kept };
}

/** Which of the desired settings are not in force. */
export function pendingSettings(desired: Json | undefined, resource: ObservedResource): readonly PendingSetting[] {
  const { atProvider, forProvider, conditions } = resource;
  const hasEnded = ['AsyncOperation', 'LastAsyncOperation'].every((type) => conditions.get(type)?.status !== 'False');
  const pending: PendingSetting[] = [];
  for (const field of LATE_SETTINGS) {
    const wanted = at(desired, field);
    // Most clusters have none of these settings.
    if (wanted === undefined) continue;
    const read = (value: Json | undefined) => shown(WRITINGS[field](value));
    const want = read(wanted);
    if (want === undefined) continue;
    const has = read(atProvider[field]);
    if (want === has) continue;
    const isSent = want === read(forProvider[field]) && isUpToDate(resource);
    // DigitalOcean may write a value in another way; it has one once an operation that knew of it has succeeded.
    if (!isSent || !hasEnded || has === undefined) pending.push({ field, path: pathOf(field), to: want, isSent });
  }
  return pending;
}

/** The value that the provider has. After a failed operation `atProvider` counts too: taking that value out is what fails. */
function lastSent(
  field: LateSetting,
  engine: RunningEngine,
  { forProvider, atProvider, conditions }: ObservedResource,
): Json | undefined {
  if (isConcerned('Cluster', field, 'refused', engine)) return undefined;
  const hasFailed = conditions.get('LastAsyncOperation')?.status === 'False';
  const write = WRITINGS[field];
  return write(forProvider[field]) ?? (hasFailed ? write(atProvider[field]) : undefined);
}

function askedOf(cluster: ClusterIntent, field: LateSetting): Json | undefined {
  const { maintenanceWindow: window } = cluster;
  return field === 'maintenanceWindow' ? window && [{ ...window }] : cluster[field];
}

/** One window, since the provider sends no second one; lower case and two digits, since it sees any other spelling as a change. */
function writtenWindow(value: Json | undefined): Json | undefined {
  const [window] = asList(value);
  const day = asString(at(window, 'day'))?.toLowerCase();
  const [, hour, minute] = /^(\d{1,2}):(\d\d)(?::\d\d)?$/.exec(asString(at(window, 'hour')) ?? '') ?? [];
  return day && hour && minute ? [{ day, hour: `${hour.padStart(2, '0')}:${minute}` }] : undefined;
}

function writtenText(value: Json | undefined): Json | undefined {
  return asString(value) || undefined;
}

function shown(value: Json | undefined): string | undefined {
  const [window] = asList(value);
  return isObject(window) ? `${window.day} ${window.hour}` : asString(value);
}

function pathOf(field: LateSetting): string {
  return `spec.cluster.${field}`;
}
