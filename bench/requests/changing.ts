import { asObject, type Json, type JsonObject } from '../../src/lib/json.js';
import { encodeTestRequest, type TestRequest } from '../../test/support/run.js';
import { clusterCreating, clusterReady } from '../../test/support/states.js';
import { creating, steady } from './requests.js';

/** An encoded request whose binding gets another name with every call. */
export interface Template {
  readonly bytes: Uint8Array;
  /** Where the number stands that makes the name. */
  readonly offsets: readonly number[];
}

const PREFIX = 'binding';
const DIGITS = 7;
const TOKEN = `${PREFIX}${'0'.repeat(DIGITS)}`;
const SIZE = { users: 2, databases: 1, others: 2 } as const;

/** What happens to a binding: it is made, waits, is steady, is edited, is edited badly. */
const MOMENTS: readonly (() => TestRequest)[] = [
  () => creating(SIZE),
  () => ({ ...creating(SIZE), observed: { cluster: clusterCreating('pg') } }),
  () => ({ ...creating(SIZE), observed: { cluster: clusterReady('pg') } }),
  () => steady(SIZE),
  () => edited(steady(SIZE), { users: [{ name: 'orders' }, { name: 'batch' }], deletionPolicy: 'Delete' }),
  () => edited(steady(SIZE), { users: [{ name: 'not a name' }] }),
];

/** Requests of all moments of a binding's life, to be numbered. */
export function changingTemplates(): readonly Template[] {
  return MOMENTS.map((moment) => templateOf(encodeTestRequest(renamed({ ...moment(), tag: TOKEN }))));
}

/** The request of one binding of many; its tag, which every answer has to repeat, is its name. */
export function numbered({ bytes, offsets }: Template, number: number): { bytes: Uint8Array; token: Buffer } {
  const digits = Buffer.from(String(number).padStart(DIGITS, '0'));
  const copy = Uint8Array.from(bytes);
  for (const offset of offsets) copy.set(digits, offset);
  return { bytes: copy, token: Buffer.from(`${PREFIX}${digits}`) };
}

function edited(request: TestRequest, spec: JsonObject): TestRequest {
  const { composite } = request;
  return { ...request, composite: { ...composite, spec: { ...asObject(composite.spec), ...spec } } };
}

/** The same with the token for `orders`, the name of the binding, of its database and of its first user. */
function renamed(request: TestRequest): TestRequest {
  const rename = (value: Json): Json => JSON.parse(JSON.stringify(value).replaceAll('orders', TOKEN)) as Json;
  return rename(request as unknown as Json) as unknown as TestRequest;
}

function templateOf(bytes: Uint8Array): Template {
  const text = Buffer.from(bytes);
  const offsets: number[] = [];
  for (let at = text.indexOf(TOKEN); at !== -1; at = text.indexOf(TOKEN, at + TOKEN.length))
    offsets.push(at + PREFIX.length);
  return { bytes, offsets };
}
