import type { DatabaseBindingSpec } from '../../gen/binding.js';
import type { Report } from '../../lib/issue.js';
import type { Target } from '../binding.js';

/** Topics that ask for more nodes than there are. Where the spec does not say how many, the running cluster tells later. */
export function checkTopics(report: Report, { topics = [] }: DatabaseBindingSpec, target: Target): void {
  const nodes = target.architecture === 'Controlled' ? target.cluster.nodeCount : undefined;
  for (const [i, { replicationFactor, configuration }] of topics.entries()) {
    if (replicationFactor === undefined) continue;
    if (nodes?.asked && replicationFactor > nodes.value)
      report(
        `spec.topics[${i}].replicationFactor`,
        `${replicationFactor}, the cluster has ${nodes.value} nodes (${nodes.path}): at most that many`,
      );
    const inSync = configuration?.minInsyncReplicas;
    if (inSync !== undefined && inSync > replicationFactor)
      report(
        `spec.topics[${i}].configuration.minInsyncReplicas`,
        `${inSync}, the topic has ${replicationFactor} replicas (replicationFactor): at most that many`,
      );
  }
}
