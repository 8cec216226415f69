import { asObject, type JsonObject } from '../../src/lib/json.js';
import type { Counterpart, Failure, Found, TerraformState } from '../provider/controller.js';
import type { Client } from './client.js';
import type { Kind } from './fields.js';
import { furtherReads, readOf } from './read.js';
import type { ResourceRow, Told } from './resource-row.js';

/** Reads a resource: asks for it, and for what is only told by itself. */
export function refresh(kind: Kind, row: ResourceRow, state: TerraformState, client: Client): Found {
  const path = itemPath(row, state);
  const first = client.get(path);
  if (!first.ok) return undefined;
  const answers = new Map([['', opened(first.body, row.envelope)]]);
  for (const request of furtherReads(kind, state.attributes)) {
    const [, word = ''] = request.split(' ');
    const answer = client.get(`${path}/${word}`);
    answers.set(request, answer.ok ? answer.body : {});
  }
  const read = readOf(kind, state.attributes, (request) => answers.get(request) ?? {});
  if ('panic' in read) return { why: 'panic' };
  const clusterId = state.clusterId || state.id;
  const cluster = client.cloud.addressed(clusterId);
  return (
    cluster &&
    counterpartOf(kind, row, {
      answer: answers.get('') ?? {},
      attributes: read,
      state: { ...state, clusterId },
      cluster,
    })
  );
}

function counterpartOf(kind: Kind, row: ResourceRow, told: Told): Counterpart {
  const { attributes, state } = told;
  const password = row.password?.(told) ?? state.password;
  const shown = Object.fromEntries(
    kind.fields.flatMap((field) => {
      const value = attributes[field.name] ?? (field.row.default === undefined || field.answer ? undefined : 0);
      return field.row.sensitive || value === undefined ? [] : [[field.name, value]];
    }),
  );
  return {
    state: { ...state, attributes, password, isRestless: row.isRestless?.(told) ?? false },
    atProvider: { ...shown, ...row.facts(told), id: state.id },
    details: row.details?.(told) ?? {},
  };
}

/** The path of a resource at the API. */
export function itemPath(row: ResourceRow, state: TerraformState): string {
  const cluster = `/v2/databases/${state.clusterId || state.id}`;
  const below = row.path(state);
  return below === '' ? cluster : `${cluster}/${below}`;
}

/** What stands in the envelope of an answer. */
export function opened(body: JsonObject, envelope: string | undefined): JsonObject {
  return envelope === undefined ? body : asObject(body[envelope]);
}

/** Whether what was looked for is why it was not found. */
export function isFailure(found: Found): found is Failure {
  return found !== undefined && 'why' in found;
}
