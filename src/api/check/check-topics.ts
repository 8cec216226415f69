import type { Report } from '../../lib/issue.js';
import type { Checked } from './checked.js';

/** Topics that need more nodes than the spec asks for. If it does not say, the running cluster is checked later. */
export function checkTopics(report: Report, { spec: { topics = [] }, binding: { target } }: Checked): void {
  const nodes = target.architecture === 'Controlled' ? target.cluster.nodeCount : undefined;
  for (const [i, { replicationFactor, configuration }] of topics.entries()) {
    if (replicationFactor === undefined) continue;
    if (nodes?.asked && replicationFactor > nodes.value)
      report(
        `spec.topics[${i}].replicationFactor`,
        `${replicationFactor} is more than the cluster's ${nodes.value} nodes (${nodes.path}): lower it, or add nodes`,
      );
    const inSync = configuration?.minInsyncReplicas;
    if (inSync !== undefined && inSync > replicationFactor)
      report(
        `spec.topics[${i}].configuration.minInsyncReplicas`,
        `${inSync} is more than the topic's ${replicationFactor} replicas (replicationFactor): lower it, or add replicas`,
      );
  }
}
