import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Json } from '../../src/lib/json.js';
import type { DigitalOcean } from '../provider/digitalocean.js';
import type { Fault } from '../provider/traffic.js';
import { type Asked, answer } from './answer.js';
import { Clock, type Delays } from './clock.js';
import { type Reply, refusal } from './reply.js';

/** What sets one API apart from another. */
export interface ApiOptions {
  readonly delays?: Delays;
  /** The time in milliseconds, where it is not the real one. */
  readonly now?: () => number;
}

const DELAYS: Delays = { creation: 3000, change: 2000 };
const UNAUTHORIZED = refusal(401, 'Unable to authenticate you');

interface Authorized extends Asked {
  readonly authorized: boolean;
}

/**
 * The HTTP API of DigitalOcean's managed databases, on the loopback interface, as far as Terraform's provider calls it. What
 * exists is in the simulated DigitalOcean behind it, where it can be looked at and changed behind everybody's back; only
 * configurations and the contents of clusters are kept as this API spells them, and not as managed resources do.
 */
export class DigitalOceanApi {
  readonly #cloud: DigitalOcean;
  readonly #clock: Clock;
  readonly #server: Server;

  private constructor(cloud: DigitalOcean, { delays = DELAYS, now = Date.now }: ApiOptions) {
    this.#cloud = cloud;
    this.#clock = new Clock(delays, now);
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  /** Serves it on a free port. */
  static async start(cloud: DigitalOcean, options: ApiOptions = {}): Promise<DigitalOceanApi> {
    const api = new DigitalOceanApi(cloud, options);
    await new Promise<void>((resolve, reject) => {
      api.#server.once('error', reject);
      api.#server.listen(0, '127.0.0.1', resolve);
    });
    return api;
  }

  /** Its URL, as clients are given it. */
  get endpoint(): string {
    const address = this.#server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    return `http://127.0.0.1:${port}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = await read(request);
    const { method, url, body } = asked;
    const { traffic } = this.#cloud;
    const fault = traffic.meet(method, url.pathname);
    const reply = fault === undefined || fault.apply ? this.#answer(asked) : undefined;
    const told = fault === undefined ? reply : faultyReply(fault);
    traffic.note({
      method,
      path: url.pathname,
      status: told?.status ?? 0,
      ...(body === undefined ? {} : { body }),
    });
    if (told === undefined) response.destroy();
    else send(response, told);
  }

  #answer({ authorized, ...asked }: Authorized): Reply {
    return authorized ? answer(this.#cloud, this.#clock, asked) : UNAUTHORIZED;
  }
}

async function read(request: IncomingMessage): Promise<Authorized> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return {
    method: request.method ?? '',
    url: new URL(request.url ?? '', 'http://localhost'),
    body: text === '' ? undefined : parsed(text),
    authorized: /^Bearer \S/.test(request.headers.authorization ?? ''),
  };
}

// What is no JSON is kept as it came; no route makes anything of it.
function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function faultyReply({ status, message = 'something went wrong' }: Fault): Reply | undefined {
  return status === undefined ? undefined : refusal(status, message);
}

function send(response: ServerResponse, { status, body }: Reply): void {
  response.statusCode = status;
  if (typeof body === 'string') response.setHeader('content-type', 'text/plain; charset=utf-8').end(body);
  else if (body === undefined) response.end();
  else response.setHeader('content-type', 'application/json; charset=utf-8').end(JSON.stringify(body));
}
