import type { Binding } from '../../api/binding.js';
import { nameOf } from '../../kinds/resource-keys.js';
import type { JsonObject } from '../../lib/json.js';
import { mayDelete } from '../../observe/management-policies.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import type { Released } from '../release.js';
import { stillThere } from './withdrawn.js';

/** What applications see in a database, and how messages call one. */
const CONTENTS = { extension: 'extension', sqlSchema: 'schema' } as const;

/**
 * Lets go of the extensions and schemas that left the lists of databases which are still there: none may be deleted at the
 * server, and once that is observed one is left out.
 */
export function releaseContents(
  { databases }: Pick<Binding, 'databases'>,
  resources: ReadonlyMap<string, ObservedResource>,
  objects: Map<string, JsonObject>,
): readonly Released[] {
  const released: Released[] = [];
  for (const [key, observed] of resources) {
    const found = contentOf(key);
    if (!found || objects.has(key)) continue;
    if (mayDelete(observed)) objects.set(key, stillThere(key, observed));
    else if (wasMade(observed) && !observed.deleting && databases.some(({ name }) => name === found.database))
      released.push(found.released);
  }
  return released;
}

function contentOf(key: string): { readonly database: string; readonly released: Released } | undefined {
  for (const kind of ['extension', 'sqlSchema'] as const) {
    const [database, name] = nameOf(kind, key)?.split(':') ?? [];
    if (database === undefined || name === undefined) continue;
    const label = `${CONTENTS[kind]} "${name}" in database "${database}"`;
    return { database, released: { kind, label, holdsData: kind === 'sqlSchema' } };
  }
  return undefined;
}

/** Whether the server took it: this stays so when the provider cannot reach the server any more. */
function wasMade({ conditions }: ObservedResource): boolean {
  return conditions.get('Ready')?.status === 'True';
}
