import { setTimeout as sleep } from 'node:timers/promises';
import {
  ApiException,
  type Configuration,
  KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  type RequestContext,
  type ResponseContext,
  type V1APIResource,
} from '@kubernetes/client-node';
import { asList, asObject, asString, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { messageOf } from '../../src/lib/message-of.js';
import { ABSENT, type Answer, type ClusterReader, type ObjectReader } from './cluster-reader.js';
import { withoutValues } from './without-values.js';

/** An API server, and where a person's kubeconfig says that it is. */
export interface Connection {
  readonly reader: ClusterReader;
  readonly context: string;
  /** The namespace of the context. */
  readonly namespace: string;
}

/** Why a cluster cannot be asked; its message is all that a person needs. */
export class CannotConnect extends Error {
  override readonly name = 'CannotConnect';
}

/** The cluster of a context of the kubeconfig, by default the current one, with its Secrets kept to themselves. */
export function connect(context: string | undefined): Connection {
  const config = new KubeConfig();
  try {
    config.loadFromDefault();
  } catch (thrown) {
    throw new CannotConnect(`cannot read the kubeconfig: ${messageOf(thrown)}`);
  }
  // Without any kubeconfig the client takes this for one, as old versions of kubectl did.
  if (config.getCurrentCluster()?.server === 'http://localhost:8080') throw new CannotConnect(NO_CONFIG);
  if (context !== undefined && config.getContextObject(context) === null) {
    const known = config.getContexts().map(({ name }) => name);
    throw new CannotConnect(`--context: no context "${context}" in the kubeconfig (there: ${known.join(', ')})`);
  }
  if (context !== undefined) config.setCurrentContext(context);
  const current = config.getContextObject(config.getCurrentContext());
  if (current === null || config.getCurrentCluster() === null) throw new CannotConnect(NO_CONFIG);
  const api = config.makeApiClient(PlainObjectApi);
  const reader = withoutValues(new ApiServer(api, config.getCurrentCluster()?.server ?? ''));
  return { reader, context: current.name, namespace: current.namespace ?? 'default' };
}

const NO_CONFIG = 'no current context: give --context, or set KUBECONFIG to a kubeconfig that has one';
const NOT_FOUND = 404;
const REFUSALS: readonly number[] = [401, 403];
/** The API server is busy. */
const TRY_AGAIN = 429;
const TRIES = 5;
const PAUSE_MS = 1000;
const PATIENCE_MS = 30_000;

class ApiServer implements ObjectReader {
  readonly #api: PlainObjectApi;
  readonly #server: string;

  constructor(api: PlainObjectApi, server: string) {
    this.#api = api;
    this.#server = server;
  }

  get({ apiVersion, kind, namespace, name }: Parameters<ObjectReader['get']>[0]): Promise<Answer<JsonObject>> {
    const metadata = namespace === undefined ? { name } : { name, namespace };
    return this.#answer(apiVersion, kind, async () =>
      asObject(json(await this.#api.read({ apiVersion, kind, metadata }))),
    );
  }

  list(apiVersion: string, kind: string, namespace?: string): Promise<Answer<readonly JsonObject[]>> {
    return this.#answer(apiVersion, kind, async () => {
      const { items } = await this.#api.list(apiVersion, kind, namespace);
      // The API server leaves out of a list's items what the list itself says.
      return asList(json(items)).map((item) => ({ apiVersion, kind, ...asObject(item) }));
    });
  }

  async #answer<T>(apiVersion: string, kind: string, call: () => Promise<T>): Promise<Answer<T>> {
    try {
      if (!(await this.#api.serves(apiVersion, kind))) return ABSENT;
      return { state: 'found', value: await patiently(call) };
    } catch (thrown) {
      if (!(thrown instanceof ApiException))
        throw new CannotConnect(`cannot reach ${this.#server}: ${causeOf(thrown)}`);
      if (thrown.code === NOT_FOUND) return ABSENT;
      const why = messageIn(String(thrown.body));
      if (REFUSALS.includes(thrown.code)) return { state: 'refused', why };
      throw new CannotConnect(`cannot read ${kind} of ${apiVersion}: ${why}`);
    }
  }
}

/** Calls again where the API server says that it has too much to do. */
async function patiently<T>(call: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (thrown) {
      const isBusy = thrown instanceof ApiException && thrown.code === TRY_AGAIN;
      if (!isBusy || tries === TRIES) throw thrown;
      await sleep(PAUSE_MS);
    }
  }
}

/** The client's typed models turn times into dates and drop what they do not know; here an object is what was answered. */
class PlainObjectApi extends KubernetesObjectApi {
  readonly #served = new Map<string, Promise<V1APIResource | undefined>>();

  /** Whether the API server knows a kind. */
  async serves(apiVersion: string, kind: string): Promise<boolean> {
    return (await this.resource(apiVersion, kind)) !== undefined;
  }

  /** Asks once for each kind, also where many ask together; again for one that was not there. */
  protected override async resource(apiVersion: string, kind: string): Promise<V1APIResource | undefined> {
    const key = `${apiVersion} ${kind}`;
    const asked = this.#served.get(key) ?? super.resource(apiVersion, kind);
    this.#served.set(key, asked);
    const served = await asked.catch((thrown) => {
      this.#served.delete(key);
      throw thrown;
    });
    if (served === undefined) this.#served.delete(key);
    return served;
  }

  /** An address that nobody answers at would keep a person waiting for minutes. */
  protected override async requestPromise<T extends KubernetesObject>(
    request: RequestContext,
    type?: string,
    options?: Configuration,
  ): Promise<T> {
    request.setSignal(AbortSignal.timeout(PATIENCE_MS));
    return super.requestPromise<T>(request, type, options);
  }

  protected override async processResponse<T extends KubernetesObject>(response: ResponseContext): Promise<T> {
    const text = await response.body.text();
    if (response.httpStatusCode < 300) return JSON.parse(text) as T;
    throw new ApiException(response.httpStatusCode, messageIn(text), text, response.headers);
  }
}

function json(value: unknown): Json {
  return value as Json;
}

/** Of a failed connection the message says little; its cause says what happened. */
function causeOf(thrown: unknown): string {
  if (thrown instanceof Error && thrown.name === 'AbortError') return `no answer within ${PATIENCE_MS / 1000} seconds`;
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  return messageOf(cause ?? thrown).replace(/^Failed to fetch resource metadata for \S+: /, '');
}

function messageIn(text: string): string {
  try {
    return asString(at(JSON.parse(text) as Json, 'message')) ?? text;
  } catch {
    return text;
  }
}
