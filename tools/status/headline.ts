import { CONDITION_TYPES } from '../../src/assess/verdict.js';
import { asList, asString, at, type JsonObject } from '../../src/lib/json.js';
import { type Condition, conditionsOf } from '../kubernetes/condition.js';

/** The one sentence that matters about a binding, and what is to be done because of it. */
export interface Headline {
  readonly ready: boolean;
  readonly sentence: string;
  /** Since when it is so, in ISO 8601. */
  readonly since: string;
  /** The reason that somebody gave for it; empty if nobody has looked at the binding. */
  readonly reason: string;
}

/** Reasons of conditions that hold which a person has to know all the same. */
const WORTH_KNOWING: readonly string[] = [
  'DataLost',
  'CredentialsKept',
  'RightsNotGiven',
  'AllDataShared',
  'OpenToInternet',
  'ConfigurationKept',
  'Upgrading',
  'Migrating',
  'Resizing',
  'ClassChanged',
];

/** What stands above all: that it is deleted, then what does not hold, in the order in which one waits for the other. */
export function headlineOf(object: JsonObject): Headline {
  const conditions = conditionsOf(object);
  const of = (type: string): Condition | undefined => conditions.find((condition) => condition.type === type);
  const created = asString(at(object, 'metadata', 'creationTimestamp')) ?? '';
  const deleted = asString(at(object, 'metadata', 'deletionTimestamp'));
  if (deleted !== undefined) return { ready: false, sentence: deletion(object), since: deleted, reason: 'Deleting' };
  const failing = ['Synced', ...CONDITION_TYPES, 'Ready', 'Responsive']
    .map(of)
    .find((condition) => condition !== undefined && condition.status !== 'True');
  if (failing !== undefined) return told(failing, false);
  const ready = of('Ready');
  if (ready === undefined)
    return { ready: false, sentence: 'nothing has looked at it yet', since: created, reason: '' };
  const known = WORTH_KNOWING.map((reason) => conditions.find((one) => one.reason === reason)).find(Boolean);
  if (known !== undefined) return { ...told(known, true), since: ready.since };
  return { ready: true, sentence: secretsOf(object), since: ready.since, reason: 'Available' };
}

function told({ type, reason, message, since }: Condition, ready: boolean): Headline {
  const sentence = message === '' ? `${type} is ${reason}` : `${reason}: ${message}`;
  return { ready, sentence: ready ? `ready; ${sentence}` : sentence, since, reason };
}

function deletion(object: JsonObject): string {
  const waiting = asList(at(object, 'metadata', 'finalizers')).flatMap((name) => asString(name) ?? []);
  return waiting.length === 0 ? 'it is being deleted' : `it is being deleted, and waits for ${waiting.join(', ')}`;
}

function secretsOf(object: JsonObject): string {
  const name = asString(at(object, 'status', 'binding', 'name'));
  return name === undefined ? 'ready' : `ready: Secret ${name}`;
}
