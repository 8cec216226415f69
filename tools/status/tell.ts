import type { StatusOptions } from '../../src/commands/options.js';
import type { Answer } from '../kubernetes/cluster-reader.js';
import type { Connection } from '../kubernetes/connect.js';
import { mapText } from '../kubernetes/map-text.js';
import { bindingStatus } from './binding-status.js';
import { BINDING_KINDS, type BindingKind } from './facts.js';
import { overviewLines, overviewOf } from './overview.js';
import { findBinding, listBindings, readFacts } from './read-facts.js';
import { type Look, statusLines } from './status-lines.js';

/** What there is to tell: for programs, and as lines. */
export interface Told {
  readonly ready: boolean;
  readonly report: unknown;
  readonly lines: (look: Look) => readonly string[];
}

/** Why nothing can be told; its message is all that a person needs. */
export class CannotTell extends Error {
  override readonly name = 'CannotTell';
}

type Asked = Pick<StatusOptions, 'namespace' | 'allNamespaces'>;

/** Reads a cluster and tells of one binding or of all. No text repeats a value of a Secret that was read. */
export async function tell(connection: Connection, name: string | undefined, asked: Asked): Promise<Told> {
  return name === undefined ? tellAll(connection, asked) : tellOne(connection, name, asked);
}

async function tellAll({ reader, namespace }: Connection, asked: Asked): Promise<Told> {
  const where = asked.allNamespaces ? undefined : (asked.namespace ?? namespace);
  const bindings = found(await listBindings(reader, where), 'no cluster serves bindings here: run `preflight`');
  const rows = mapText(overviewOf(bindings), reader.redact);
  return {
    ready: rows.every(({ ready }) => ready),
    report: { bindings: rows },
    lines: (look) => overviewLines(rows, look),
  };
}

async function tellOne({ reader, namespace: usual }: Connection, given: string, asked: Asked): Promise<Told> {
  if (asked.allNamespaces) throw new CannotTell('give the name of a binding or --all-namespaces, not both');
  const namespace = asked.namespace ?? usual;
  const { kinds, name } = split(given);
  const binding = found(
    await findBinding(reader, namespace, name, kinds),
    `no ${kinds.join(' and no ')} "${name}" in the namespace "${namespace}"`,
  );
  const status = bindingStatus(await readFacts(reader, binding));
  const report = mapText(status, reader.redact);
  return { ready: report.ready, report, lines: (look) => statusLines(report, look) };
}

/** `orders`, or with its kind as kubectl writes it: `databasebindingclaim/orders`. */
function split(given: string): { readonly kinds: readonly BindingKind[]; readonly name: string } {
  const [kind, name] = given.split('/', 2);
  if (name === undefined) return { kinds: BINDING_KINDS, name: given };
  const kinds = BINDING_KINDS.filter((known) =>
    [known.toLowerCase(), `${known.toLowerCase()}s`].includes(kind?.split('.')[0] ?? ''),
  );
  if (kinds.length === 0) throw new CannotTell(`no kind "${kind}" (${BINDING_KINDS.join(', ').toLowerCase()})`);
  return { kinds, name };
}

function found<T>(answer: Answer<T>, absent: string): T {
  if (answer.state === 'found') return answer.value;
  throw new CannotTell(answer.state === 'absent' ? absent : answer.why);
}
