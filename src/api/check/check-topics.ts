import type { DatabaseBindingSpec } from '../../gen/binding.js';
import { type Issue, issuesOfEach } from '../../lib/issue.js';
import type { Target } from '../binding.js';

/** Topics that ask for more nodes than there are. Where the spec does not say how many, the running cluster tells later. */
export function checkTopics({ topics }: DatabaseBindingSpec, target: Target): readonly Issue[] {
  const nodes =
    target.architecture === 'Controlled' && target.cluster.nodeCount.asked ? target.cluster.nodeCount : undefined;
  return issuesOfEach(topics, ({ replicationFactor, configuration }, i) => {
    const path = `spec.topics[${i}]`;
    const inSync = configuration?.minInsyncReplicas;
    return [
      ...(nodes && replicationFactor !== undefined && replicationFactor > nodes.value
        ? [
            {
              path: `${path}.replicationFactor`,
              message: `${replicationFactor}, the cluster has ${nodes.value} nodes (${nodes.path}): at most that many`,
            },
          ]
        : []),
      ...(inSync !== undefined && replicationFactor !== undefined && inSync > replicationFactor
        ? [
            {
              path: `${path}.configuration.minInsyncReplicas`,
              message: `${inSync}, the topic has ${replicationFactor} replicas (replicationFactor): at most that many`,
            },
          ]
        : []),
    ];
  });
}
