import { asString, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { answer } from '../digitalocean-api/answer.js';
import { Clock } from '../digitalocean-api/clock.js';
import type { Reply } from '../digitalocean-api/reply.js';
import type { DigitalOcean } from '../provider/digitalocean.js';
import type { Fault } from '../provider/traffic.js';

/** A request that was not granted. */
export interface Refusal {
  readonly method: string;
  readonly path: string;
  /** 0 where there was no answer. */
  readonly status: number;
  readonly message: string;
}

export type Answer =
  | { readonly ok: true; readonly body: JsonObject }
  | { readonly ok: false; readonly refusal: Refusal };

/** How often Terraform asks where it is told to come again, or nothing. */
const ATTEMPTS = 5;

/** Terraform's way to DigitalOcean's API, where all is done at once. Requests that change something meet the faults of its traffic. */
export class Client {
  readonly #cloud: DigitalOcean;
  readonly #clock = new Clock({ creation: 0, change: 0 }, () => 0);

  constructor(cloud: DigitalOcean) {
    this.#cloud = cloud;
  }

  /** What exists there, for what no request is needed. */
  get cloud(): DigitalOcean {
    return this.#cloud;
  }

  get(path: string): Answer {
    const reply = this.#ask('GET', path);
    this.#cloud.traffic.note({ method: 'GET', path, status: reply.status });
    return answered('GET', path, reply);
  }

  send(method: string, path: string, body?: JsonObject): Answer {
    const { traffic } = this.#cloud;
    const sent = body === undefined ? {} : { body };
    for (let attempt = 1; ; attempt += 1) {
      const fault = traffic.meet(method, path);
      const reply = fault === undefined || fault.apply ? this.#ask(method, path, body) : undefined;
      if (fault === undefined && reply !== undefined) {
        traffic.note({ method, path, status: reply.status, ...sent });
        return answered(method, path, reply);
      }
      const { status = 0, message = 'EOF' } = fault ?? {};
      traffic.note({ method, path, status, ...sent });
      if (attempt === ATTEMPTS || !asksAgain(fault)) return { ok: false, refusal: { method, path, status, message } };
    }
  }

  #ask(method: string, path: string, body?: Json): Reply {
    return answer(this.#cloud, this.#clock, { method, url: new URL(path, 'http://localhost'), body });
  }
}

function answered(method: string, path: string, { status, body }: Reply): Answer {
  if (status < 400) return { ok: true, body: typeof body === 'object' ? body : {} };
  const message = asString(at(typeof body === 'object' ? body : {}, 'message')) ?? 'not found';
  return { ok: false, refusal: { method, path, status, message } };
}

function asksAgain({ status = 0 }: Fault = {}): boolean {
  return status === 0 || status === 429 || status >= 500;
}
