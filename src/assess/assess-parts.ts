import type { ClusterIntent } from '../api/binding.js';
import type { Composition } from '../compose/compose.js';
import { logSinkKey, REPLICAS } from '../compose/resource-keys.js';
import type { Facts } from '../observe/facts.js';
import { assessEach } from './assess-users.js';
import { joinVerdicts } from './join-verdicts.js';
import type { Verdict } from './verdict.js';

/** What is missing of all that belongs to the cluster; applications can use the cluster itself without it. */
export function assessParts(
  { replicas, logSinks }: ClusterIntent,
  facts: Facts,
  objects: Composition['objects'],
): readonly Verdict[] {
  const verdicts = [
    assessEach(
      'replica',
      replicas.map(({ name }) => [name, REPLICAS.key(name)]),
      facts,
      objects,
    ),
    assessEach(
      'log sink',
      logSinks.map((sink) => [sink.name, logSinkKey(sink)]),
      facts,
      objects,
    ),
  ];
  return [joinVerdicts(verdicts, 'PartsNotReady')].filter(({ status }) => status === 'False');
}
