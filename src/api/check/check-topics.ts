import type { TopicConfiguration } from '../../gen/binding.js';
import type { Report } from '../../lib/issue.js';
import { compact } from '../../lib/json.js';
import { TOPIC_SETTINGS, writtenSetting } from '../../provider/topic-setting.js';
import { valueProblem } from '../../provider/value-problem.js';
import type { Checked } from './checked.js';

/** Topics with settings that the provider would lose, or that need more nodes than the spec asks for. If it does not say, the running cluster is checked later. */
export function checkTopics(report: Report, { spec: { topics = [] }, binding: { target } }: Checked): void {
  const nodes = target.architecture === 'Controlled' ? target.cluster.nodeCount : undefined;
  for (const [i, { replicationFactor, configuration }] of topics.entries()) {
    checkSettings(report, `spec.topics[${i}].configuration`, configuration ?? {});
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

function checkSettings(report: Report, path: string, configuration: TopicConfiguration): void {
  for (const [name, value] of Object.entries(compact({ ...configuration }))) {
    const behavior = TOPIC_SETTINGS.get(name);
    const problem = behavior && valueProblem(behavior, writtenSetting(behavior, value));
    if (problem !== undefined) report(`${path}.${name}`, problem);
  }
}
