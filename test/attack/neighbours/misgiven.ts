import { isOfSql } from '../../../simulation/provider-sql/provider-sql.js';
import type { World } from '../../../simulation/world.js';
import { asObject, asString, at, type JsonObject } from '../../../src/lib/json.js';
import { EXTERNAL_NAME } from '../../rules/resources.js';
import { namespaceOf, OWNER } from './town.js';

/** Rights that a stranger gives, which are about a role or database that may be somebody else's. */
export function misgiven(world: World): readonly string[] {
  return world.bindings.flatMap((name) => {
    const namespace = namespaceOf(name);
    if (namespace === namespaceOf(OWNER)) return [];
    const objects = [...world.snapshot(name).composed.values()].filter(isOfSql);
    return objects
      .flatMap(rightNames)
      .flatMap((it) => (it.startsWith(`${namespace}_`) ? [] : `${name} gives rights about ${it}`));
  });
}

/** The roles and databases that an object of provider-sql is about. The administrator is a member of every owner. */
function rightNames(object: JsonObject): readonly string[] {
  const { role, memberOf, targetRole, database } = asObject(at(object, 'spec', 'forProvider'));
  const member = memberOf !== undefined && role === 'doadmin' ? undefined : role;
  const own = object.kind === 'Role' ? at(object, ...EXTERNAL_NAME) : undefined;
  return [own, member, memberOf, targetRole, database].flatMap((it) => asString(it) ?? []);
}
