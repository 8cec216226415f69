import { type KindBehavior, PROVIDER_BEHAVIOR, type WireBehavior } from '../gen/provider-behavior.js';

/** Where a value stands: a request, or what answers it, and the keys to it. A `[]` is the list of blocks that repeat. */
export interface Place {
  readonly request: string;
  readonly keys: readonly string[];
}

/** A field of a kind, or a block with its fields. */
export interface Field {
  readonly name: string;
  readonly path: string;
  readonly row: WireBehavior;
  /** The fields of a block; none of a value. */
  readonly children: readonly Field[];
  /** Whether it is a block that may stand there more than once. */
  readonly repeats: boolean;
  /** Which requests carry it. */
  readonly places: readonly Place[];
  /** What an answer tells it by; nothing where none does. */
  readonly answer: Place | undefined;
}

/** A kind with its fields as a tree. */
export interface Kind extends Omit<KindBehavior, 'fields'> {
  readonly name: string;
  readonly fields: readonly Field[];
}

const KINDS = new Map<string, Kind>();

/** A kind of the provider. */
export function kindNamed(name: string): Kind {
  const known = KINDS.get(name);
  if (known !== undefined) return known;
  const behavior = PROVIDER_BEHAVIOR[name];
  if (behavior === undefined) throw new Error(`cannot find kind "${name}" in the table of fields`);
  const kind = { ...behavior, name, fields: fieldsBelow(behavior, '') };
  KINDS.set(name, kind);
  return kind;
}

/** The field itself and all below it that are values. */
export function leavesOf(field: Field): readonly Field[] {
  return field.children.length === 0 ? [field] : field.children.flatMap(leavesOf);
}

/** The name that Terraform has for what the provider calls in camel case. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function fieldsBelow(kind: KindBehavior, prefix: string): readonly Field[] {
  return Object.entries(kind.fields)
    .filter(([path]) => path.startsWith(prefix) && !path.slice(prefix.length).includes('.'))
    .map(([path, row]) => fieldOf(kind, path, row));
}

function fieldOf(kind: KindBehavior, path: string, row: WireBehavior): Field {
  const children = fieldsBelow(kind, `${path}.`);
  const places = children.length > 0 ? children.flatMap((child) => child.places) : placesOf(kind, path, row);
  const repeats = children.some((child) => child.children.length === 0 && isInList(child, path));
  return { name: path.replace(/.*\./, ''), path, row, children, repeats, places, answer: answerOf(row, places) };
}

/** Whether the last list on the way to a value is that of its own block. */
function isInList({ places }: Field, path: string): boolean {
  return path !== '' && places.some(({ keys }) => keys.at(-2) === '[]');
}

function placesOf(kind: KindBehavior, path: string, { api }: WireBehavior): readonly Place[] {
  if (api !== undefined) return [api].flat().map(placeIn);
  // It stands in the path.
  if (path === 'clusterId') return [];
  const keys = path.split('.').map((name) => named(kind, snakeCase(name)));
  return [{ request: kind.create, keys: kind.body === undefined ? keys : [kind.body, ...keys] }];
}

function named({ prefix = '' }: KindBehavior, key: string): string {
  return key.startsWith(prefix) ? key : prefix + key;
}

function placeIn(text: string): Place {
  const [request = '', keys = ''] = text.split('#');
  return { request, keys: keys === '' ? [] : keys.replace('[0]', '.[]').split('.') };
}

function answerOf({ answer, readBack }: WireBehavior, [first]: readonly Place[]): Place | undefined {
  if (readBack === 'never') return undefined;
  if (answer === undefined) return first && { request: '', keys: first.keys };
  return answer.includes('#') ? placeIn(answer) : { request: '', keys: answer.split('.') };
}
