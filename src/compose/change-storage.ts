import type { Choice } from '../api/binding.js';
import { asString, field } from '../lib/json.js';
import type { CreatedCluster } from '../observe/cluster-facts.js';
import { askedFor, type FieldChange } from './field-change.js';

/** The storage of a running cluster, as the provider writes it: it only grows. */
export function changeStorage(choice: Choice<number> | undefined, running: CreatedCluster): FieldChange<string> {
  const asked = askedFor(choice);
  if (asked === undefined || choice === undefined)
    return { value: asString(field(running.resource.forProvider, 'storageSizeMib')), refusals: [] };
  const now = running.storageSizeMib;
  if (now === undefined || asked >= now) return { value: String(asked), refusals: [] };
  const message = `cannot shrink from ${now} to ${asked} MiB: storage only grows; set it to ${now} or more`;
  return { value: String(now), refusals: [{ reason: 'UnsupportedChange', path: choice.path, message }] };
}
