import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { asObject, type Json } from '../../src/lib/json.js';
import { messageOf } from '../../src/lib/message-of.js';
import type { DigitalOcean } from '../provider/digitalocean.js';
import type { Fault } from '../provider/traffic.js';
import { ACCOUNT } from './account.js';
import { Clock, type Delays } from './clock.js';
import { CLUSTER_CHANGES } from './cluster-changes.js';
import { CLUSTERS } from './clusters.js';
import { DATABASES } from './databases.js';
import { FIREWALLS } from './firewalls.js';
import { LOG_SINKS } from './logsinks.js';
import { CONNECTION_POOLS } from './pools.js';
import { READ_REPLICAS } from './replicas.js';
import { NO_SUCH_ROUTE, type Reply, refusal } from './reply.js';
import { findRoute, type Route } from './routes.js';
import { SCHEMA_SUBJECTS } from './schemas.js';
import { SETTINGS } from './settings.js';
import { KAFKA_TOPICS } from './topics.js';
import { USERS } from './users.js';

/** What sets one API apart from another. */
export interface ApiOptions {
  readonly delays?: Delays;
  /** The time in milliseconds, where it is not the real one. */
  readonly now?: () => number;
}

const ROUTES: readonly Route[] = [
  ...CLUSTERS,
  ...CLUSTER_CHANGES,
  ...SETTINGS,
  ...FIREWALLS,
  ...USERS,
  ...DATABASES,
  ...CONNECTION_POOLS,
  ...READ_REPLICAS,
  ...KAFKA_TOPICS,
  ...SCHEMA_SUBJECTS,
  ...LOG_SINKS,
  ...ACCOUNT,
];
const DELAYS: Delays = { creation: 3000, change: 2000 };
const UNAUTHORIZED = refusal(401, 'Unable to authenticate you');

interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly body: Json | undefined;
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

  #answer({ method, url, body, authorized }: Asked): Reply {
    if (!authorized) return UNAUTHORIZED;
    this.#clock.settle();
    const found = findRoute(ROUTES, method, url.pathname);
    if (found === undefined) return NO_SUCH_ROUTE;
    const { route, parameters } = found;
    const call = { cloud: this.#cloud, clock: this.#clock, parameters, query: url.searchParams, body: asObject(body) };
    try {
      return route.handle(call);
    } catch (thrown) {
      return refusal(500, messageOf(thrown));
    }
  }
}

async function read(request: IncomingMessage): Promise<Asked> {
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
