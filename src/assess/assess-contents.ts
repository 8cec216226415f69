import type { Binding } from '../api/binding.js';
import type { Composition } from '../compose/compose.js';
import { type Generations, servingPool } from '../compose/contents/pool-generation.js';
import { SCHEMAS, TOPICS } from '../compose/resource-keys.js';
import type { SchemaSpec, TopicSpec } from '../gen/binding.js';
import type { Facts } from '../observe/facts.js';
import { assessEach, type Listed } from './assess-users.js';
import { joinVerdicts } from './join-verdicts.js';
import { AVAILABLE, type Verdict } from './verdict.js';

/** Whether all that applications use beside databases exists. */
export function assessContents(
  { topics, schemas }: Binding,
  facts: Facts,
  { objects, pools }: Pick<Composition, 'objects' | 'pools'>,
): Verdict {
  if (topics.length + schemas.length + pools.size === 0) return AVAILABLE;
  const verdicts = [
    assessEach(TOPIC, topics, facts, objects),
    assessEach(SCHEMA, schemas, facts, objects),
    assessEach(POOL, [...pools.values()], facts, objects),
  ];
  return joinVerdicts(verdicts, 'WaitingForContents');
}

const TOPIC: Listed<TopicSpec> = { what: 'topic', name: ({ name }) => name, key: ({ name }) => TOPICS.key(name) };
const SCHEMA: Listed<SchemaSpec> = {
  what: 'schema',
  name: ({ subject }) => subject,
  key: ({ subject }) => SCHEMAS.key(subject),
};
const POOL: Listed<Generations> = { what: 'pool', name: ({ pool }) => pool.name, key: poolToJudge };

/** While a pool is replaced, the one that applications use counts; unless the new one fails. */
function poolToJudge(generations: Generations): string {
  const isFailing = generations.current?.resource.health.state === 'failing';
  return (isFailing ? undefined : servingPool(generations)?.key) ?? generations.key;
}
