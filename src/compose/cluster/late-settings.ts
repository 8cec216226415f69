import type { ClusterIntent } from '../../api/binding.js';
import type { RunningEngine } from '../../gen/binding.js';
import type { FIELD_BEHAVIOR } from '../../gen/field-behavior.js';
import { asList, asString, at, isObject, type Json, type JsonObject } from '../../lib/json.js';
import type { ClusterFacts } from '../../observe/cluster-facts.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { isUpToDate } from '../../observe/presence.js';
import { type Behavior, fieldsOf, isConcerned } from '../../provider/field-behavior.js';
import { type Kept, keptField } from '../kept.js';
import { lastSent } from '../last-sent.js';

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

// DigitalOcean may write these in another way than they were sent.
const SPELT_FREELY: readonly LateSetting[] = ['sqlMode'];

/** All of them, in the order in which they are reported. */
export const LATE_SETTINGS = Object.keys(WRITINGS) as readonly LateSetting[];

const BEHAVIORS: ReadonlyMap<LateSetting, Behavior> = new Map(
  Object.entries(fieldsOf('Cluster')).flatMap(([path, behavior]) =>
    Object.hasOwn(WRITINGS, path) ? [[path as LateSetting, behavior] as const] : [],
  ),
);

/** The settings to send, and those that keep the value that was sent last. */
export interface LateSettings {
  readonly sent: JsonObject;
  readonly kept: readonly Kept[];
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
  const kept: Kept[] = [];
  const known = facts.state === 'absent' ? undefined : beforeOf(facts.resource);
  for (const [field, behavior] of BEHAVIORS) {
    const before = known && valueBefore(field, cluster.engine, known);
    const isDue = facts.state === 'created' || before !== undefined;
    const asked = isDue ? WRITINGS[field](askedOf(cluster, field)) : undefined;
    const value = asked ?? before;
    if (value === undefined) continue;
    sent[field] = value;
    if (asked === undefined) kept.push(...keptField(pathOf(field), behavior, value));
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
    // The provider is up to date when an operation has begun, and a moment later it has ended: the value alone is certain.
    const isDone = SPELT_FREELY.includes(field) && isSent && hasEnded && has !== undefined;
    if (!isDone) pending.push({ field, path: pathOf(field), to: want, isSent });
  }
  return pending;
}

/** Where the value stands that the provider has. */
interface Before {
  readonly sent: JsonObject;
  /** After a failed operation what it reports counts too: taking that out is what fails. */
  readonly reported: JsonObject;
}

function beforeOf(resource: ObservedResource): Before {
  const { atProvider, conditions } = resource;
  const hasFailed = conditions.get('LastAsyncOperation')?.status === 'False';
  return { sent: lastSent(resource), reported: hasFailed ? atProvider : {} };
}

function valueBefore(field: LateSetting, engine: RunningEngine, { sent, reported }: Before): Json | undefined {
  if (isConcerned('Cluster', field, 'refused', engine)) return undefined;
  const write = WRITINGS[field];
  return write(sent[field]) ?? write(reported[field]);
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
