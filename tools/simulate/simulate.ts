import { simulate } from '../../simulation/simulate.js';
import type { ExitCode } from '../../src/commands/exit-codes.js';
import type { SimulateOptions } from '../../src/commands/options.js';

/** The command `simulate`. */
export async function run(paths: readonly string[], options: SimulateOptions): Promise<ExitCode> {
  return simulate(paths, options);
}
