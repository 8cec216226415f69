import { asObject, asString, at, type JsonObject } from '../../src/lib/json.js';
import { type Answer, valueOr } from '../kubernetes/cluster-reader.js';
import { type Condition, conditionsOf } from '../kubernetes/condition.js';
import { type Advice, adviceFor, UNSEEN } from './advice.js';
import type { BindingFacts, SecretState } from './facts.js';
import { eventsAbout, type Happened } from './happened.js';
import { type Headline, headlineOf } from './headline.js';
import { type Mount, mountsOf } from './mounts.js';
import { type Part, partOf } from './part.js';

/** All that there is to tell of one binding, without any value of a Secret. */
export interface BindingStatus extends Headline {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** The Composition that it is composed by. */
  readonly composition: string;
  readonly cluster: JsonObject;
  readonly conditions: readonly Condition[];
  readonly resources: readonly Part[];
  readonly secrets: readonly SecretStatus[];
  readonly events: readonly Happened[];
  readonly next: readonly Advice[];
  /** What could not be read. */
  readonly unread: readonly string[];
}

/** A Secret with its keys, and who uses it. */
export interface SecretStatus {
  readonly name: string;
  readonly for: 'applications' | 'provider';
  readonly state: 'there' | 'missing' | 'hidden';
  readonly keys: readonly string[];
  readonly pods: readonly (Mount & { readonly note?: string })[];
}

/** Tells what a binding is, from what was read of it. */
export function bindingStatus(facts: BindingFacts): BindingStatus {
  const { binding, composite, composed, pods, events } = facts;
  const object = withConditionsOf(binding, composite);
  const headline = headlineOf(object);
  const found = composed.flatMap((one) => (one.found.state === 'found' ? [one.found.value] : []));
  const uids = new Set([binding, ...(composite ? [composite] : []), ...found].map(uidOf));
  const conditions = conditionsOf(object);
  return {
    kind: String(binding.kind),
    namespace: asString(at(binding, 'metadata', 'namespace')) ?? '',
    name: asString(at(binding, 'metadata', 'name')) ?? '',
    ...headline,
    composition: compositionOf(composite ?? binding),
    cluster: clusterOf(binding),
    conditions,
    resources: composed.map(partOf).sort((a, b) => rankOf(a) - rankOf(b)),
    secrets: [
      ...facts.secrets.map((secret) => secretStatus(secret, 'applications', valueOr(pods, []))),
      ...facts.connectionSecrets.map((secret) => secretStatus(secret, 'provider', [])),
    ],
    events: eventsAbout(uids, valueOr(events, [])),
    next: nextOf(headline, conditions),
    unread: [...unread('Pods', pods), ...unread('events', events)],
  };
}

/** A claim shows the conditions that the function set; what only its composite has belongs to it too. */
function withConditionsOf(binding: JsonObject, composite: JsonObject | undefined): JsonObject {
  const own = conditionsOf(binding);
  const others = composite === undefined ? [] : conditionsOf(composite);
  const conditions = [...own, ...others.filter(({ type }) => !own.some((condition) => condition.type === type))];
  const status = {
    ...asObject(binding.status),
    conditions: conditions.map(({ since, ...rest }) => ({ ...rest, lastTransitionTime: since })),
  };
  return { ...binding, status };
}

/** What a person does next: about what the headline says, then about all else but what only waits for that. */
function nextOf({ reason }: Headline, conditions: readonly Condition[]): readonly Advice[] {
  if (reason === '') return [UNSEEN];
  // Of Crossplane's `Ready` the reason is the same whatever is missing.
  const others = conditions.filter((one) => one.type !== 'Ready' && !one.reason.startsWith('Waiting'));
  const reasons = new Set([reason, ...others.map((condition) => condition.reason)]);
  return [...reasons].flatMap((each) => adviceFor(each) ?? []);
}

function secretStatus(
  { name, found }: SecretState,
  use: SecretStatus['for'],
  pods: readonly JsonObject[],
): SecretStatus {
  if (found.state !== 'found')
    return { name, for: use, state: found.state === 'absent' ? 'missing' : 'hidden', keys: [], pods: [] };
  const { keys, changed = '' } = found.value;
  const mounts = mountsOf(name, pods).map((mount) => {
    const isOld = mount.by === 'environment' && mount.started !== '' && mount.started < changed;
    return isOld ? { ...mount, note: 'started before the Secret was written last' } : mount;
  });
  const shown = keys.map((key) => (key.isEmpty ? `${key.name} (empty)` : key.name)).sort();
  return { name, for: use, state: 'there', keys: shown, pods: mounts };
}

/** What fails first, then what is on its way. */
function rankOf({ state }: Part): number {
  return ['failing', 'missing', 'deleting', 'waiting', 'hidden', 'ready'].indexOf(state);
}

function clusterOf(binding: JsonObject): JsonObject {
  const cluster = asObject(at(binding, 'status', 'cluster'));
  return Object.fromEntries(
    ['engine', 'version', 'size', 'nodeCount', 'region', 'id'].flatMap((field) => {
      const value = cluster[field];
      return value === undefined ? [] : [[field, value]];
    }),
  );
}

function compositionOf(composite: JsonObject): string {
  const name =
    at(composite, 'spec', 'crossplane', 'compositionRef', 'name') ?? at(composite, 'spec', 'compositionRef', 'name');
  return asString(name) ?? '';
}

function uidOf(object: JsonObject): string {
  return asString(at(object, 'metadata', 'uid')) ?? '';
}

function unread(what: string, answer: Answer<unknown>): readonly string[] {
  return answer.state === 'refused' ? [`you may not read ${what}: ${answer.why}`] : [];
}
