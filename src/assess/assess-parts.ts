import type { ClusterIntent } from '../api/binding.js';
import type { Composition } from '../compose/compose.js';
import { logSinkKey, REPLICAS } from '../compose/resource-keys.js';
import type { LogSinkSpec, ReplicaSpec } from '../gen/binding.js';
import type { Facts } from '../observe/facts.js';
import { assessEach, type Listed } from './assess-users.js';
import { joinVerdicts } from './join-verdicts.js';
import type { Verdict } from './verdict.js';

/** What is missing of all that belongs to the cluster; applications can use the cluster itself without it. */
export function assessParts(
  { replicas, logSinks }: ClusterIntent,
  facts: Facts,
  objects: Composition['objects'],
): readonly Verdict[] {
  const verdicts = [assessEach(REPLICA, replicas, facts, objects), assessEach(LOG_SINK, logSinks, facts, objects)];
  const joined = joinVerdicts(verdicts, 'PartsNotReady');
  return joined.status === 'False' ? [joined] : [];
}

const REPLICA: Listed<ReplicaSpec> = {
  what: 'replica',
  name: ({ name }) => name,
  key: ({ name }) => REPLICAS.key(name),
};
const LOG_SINK: Listed<LogSinkSpec> = { what: 'log sink', name: ({ name }) => name, key: logSinkKey };
