import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { at, type JsonObject } from '../../../src/lib/json.js';
import { messageOf } from '../../../src/lib/message-of.js';
import type { Cluster } from './cluster.js';
import { Mirror } from './mirror.js';

/** A kind of the cluster's objects, with its API. */
export type Watched = readonly [apiVersion: string, kind: string];

const CONNECTION_SECRETS = 'type=connection.crossplane.io/v1alpha1';
const PAUSE_MS = 500;
/** The share of the time that is left to everything else, however much there is to look at. */
const IDLE = 2;

/** Simulated controllers at work in a real cluster: they look at it again and again, and what they change is written back. */
export abstract class StandIn {
  /** What went wrong in the stand-in itself, which no test may leave behind. */
  readonly problems: string[] = [];
  protected readonly mirror = new Mirror();
  readonly #cluster: Cluster;
  readonly #watched: readonly Watched[];
  readonly #tolerated: RegExp;
  #stopped = false;
  #loop: Promise<void> | undefined;

  /** `tolerated` is what the API server may refuse: a provider goes on, and tries again. */
  constructor(cluster: Cluster, watched: readonly Watched[], tolerated: RegExp) {
    this.#cluster = cluster;
    this.#watched = watched;
    this.#tolerated = tolerated;
  }

  start(): void {
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#loop;
  }

  /** One look at all that is in the mirror. */
  protected abstract look(now: string): Promise<void> | void;

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const start = performance.now();
      try {
        await this.#turn();
      } catch (thrown) {
        const message = messageOf(thrown);
        if (!this.#tolerated.test(message)) this.problems.push(message);
      }
      await sleep(Math.max(PAUSE_MS, IDLE * (performance.now() - start)));
    }
  }

  async #turn(): Promise<void> {
    const objects = await Promise.all(this.#watched.map(([api, kind]) => this.#cluster.list(api, kind)));
    const secrets = await this.#cluster.list('v1', 'Secret', undefined, CONNECTION_SECRETS);
    this.mirror.load([...objects.flat().filter((object) => !isPaused(object)), ...secrets]);
    await this.look(new Date().toISOString().replace(/\.\d+Z$/, 'Z'));
    await this.mirror.flush(this.#cluster);
  }
}

/** Whether somebody told the provider to leave an object alone. */
function isPaused(object: JsonObject): boolean {
  return at(object, 'metadata', 'annotations', 'crossplane.io/paused') === 'true';
}
