import type { Binding, PoolIntent } from '../api/binding.js';
import type { Composition } from '../compose/compose.js';
import { generationsOf, servingPool } from '../compose/contents/pool-generation.js';
import { SCHEMAS, TOPICS } from '../compose/resource-keys.js';
import type { SchemaSpec, TopicSpec } from '../gen/binding.js';
import type { Facts } from '../observe/facts.js';
import { assessEach, type Listed } from './assess-users.js';
import { joinVerdicts } from './join-verdicts.js';
import { AVAILABLE, type Verdict } from './verdict.js';

/** Whether all that applications use beside databases exists. */
export function assessContents(binding: Binding, facts: Facts, objects: Composition['objects']): Verdict {
  const { topics, schemas, pools } = binding;
  if (topics.length + schemas.length + pools.length === 0) return AVAILABLE;
  const verdicts = [
    assessEach(TOPIC, topics, facts, objects),
    assessEach(SCHEMA, schemas, facts, objects),
    assessEach(POOL, pools, facts, objects),
  ];
  return joinVerdicts(verdicts, 'WaitingForContents');
}

const TOPIC: Listed<TopicSpec> = { what: 'topic', name: ({ name }) => name, key: ({ name }) => TOPICS.key(name) };
const SCHEMA: Listed<SchemaSpec> = {
  what: 'schema',
  name: ({ subject }) => subject,
  key: ({ subject }) => SCHEMAS.key(subject),
};
const POOL: Listed<PoolIntent> = { what: 'pool', name: ({ name }) => name, key: poolToJudge };

/** While a pool is replaced, the one that applications use counts; unless the new one fails. */
function poolToJudge(pool: PoolIntent, { resources }: Facts): string {
  const generations = generationsOf(pool, resources);
  const isFailing = generations.current?.health.state === 'failing';
  return (isFailing ? undefined : servingPool(generations)?.key) ?? generations.key;
}
