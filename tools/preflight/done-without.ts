import type { Inventory } from './inventory.js';
import type { NeededKinds } from './needed-kinds.js';

/** Whether what is optional is not there, so that bindings do without it. */
export function isDoneWithout(
  { optional, kinds }: NeededKinds,
  { definitions }: Pick<Inventory, 'definitions'>,
): boolean {
  return optional && kinds.every(({ definition }) => definitions.get(definition)?.state === 'absent');
}
