import type { Json } from '../../src/lib/json.js';

/** One request that DigitalOcean got, and how it answered; the status is 0 where the connection was closed instead. */
export interface CloudRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body?: Json;
}

/** Which requests are meant; what is left out is not looked at. */
export interface RequestFilter {
  readonly method?: string;
  readonly path?: RegExp;
}

/** Something that goes wrong with requests. */
export interface Fault extends RequestFilter {
  /** What is answered; closes the connection where left out. */
  readonly status?: number;
  readonly message?: string;
  /** How many requests it spoils; all of them, until it is lifted, where left out. */
  readonly count?: number;
  /** Whether the request is carried out all the same: its answer gets lost. */
  readonly apply?: boolean;
}

/** A world can turn for hours and nobody looks. */
const KEPT = 10_000;

/** What DigitalOcean is asked through its API, and what goes wrong with that. What is done behind its back is not in it. */
export class Traffic {
  #requests: CloudRequest[] = [];
  readonly #faults = new Map<Fault, { left: number }>();

  /** Lets requests fail, the first fault that fits deciding, and returns what ends that. */
  fault(fault: Fault): () => void {
    this.#faults.set(fault, { left: fault.count ?? Number.POSITIVE_INFINITY });
    return () => void this.#faults.delete(fault);
  }

  /** The fault that a request meets; counts it. */
  meet(method: string, path: string): Fault | undefined {
    for (const [fault, state] of this.#faults) {
      if (state.left === 0 || !fits(fault, { method, path })) continue;
      state.left -= 1;
      return fault;
    }
    return undefined;
  }

  /** Keeps a request; of very many only those that change something. */
  note(request: CloudRequest): void {
    this.#requests.push(request);
    if (this.#requests.length % KEPT === 0) this.#requests = this.#requests.filter(({ method }) => method !== 'GET');
  }

  /** The requests since somebody took them last, the first one first; and they are forgotten. */
  take(): readonly CloudRequest[] {
    const taken = this.#requests;
    this.#requests = [];
    return taken;
  }

  /** The requests that nobody has taken yet, the first one first. */
  requests(filter: RequestFilter = {}): readonly CloudRequest[] {
    return this.#requests.filter((request) => fits(filter, request));
  }
}

function fits({ method, path }: RequestFilter, request: { readonly method: string; readonly path: string }): boolean {
  return (method === undefined || method === request.method) && (path === undefined || path.test(request.path));
}
