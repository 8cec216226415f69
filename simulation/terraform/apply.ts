import { asString, at, type JsonObject } from '../../src/lib/json.js';
import type { Failure, Outcome, Place, TerraformState } from '../provider/controller.js';
import type { Answer, Client } from './client.js';
import { diffOf } from './diff.js';
import type { Kind } from './fields.js';
import { isFailure, opened, refresh } from './refresh.js';
import { creationOf, pathOf, type Request, type Step, updateOf } from './requests.js';
import type { ResourceRow } from './resource-row.js';
import { planProblemOf } from './validate.js';

/** Makes a resource; one that is there before something fails is tainted. */
export function create(kind: Kind, row: ResourceRow, place: Place, written: JsonObject, client: Client): Outcome {
  const problem = planProblemOf(kind, written, undefined);
  if (problem !== undefined) return { failure: { why: 'invalid', message: problem } };
  const diff = diffOf(kind, written, undefined);
  const { first, later } = creationOf(kind, diff, row.named?.(place));
  if (first === 'panic') return { failure: { why: 'panic' } };
  const answer = first && send(first, client, { ...place, id: '', uuid: '' });
  if (answer?.ok === false)
    return {
      failure: { why: 'refused', doing: row.doing?.creating ?? `creating ${row.noun}`, refusal: answer.refusal },
    };
  const body = opened(answer?.body ?? {}, row.createdEnvelope ?? row.envelope);
  const id = row.idOf(place, body);
  const known = { id, clusterId: place.clusterId || id, name: place.name, attributes: diff.planned };
  const state = { ...known, password: passwordIn(body) };
  const { failure } = perform(row, later, state, client, 'adding');
  if (failure !== undefined) return { state: { ...state, isTainted: true }, failure };
  const found = refresh(kind, row, state, client);
  return isFailure(found) ? { failure: found } : { state: found?.state ?? state };
}

/** Changes a resource. */
export function update(
  kind: Kind,
  row: ResourceRow,
  written: JsonObject,
  state: TerraformState,
  client: Client,
): Outcome {
  const diff = diffOf(kind, written, state.attributes);
  // Whatever becomes of the requests, what is wanted is held from then on.
  const held = { ...state, attributes: diff.planned };
  const { failure } = perform(row, updateOf(kind, diff), state, client, 'updating');
  if (failure?.why === 'panic') return { state, failure };
  if (failure !== undefined) return { state: held, failure };
  const found = refresh(kind, row, held, client);
  return isFailure(found) ? { state: held, failure: found } : { state: found?.state ?? held };
}

/** Does one thing after the other, and stops at the first that fails. */
function perform(
  row: ResourceRow,
  steps: readonly Step[],
  state: TerraformState,
  client: Client,
  how: 'adding' | 'updating',
): { readonly failure?: Failure } {
  const { clusterId, name, id } = state;
  const known = { clusterId, name, id: id.split(',')[1] ?? '', uuid: row.uuid?.(state) ?? '' };
  for (const step of steps) {
    if (step === 'panic') return { failure: { why: 'panic' } };
    const answer = send(step, client, known);
    if (!answer.ok) return { failure: { why: 'refused', doing: doingOf(row, step, how), refusal: answer.refusal } };
  }
  return {};
}

function send(
  step: Request,
  client: Client,
  known: Readonly<Record<'clusterId' | 'name' | 'id' | 'uuid', string>>,
): Answer {
  const [method = ''] = step.request.split(' ');
  const path = pathOf(step, known);
  if (step.tag === undefined) return client.send(method, path, step.body);
  const resources = { resources: [{ resource_id: known.clusterId, resource_type: 'database' }] };
  if (method === 'DELETE') return client.send(method, path, resources);
  const made = client.send('POST', '/v2/tags', { name: step.tag });
  return made.ok ? client.send(method, path, resources) : made;
}

function passwordIn(body: JsonObject): string | undefined {
  return asString(body.password) ?? asString(at(body, 'connection', 'password'));
}

function doingOf({ doing = {}, noun }: ResourceRow, { request }: Request, how: 'adding' | 'updating'): string {
  const [word = ''] = request.split('/').at(-1)?.split(' ').slice(-1) ?? [];
  return doing[`${how} ${word}`] ?? doing[word] ?? `updating ${noun}`;
}
