import type { Choice } from '../../api/binding.js';
import { asString } from '../../lib/json.js';
import type { CreatedCluster } from '../../observe/cluster-facts.js';
import { accept, type FieldChange, unsupported } from './field-change.js';

/**
 * The storage of a running cluster, as the provider writes it: it only grows. Without a wish what was sent stays, or what
 * autoscaling made of it.
 */
export function changeStorage(
  choice: Choice<number> | undefined,
  { storageSizeMib: running, resource }: CreatedCluster,
): FieldChange<string> {
  const sent = asString(resource.forProvider.storageSizeMib);
  if (!choice?.asked)
    return accept(sent !== undefined && running !== undefined && Number(sent) < running ? String(running) : sent);
  const asked = choice.value;
  if (running === undefined || asked >= running) return accept(String(asked));
  const message = `cannot shrink from ${running} to ${asked} MiB: storage only grows; set it to ${running} or more`;
  return unsupported(String(running), choice.path, message);
}
