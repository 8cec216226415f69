/** A request to the API of DigitalOcean, and how it was answered. */
export interface CloudRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The path as DigitalOcean's API has it. */
  readonly path: string;
  readonly status: number;
}

/** A world can turn for hours and nobody looks. */
const KEPT = 1_000;

/** The requests that nobody has taken yet; of many, the last ones. */
export class RequestLog {
  #requests: CloudRequest[] = [];

  add(request: CloudRequest): void {
    this.#requests.push(request);
    if (this.#requests.length > 2 * KEPT) this.#requests = this.#requests.slice(-KEPT);
  }

  /** What was asked since somebody took it last, in order. */
  take(): readonly CloudRequest[] {
    const taken = this.#requests;
    this.#requests = [];
    return taken;
  }
}
