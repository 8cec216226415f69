/** How long DigitalOcean takes, in milliseconds. */
export interface Delays {
  /** Until a new cluster or replica is online. */
  readonly creation: number;
  /** Until a change of a cluster shows. */
  readonly change: number;
}

interface Operation {
  readonly status: string;
  readonly end: number;
  readonly done: () => void;
}

/** What is under way at DigitalOcean, and since when things exist. */
export class Clock {
  readonly delays: Delays;
  readonly #now: () => number;
  readonly #start: number;
  readonly #operations = new Map<string, Operation>();
  readonly #births = new Map<string, number>();

  constructor(delays: Delays, now: () => number) {
    this.delays = delays;
    this.#now = now;
    this.#start = now();
  }

  /** Puts a cluster or a replica into a passing state; when that ends, `done` takes effect. */
  begin(id: string, status: string, delay: number, done: () => void = () => undefined): void {
    this.#operations.set(id, { status, end: this.#now() + delay, done });
  }

  /** Notes that something came into being. */
  born(id: string): void {
    this.#births.set(id, this.#now());
  }

  /** The status of a cluster or a replica. */
  statusOf(id: string): string {
    return this.#operations.get(id)?.status ?? 'online';
  }

  /** When something came into being; what was there before, with the clock. */
  createdAt(id: string): string {
    return new Date(this.#births.get(id) ?? this.#start).toISOString().replace(/\.\d+Z$/, 'Z');
  }

  /** Lets everything take effect whose time has come. */
  settle(): void {
    for (const [id, { end, done }] of this.#operations) {
      if (end > this.#now()) continue;
      this.#operations.delete(id);
      done();
    }
  }
}
