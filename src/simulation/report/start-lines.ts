import { stringify } from 'yaml';
import { asObject, type JsonObject } from '../../lib/json.js';
import { refOf } from '../api-server/object-store.js';
import type { Paint } from './paint.js';
import type { PolicySource } from './run.js';

/** What stands above everything: which policy is used, and what of the Composition is not. */
export function policyLines({ composition, file }: PolicySource, paint: Paint): readonly string[] {
  const source = file === undefined ? 'built in' : `of composition "${composition.name}" in ${file}`;
  const policies = composition.steps.flatMap(({ input }) => fieldLines(asObject(input)));
  const skipped = composition.skipped.map(
    ({ name, functionName }) => `step "${name}" is skipped: ${functionName || 'its function'} is not simulated`,
  );
  return [paint('bold', `Policy, ${source}`), ...policies, ...skipped];
}

/** What stands above the steps of one binding. */
export function bindingLines(binding: JsonObject, paint: Paint): readonly string[] {
  const { kind, namespace, name } = refOf(binding);
  return ['', paint('bold', `${kind} ${namespace}/${name}`)];
}

function fieldLines({ apiVersion: _, kind: __, metadata: ___, ...fields }: JsonObject): readonly string[] {
  if (Object.keys(fields).length === 0)
    return ['  empty: nothing is limited, and a binding has to say its size and region'];
  return stringify(fields, { lineWidth: 0 })
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`);
}
