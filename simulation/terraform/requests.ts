import { asList, asObject, type Json, type JsonObject } from '../../src/lib/json.js';
import { bodyOf, type Chosen } from './body.js';
import type { Change, Diff } from './diff.js';
import { type Field, type Kind, snakeCase } from './fields.js';
import { isZero } from './values.js';

/** A request in the words of the table, `<tag>` being whatever `tag` is. */
export interface Request {
  readonly request: string;
  readonly body?: JsonObject;
  readonly tag?: string;
}

/** One thing that the provider does: it asks for something, or it falls over. */
export type Step = Request | 'panic';

/** What creates a resource: the request that makes it, where there is one, and those that follow when it is there. */
export interface Creation {
  readonly first: Step | undefined;
  readonly later: readonly Step[];
}

/** The requests that create what is planned, which `named` says the name of where it is no field. */
export function creationOf(kind: Kind, { planned, changes }: Diff, named: JsonObject = {}): Creation {
  const words = new Map(changes.map(({ field, word }) => [field.path, word]));
  const own = changes.filter(({ field }) => field.places.some(({ request }) => request === kind.create));
  const { values, filled } = withSiblings(kind, planned);
  const chosen: Chosen = ({ path }) => isSent(words.get(path)) || filled.has(path);
  const body = { ...start(kind), ...kind.alwaysSent, ...named, ...bodyOf(kind, kind.create, values, chosen) };
  const first = own.some(({ word }) => word === 'panic') ? 'panic' : { request: kind.create, body };
  const isNothing = kind.update === 'changed' && own.every(({ word }) => word === 'noCall');
  return {
    first: isNothing ? undefined : first,
    later: callsOf(
      kind,
      changes.filter((change) => !own.includes(change)),
      planned,
    ),
  };
}

/** The requests that bring about what is planned, in the order in which they are made. */
export function updateOf(kind: Kind, { planned, changes }: Diff): readonly Step[] {
  const acting = changes.filter(({ word }) => word !== 'noCall');
  if (acting.length === 0) return [];
  if (kind.update === 'calls') return callsOf(kind, acting, planned);
  if (acting.some(({ word }) => word === 'panic')) return ['panic'];
  const chosen = kind.update === 'changed' ? changedOnes(kind, acting) : all(acting);
  const body = { ...start(kind), ...bodyOf(kind, kind.create, withSent(planned, acting), chosen) };
  return [{ request: kind.change ?? kind.create, body }];
}

function isSent(word: string | undefined): boolean {
  return word === 'sent' || word === 'error';
}

function start({ body }: Kind): JsonObject {
  return body === undefined ? {} : { [body]: {} };
}

/** Requests of their own for what changes together, in the provider's order. */
function callsOf(kind: Kind, changes: readonly Change[], planned: JsonObject): readonly Step[] {
  const groups = new Map<string, Change[]>();
  for (const change of changes)
    for (const request of changingRequests(kind, change.field))
      groups.set(request, [...(groups.get(request) ?? []), change]);
  const rank = (request: string) => (kind.updateOrder ?? []).findIndex((word) => request.split(/[ /]/).includes(word));
  return (
    [...groups]
      // What leaves goes before what comes.
      .sort(([a], [b]) => rank(a) - rank(b) || Number(b.startsWith('DELETE')) - Number(a.startsWith('DELETE')))
      .flatMap(([request, group]) => callOf(kind, request, group, planned))
  );
}

function changingRequests(kind: Kind, field: Field): readonly string[] {
  const top = kind.fields.find(({ path }) => path === field.path || field.path.startsWith(`${path}.`));
  if (top?.row.change !== undefined) return [top.row.change];
  const others = field.places.map(({ request }) => request).filter((request) => request !== kind.create);
  return [...new Set(others)];
}

function callOf(kind: Kind, request: string, group: readonly Change[], planned: JsonObject): readonly Step[] {
  if (group.some(({ word }) => word === 'panic')) return ['panic'];
  if (request.includes('<tag>')) return group.flatMap((change) => tagging(request, change));
  const place = group.some(({ field }) => field.places.some((each) => each.request === request))
    ? request
    : kind.create;
  const isOwn = (field: Field) => changingRequests(kind, field).includes(request);
  const chosen: Chosen = (field, value) => isOwn(field) && all(group)(field, value);
  const own = Object.entries(withSent(planned, group)).filter(([name]) =>
    kind.fields.some((field) => field.name === name && isOwn(field)),
  );
  const body = bodyOf(kind, place, Object.fromEntries(own), chosen);
  return [{ request, body: request.endsWith('resize') ? { ...body, ...kind.resizedWith } : body }];
}

/** One request for each tag that comes or goes. */
function tagging(request: string, { before, value }: Change): readonly Step[] {
  const [old, wanted] = [asList(before).map(String), asList(value).map(String)];
  const among = (tags: readonly string[], tag: string) => tags.some((each) => each.toLowerCase() === tag.toLowerCase());
  const [from, to] = request.startsWith('DELETE') ? [old, wanted] : [wanted, old];
  return from.filter((tag) => !among(to, tag)).map((tag) => ({ request, tag }));
}

/** Everything that is not zero, and zeroes that can be sent; what is only sent when it changes, only then. */
function all(changes: readonly Change[]): Chosen {
  const words = new Map(changes.map(({ field, word }) => [field.path, word]));
  return ({ path, row }, value) => {
    const word = words.get(path);
    if (row.forceNew || row.set === 'never') return false;
    if (row.sentWhen === 'changed' && word === undefined) return false;
    if (word !== undefined && (isZero(value) || word === 'dropped')) return isSent(word);
    return !isZero(value) || (row.zeroOnUpdate ?? 'sent') === 'sent';
  };
}

/** What differs, and with one of some all of them. */
function changedOnes({ together }: Kind, changes: readonly Change[]): Chosen {
  const words = new Map(changes.map(({ field, word }) => [field.path, word]));
  const isTogether = (path: string) => together !== undefined && path.startsWith(together);
  const others = changes.some(({ field }) => isTogether(field.path));
  return (field, value) =>
    isSent(words.get(field.path)) || (others && isTogether(field.path) && all(changes)(field, value));
}

/** What is planned, and what the provider sends where nothing is. */
function withSent(planned: JsonObject, changes: readonly Change[]): JsonObject {
  return changes
    .filter(({ phase, word }) => phase === 'removed' && word === 'sent')
    .reduce((values, { field, value }) => withValue(values, field.path.split('.'), value ?? null), planned);
}

function withValue(values: JsonObject, [name = '', ...below]: readonly string[], value: Json): JsonObject {
  if (below.length === 0) return { ...values, [name]: value };
  return { ...values, [name]: [withValue(asObject(asList(values[name])[0]), below, value)] };
}

/** What is planned, with all that a block says beside what is written in it. */
function withSiblings(kind: Kind, planned: JsonObject): { values: JsonObject; filled: ReadonlySet<string> } {
  const filled = new Set<string>();
  const blocks = kind.fields.flatMap(({ name, row: { fillsSiblings } }) => {
    const [block] = asList(planned[name]);
    if (fillsSiblings === undefined || block === undefined) return [];
    for (const sibling of Object.keys(fillsSiblings)) filled.add(`${name}.${sibling}`);
    return [[name, [{ ...fillsSiblings, ...asObject(block) }]] as const];
  });
  return { values: { ...planned, ...Object.fromEntries(blocks) }, filled };
}

/** The path of a request at the API. */
export function pathOf(
  { request, tag = '' }: Request,
  known: Readonly<Record<'clusterId' | 'name' | 'id' | 'uuid', string>>,
): string {
  const [, word = ''] = request.split(' ');
  const values: Readonly<Record<string, string>> = { name: known.name, id: known.id, 'replica uuid': known.uuid, tag };
  const filled = request
    .slice(request.indexOf(' ') + 1)
    .replace(/<([\w ]+)>/g, (_, each: string) => values[each] ?? '');
  if (word === 'databases' || word.startsWith('tags/')) return `/v2/${filled}`;
  return request.includes('<replica uuid>') ? `/v2/databases/${filled}` : `/v2/databases/${known.clusterId}/${filled}`;
}

/** What Terraform calls a field in its messages. */
export function attributeOf({ path }: Field): string {
  return path.split('.').map(snakeCase).join('.0.');
}
