import { asObject, asString, at, compact, isObject, type JsonObject } from '../../src/lib/json.js';
import type {
  ConnectionDetails,
  Controller,
  Counterpart,
  Failure,
  Found,
  Outcome,
  Place,
  SecretOf,
  TerraformState,
} from '../provider/controller.js';
import type { CloudCluster } from '../provider/digitalocean.js';
import { externalNameOf, parametersOf } from '../provider/managed.js';
import type { Answer, Client } from './client.js';
import { diffOf } from './diff.js';
import { type Kind, kindNamed } from './fields.js';
import { furtherReads, readOf } from './read.js';
import { creationOf, pathOf, type Request, type Step, updateOf } from './requests.js';
import { planProblemOf, problemOf } from './validate.js';

/** What of a kind the table of fields does not tell: how it is found, and what is told of it beside its fields. */
export interface ResourceRow {
  readonly kind: string;
  /** What Terraform calls it in its errors. */
  readonly noun: string;
  /** What it says that it was doing, by the last word of a request; otherwise that it was creating or updating it. */
  readonly doing?: Readonly<Record<string, string>>;
  readonly creationPolls?: number;
  /** What Terraform asks for where it is to be imported by something else. */
  readonly importAdvice?: string;
  /** Parameters that the API server demands. */
  readonly required: readonly string[];
  readonly lateInitialized?: readonly string[];
  readonly resolve?: Controller['resolve'];
  readonly externalName?: Controller['externalName'];
  readonly place: Controller['place'];
  /** What the creation says of the name, where that is no field. */
  readonly named?: (place: Place) => JsonObject;
  /** The id that Terraform goes by. */
  readonly idOf: (place: Place, answer: JsonObject) => string;
  readonly importable: (externalName: string) => Omit<TerraformState, 'attributes'> | undefined;
  /** The parameter with the name, where an import takes that from the external name. */
  readonly importsName?: string | undefined;
  /** Where it is asked for, below its cluster; a kind with a path of its own says so. */
  readonly path: (state: Pick<TerraformState, 'id' | 'name'>) => string;
  /** The key under which an answer has it; none where it stands bare. */
  readonly envelope?: string;
  /** What an answer has it under that creates it, where that is another key. */
  readonly createdEnvelope?: string;
  /** What is told of it beside its fields, and how to connect to it. */
  readonly facts: (told: Told) => JsonObject;
  readonly details?: (told: Told) => ConnectionDetails;
  /** The password that Terraform holds after a look. */
  readonly password?: (told: Told) => string | undefined;
  /** The id that a replica is resized by. */
  readonly uuid?: (state: TerraformState) => string;
  /** Whether Terraform waits for ever for something that is never told. */
  readonly isRestless?: (told: Told) => boolean;
  /** Nothing deletes a configuration. */
  readonly isKept?: boolean;
}

/** What a look at a counterpart has to tell from. */
export interface Told {
  readonly answer: JsonObject;
  readonly attributes: JsonObject;
  /** What was held before. */
  readonly state: TerraformState;
  /** The cluster it lies in, or is. */
  readonly cluster: CloudCluster;
}

/** The controller of a kind, as the table of fields has it behave. */
export function terraformResource(row: ResourceRow): Controller {
  const kind = kindNamed(row.kind);
  return {
    terraformType: kind.terraform,
    required: row.required,
    lateInitialized: row.lateInitialized ?? [],
    creationPolls: row.creationPolls ?? 1,
    importAdvice: row.importAdvice ?? '',
    resolve: row.resolve ?? ((resource) => resource),
    externalName: row.externalName ?? externalNameOf,
    place: row.place,
    written: (resource, secretOf) => writtenIn(kind, resource, secretOf),
    importable(externalName) {
      const found = row.importable(externalName);
      if (found === undefined) return undefined;
      const named = row.importsName === undefined ? {} : { [row.importsName]: found.name };
      return { ...found, attributes: compact({ ...named, clusterId: found.clusterId || undefined }) };
    },
    invalid: (written) => problemOf(kind, written),
    create: (place, written, client) => create(kind, row, place, written, client),
    read: (state, client) => read(kind, row, state, client),
    plan(place, written, { attributes, isRestless, isTainted, name }) {
      const problem = planProblemOf(kind, written, attributes);
      if (problem !== undefined) return { problem };
      const { changes } = diffOf(kind, written, attributes);
      const isMoved = row.named !== undefined && place.name !== name;
      if (isTainted || isMoved || changes.some(({ word }) => word === 'replace')) return 'replacement';
      return changes.length === 0 && !isRestless ? 'nothing' : 'change';
    },
    update: (written, state, client) => update(kind, row, written, state, client),
    delete(state, client) {
      if (row.isKept) return;
      if (kind.create === 'PUT firewall') client.send('PUT', itemPath(row, state), { rules: [] });
      else client.send('DELETE', itemPath(row, state));
    },
  };
}

/** What is written of the fields there are, with what Secrets have in the place of references to them. */
function writtenIn(kind: Kind, resource: JsonObject, secretOf: SecretOf): JsonObject {
  const parameters = parametersOf(resource);
  const entries = kind.fields.map(({ name, row }) => {
    const value = parameters[name];
    return [name, row.sensitive && isObject(value) ? secretOf(resource, value) : value] as const;
  });
  return compact(Object.fromEntries(entries));
}

function create(kind: Kind, row: ResourceRow, place: Place, written: JsonObject, client: Client): Outcome {
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
  const found = read(kind, row, state, client);
  return isFailure(found) ? { failure: found } : { state: found?.state ?? state };
}

function update(kind: Kind, row: ResourceRow, written: JsonObject, state: TerraformState, client: Client): Outcome {
  const diff = diffOf(kind, written, state.attributes);
  // Whatever becomes of the requests, what is wanted is held from then on.
  const held = { ...state, attributes: diff.planned };
  const { failure } = perform(row, updateOf(kind, diff), state, client, 'updating');
  if (failure?.why === 'panic') return { state, failure };
  if (failure !== undefined) return { state: held, failure };
  const found = read(kind, row, held, client);
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

function read(kind: Kind, row: ResourceRow, state: TerraformState, client: Client): Found {
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

function itemPath(row: ResourceRow, state: TerraformState): string {
  const cluster = `/v2/databases/${state.clusterId || state.id}`;
  const below = row.path(state);
  return below === '' ? cluster : `${cluster}/${below}`;
}

function opened(body: JsonObject, envelope: string | undefined): JsonObject {
  return envelope === undefined ? body : asObject(body[envelope]);
}

function passwordIn(body: JsonObject): string | undefined {
  return asString(body.password) ?? asString(at(body, 'connection', 'password'));
}

function doingOf({ doing = {}, noun }: ResourceRow, { request }: Request, how: 'adding' | 'updating'): string {
  const [word = ''] = request.split('/').at(-1)?.split(' ').slice(-1) ?? [];
  return doing[`${how} ${word}`] ?? doing[word] ?? `updating ${noun}`;
}

/** Whether what was looked for is why it was not found. */
export function isFailure(found: Found): found is Failure {
  return found !== undefined && 'why' in found;
}
