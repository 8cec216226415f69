import { Agent, type AgentOptions } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ApiException,
  createConfiguration,
  type KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  PatchStrategy,
  type ResponseContext,
  ServerConfiguration,
  wrapHttpLibrary,
} from '@kubernetes/client-node';
import type { ObjectRef } from '../../../simulation/api-server/object-store.js';
import { asList, asObject, asString, at, type Json, type JsonObject } from '../../../src/lib/json.js';
import { messageOf } from '../../../src/lib/message-of.js';
import { send } from './transport.js';

/** What the API server did not want, in its own words. */
export class Refusal extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** How a request is made: `dryRun` goes through admission and validation and stores nothing. */
export interface RequestOptions {
  readonly dryRun?: boolean;
  /** Who owns the fields that are applied; a person with kubectl where left out. */
  readonly owner?: string;
}

const FIELD_MANAGER = 'e2e';
const NOT_FOUND = 404;
/** The API server is busy, or has just changed what it serves. */
const TRY_AGAIN = 429;

/** The client's typed models turn times into dates and drop what they do not know; here an object is what was sent. */
class PlainObjectApi extends KubernetesObjectApi {
  protected override async processResponse<T extends KubernetesObject>(response: ResponseContext): Promise<T> {
    const text = await response.body.text();
    if (response.httpStatusCode < 300) return JSON.parse(text) as T;
    throw new ApiException(response.httpStatusCode, messageIn(text), text, response.headers);
  }
}

class StatusApi extends PlainObjectApi {
  protected override async specUriPath(...args: Parameters<KubernetesObjectApi['specUriPath']>): Promise<string> {
    return `${await super.specUriPath(...args)}/status`;
  }
}

/** A real API server, as a person with kubectl uses it. */
export class Cluster {
  readonly #objects: PlainObjectApi;
  readonly #status: StatusApi;
  readonly #agent: Agent;

  constructor(config: KubeConfig, tls: AgentOptions = { rejectUnauthorized: false }) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: 16, ...tls });
    const configuration = configurationOf(config, this.#agent);
    this.#objects = new PlainObjectApi(configuration);
    this.#status = new StatusApi(configuration);
  }

  async get(ref: ObjectRef): Promise<JsonObject | undefined> {
    return orNothing(answered(() => this.#objects.read({ ...headerOf(ref), metadata: metadataOf(ref) })));
  }

  async list(apiVersion: string, kind: string, namespace?: string, fields?: string): Promise<readonly JsonObject[]> {
    const unset = undefined;
    const listed = await answered(() =>
      this.#objects.list(apiVersion, kind, namespace, unset, unset, unset, fields || unset),
    );
    // The API server leaves out of a list's items what the list itself says.
    return asList(listed.items).map((item) => ({ apiVersion, kind, ...asObject(item) }));
  }

  /** Server-side apply: creates the object, or makes it look like this. */
  apply(object: JsonObject, { dryRun = false, owner = FIELD_MANAGER }: RequestOptions = {}): Promise<JsonObject> {
    const unset = undefined;
    const strategy = PatchStrategy.ServerSideApply;
    return answered(() => this.#objects.patch(untyped(object), unset, dryRun ? 'All' : unset, owner, true, strategy));
  }

  create(object: JsonObject, { dryRun = false }: Pick<RequestOptions, 'dryRun'> = {}): Promise<JsonObject> {
    return answered(() => this.#objects.create(untyped(object), undefined, dryRun ? 'All' : undefined));
  }

  /** Merges a patch, which carries the object's identity, into an object or into its status. */
  merge(patch: JsonObject, subresource?: 'status'): Promise<JsonObject> {
    const api = subresource === 'status' ? this.#status : this.#objects;
    const unset = undefined;
    return answered(() => api.patch(untyped(patch), unset, unset, unset, unset, PatchStrategy.MergePatch));
  }

  /** Deletes an object, if it is there; what it owns is left to the garbage collector. */
  async delete(ref: ObjectRef): Promise<void> {
    await orNothing(answered(() => this.#objects.delete({ ...headerOf(ref), metadata: metadataOf(ref) })));
  }

  close(): void {
    this.#agent.destroy();
  }
}

// The library's own transport opens a connection per request, or loses answers on connections that are kept.
function configurationOf(config: KubeConfig, agent: Agent): ReturnType<typeof createConfiguration> {
  return createConfiguration({
    baseServer: new ServerConfiguration(config.getCurrentCluster()?.server ?? '', {}),
    authMethods: { default: config },
    httpApi: wrapHttpLibrary({ send: (request) => send(request, agent) }),
  });
}

async function answered(call: () => Promise<unknown>): Promise<JsonObject> {
  try {
    return asObject((await call()) as Json);
  } catch (thrown) {
    if (!(thrown instanceof ApiException)) throw thrown;
    if (thrown.code !== TRY_AGAIN) throw new Refusal(thrown.code, messageIn(String(thrown.body)));
    await sleep(1000);
    return answered(call);
  }
}

async function orNothing(call: Promise<JsonObject>): Promise<JsonObject | undefined> {
  try {
    return await call;
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.code === NOT_FOUND) return undefined;
    throw thrown;
  }
}

function messageIn(text: string): string {
  try {
    return asString(at(JSON.parse(text) as Json, 'message')) ?? text;
  } catch {
    return text;
  }
}

function headerOf({ apiVersion, kind }: ObjectRef): { apiVersion: string; kind: string } {
  return { apiVersion, kind };
}

function metadataOf({ namespace, name }: ObjectRef): { name: string; namespace?: string } {
  return namespace === '' ? { name } : { name, namespace };
}

// The client writes into what it is given.
function untyped(object: JsonObject): KubernetesObject {
  return structuredClone(object) as KubernetesObject;
}

/** The message of whatever was thrown by a call that should have been refused. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return '';
  } catch (thrown) {
    return messageOf(thrown);
  }
}
