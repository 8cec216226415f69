import { existsSync } from 'node:fs';
import type { SimulateOptions } from './options.js';

/** The entry of the simulation: a separate bundle, which images do not contain. */
interface Simulation {
  simulate(paths: readonly string[], options: SimulateOptions): Promise<number>;
}

const CANNOT_SIMULATE = 2;
const NOT_THERE =
  'cannot simulate: this image does not contain the simulation; run it from a checkout of the repository';

/** Runs the simulation bundled at `entry`. Resolves to its exit code; without a bundle, prints why and resolves to 2. */
export async function simulate(entry: URL, paths: readonly string[], options: SimulateOptions): Promise<number> {
  if (!existsSync(entry)) {
    process.stderr.write(`${NOT_THERE}\n`);
    return CANNOT_SIMULATE;
  }
  const simulation: Simulation = await import(entry.href);
  return simulation.simulate(paths, options);
}
