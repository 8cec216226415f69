import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { DigitalOcean } from '../../../simulation/provider/digitalocean.js';
import { Provider } from '../../../simulation/provider/provider.js';
import { at, type JsonObject } from '../../../src/lib/json.js';
import { messageOf } from '../../../src/lib/message-of.js';
import type { Cluster } from './cluster.js';
import { Mirror } from './mirror.js';
import type { RunningProvider } from './provider.js';
import { MANAGED_APIS, MANAGED_KINDS } from './provider-crds.js';

/** The kinds it looks after, each with its API. */
export const WATCHED = Object.values(MANAGED_APIS).flatMap((api) => MANAGED_KINDS.map((kind) => [api, kind] as const));
const CONNECTION_SECRETS = 'type=connection.crossplane.io/v1alpha1';
/** What the API server refuses in a namespace that is being deleted: a provider goes on, and tries again. */
const TERMINATING = /because it is being terminated$/;
const PAUSE_MS = 500;
/** The share of the time that is left to everything else, however much there is to look at. */
const IDLE = 2;

/** The provider's controllers at work in a real cluster, next to a DigitalOcean that is simulated. */
export class ProviderStandIn implements RunningProvider {
  readonly name = 'a stand-in of the provider';
  readonly cloud = new DigitalOcean();
  /** What went wrong in the stand-in itself, which no test may leave behind. */
  readonly problems: string[] = [];
  readonly #cluster: Cluster;
  readonly #mirror = new Mirror();
  readonly #provider = new Provider(this.#mirror, this.cloud);
  #stopped = false;
  #loop: Promise<void> | undefined;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  start(): void {
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const start = performance.now();
      try {
        await this.#look();
      } catch (thrown) {
        const message = messageOf(thrown);
        if (!TERMINATING.test(message)) this.problems.push(message);
      }
      await sleep(Math.max(PAUSE_MS, IDLE * (performance.now() - start)));
    }
  }

  async #look(): Promise<void> {
    const managed = await Promise.all(WATCHED.map(([api, kind]) => this.#cluster.list(api, kind)));
    const secrets = await this.#cluster.list('v1', 'Secret', undefined, CONNECTION_SECRETS);
    this.#mirror.load([...managed.flat().filter((object) => !isPaused(object)), ...secrets]);
    this.#provider.poll(new Date().toISOString().replace(/\.\d+Z$/, 'Z'));
    await this.#mirror.flush(this.#cluster);
  }
}

/** Whether somebody told the provider to leave an object alone. */
function isPaused(object: JsonObject): boolean {
  return at(object, 'metadata', 'annotations', 'crossplane.io/paused') === 'true';
}
