import type { DigitalOcean } from '../../../simulation/provider/digitalocean.js';

/** A provider at work, the real one or a stand-in, next to a DigitalOcean that is simulated. */
export interface RunningProvider {
  /** What it is, for the report. */
  readonly name: string;
  readonly cloud: DigitalOcean;
  /** What went wrong in a stand-in itself, which no test may leave behind. */
  readonly problems: readonly string[];
  stop(): Promise<void>;
}
