import { stringify } from 'yaml';
import { asObject, type JsonObject } from '../../src/lib/json.js';
import type { Paint } from '../../tools/output/paint.js';
import { refOf } from '../api-server/object-store.js';
import type { DigitalOcean } from '../provider/digitalocean.js';
import { bindingName } from '../world.js';
import type { PolicySource } from './run.js';

/** What stands above everything: which policy is used, and what of the Composition is not. */
export function policyLines({ composition, file }: PolicySource, paint: Paint): readonly string[] {
  const source = file === undefined ? 'built in' : `of composition "${composition.name}" in ${file}`;
  const policies = composition.steps.flatMap(({ input }) => fieldLines(asObject(input)));
  const skipped = composition.skipped.map(
    ({ name, functionName }) => `step "${name}" is skipped: ${functionName || 'its function'} is not simulated`,
  );
  const parts = Object.values(composition.context ?? {}).map(asObject);
  const environment = parts.flatMap((part) => ['with this part, of an EnvironmentConfig:', ...fieldLines(part)]);
  return [paint('bold', `Policy, ${source}`), ...policies, ...environment, ...skipped];
}

/** What stands above the steps of a world: its bindings, and what exists before them. */
export function worldLines(
  bindings: readonly JsonObject[],
  objects: readonly JsonObject[],
  { clusters }: DigitalOcean,
  paint: Paint,
): readonly string[] {
  const before = [
    ...[...clusters.values()].map(({ id, fields }) => `${String(fields.engine)} cluster ${id} at DigitalOcean`),
    ...objects.map((object) => `${refOf(object).kind} ${bindingName(object)}`),
  ];
  return [
    '',
    ...bindings.map((binding) => paint('bold', `${refOf(binding).kind} ${bindingName(binding)}`)),
    ...before.map((thing) => paint('dim', `  beforehand: ${thing}`)),
  ];
}

function fieldLines({ apiVersion: _, kind: __, metadata: ___, ...fields }: JsonObject): readonly string[] {
  if (Object.keys(fields).length === 0)
    return ['  empty: nothing is limited, and a binding has to say its size and region'];
  return stringify(fields, { lineWidth: 0 })
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`);
}
