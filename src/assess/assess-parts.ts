import type { Binding } from '../api/binding.js';
import type { Composition } from '../compose/compose.js';
import { logSinkKey, REPLICAS } from '../compose/resource-keys.js';
import type { Facts } from '../observe/facts.js';
import { assessEach } from './assess-users.js';
import { joinVerdicts } from './join-verdicts.js';
import { holds, type Verdict } from './verdict.js';

/** Whether all that belongs to the cluster is there; applications can use the cluster itself without it. */
export function assessParts({ target }: Binding, facts: Facts, objects: Composition['objects']): Verdict {
  if (target.architecture !== 'Controlled') return holds('Available');
  const { replicas, logSinks } = target.cluster;
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
  return joinVerdicts(verdicts, 'PartsNotReady');
}
