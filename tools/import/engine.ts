import { ENGINES, type Engine, type RunningEngine } from '../../src/gen/binding.js';

/** Whether a binding can control a cluster of this engine. */
export function isCreatable(engine: RunningEngine): engine is Engine {
  return (ENGINES as readonly string[]).includes(engine);
}
