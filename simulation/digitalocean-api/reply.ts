import type { JsonObject } from '../../src/lib/json.js';
import { fakeUuid } from '../fake.js';

/** What the API answers: nothing but a status, JSON, or plain text. */
export interface Reply {
  readonly status: number;
  readonly body?: JsonObject | string;
}

const IDS: Readonly<Record<number, string>> = {
  400: 'bad_request',
  401: 'Unauthorized',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  412: 'precondition_failed',
  422: 'unprocessable_entity',
  429: 'too_many_requests',
  500: 'server_error',
  503: 'service_unavailable',
};

/** Done, and nothing to show. */
export const DONE: Reply = { status: 204 };
/** Begun; the cluster's status tells when it is done. */
export const BEGUN: Reply = { status: 202 };
/** A path or a method that the API does not have. */
export const NO_SUCH_ROUTE: Reply = { status: 404, body: '404 page not found\n' };
export const CLUSTER_NOT_FOUND: Reply = refusal(404, 'cluster not found');
export const UNSUPPORTED: Reply = invalid('operation is not supported for this cluster type');

/** An error as the API words it. */
export function refusal(status: number, message: string): Reply {
  const id = IDS[status] ?? 'server_error';
  return { status, body: { id, message, request_id: fakeUuid('request', String(status), message) } };
}

/** What a request asks for cannot be. */
export function invalid(message: string): Reply {
  return refusal(422, message);
}

export function shown(body: JsonObject): Reply {
  return { status: 200, body };
}

export function created(body: JsonObject): Reply {
  return { status: 201, body };
}

/** A whole list; the API's pages are longer than any list here. */
export function listed(name: string, items: readonly JsonObject[]): Reply {
  return shown({ [name]: items, links: {}, meta: { total: items.length } });
}
