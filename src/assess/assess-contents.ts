import type { Binding, PoolIntent } from '../api/binding.js';
import type { Composition } from '../compose/compose.js';
import { generationsOf, servingPool } from '../compose/pool-generation.js';
import { SCHEMAS, TOPICS } from '../compose/resource-keys.js';
import type { Facts } from '../observe/facts.js';
import { assessEach } from './assess-users.js';
import { joinVerdicts } from './join-verdicts.js';
import type { Verdict } from './verdict.js';

/** Whether all that applications use beside databases exists. */
export function assessContents(binding: Binding, facts: Facts, objects: Composition['objects']): Verdict {
  const verdicts = [
    assessEach(
      'topic',
      binding.topics.map(({ name }) => [name, TOPICS.key(name)]),
      facts,
      objects,
    ),
    assessEach(
      'schema',
      binding.schemas.map(({ subject }) => [subject, SCHEMAS.key(subject)]),
      facts,
      objects,
    ),
    assessEach(
      'pool',
      binding.pools.map((pool) => [pool.name, poolToJudge(pool, facts)]),
      facts,
      objects,
    ),
  ];
  return joinVerdicts(verdicts, 'WaitingForContents');
}

/** While a pool is replaced, the one that applications use counts; unless the new one fails. */
function poolToJudge(pool: PoolIntent, { resources }: Facts): string {
  const generations = generationsOf(pool, resources);
  const isFailing = generations.current?.health.state === 'failing';
  return (isFailing ? undefined : servingPool(generations)?.key) ?? generations.key;
}
