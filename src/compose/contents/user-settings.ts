import { isOfLevel, isWithinBound } from '../../api/acl-bound.js';
import { type Binding, isForeign, type UserIntent } from '../../api/binding.js';
import { profileOf } from '../../engines/engines.js';
import type { AclEntry } from '../../gen/binding.js';
import { asList, asObject, asString, at, compact, type Json, type JsonObject } from '../../lib/json.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { readAcl } from '../../observe/read-acl.js';
import { fieldsOf } from '../../provider/field-behavior.js';
import type { Composing } from '../composing.js';
import { keptField } from '../kept.js';
import type { Refusal } from '../refusal.js';

/** What most users ask for, and were created with. */
export const NO_SETTINGS: JsonObject = {};

/** What the provider creates a user with, as fields of `forProvider`. */
export function askedSettings({ engine }: Binding, { acl = [], mysqlAuthPlugin }: UserIntent): JsonObject {
  if (acl.length === 0 && mysqlAuthPlugin === undefined) return NO_SETTINGS;
  const profile = engine && profileOf(engine).acl;
  if (!profile || acl.length === 0) return compact({ mysqlAuthPlugin });
  const { scope, list } = profile;
  const entries = acl.map(({ permission, [scope]: about }) => compact({ [scope]: about, permission }));
  return compact({ mysqlAuthPlugin, settings: [{ [list]: entries }] });
}

/** What a user was created with. The provider never reads it again; it is sent so that a later spec can be compared with it. */
export function sentSettings({ forProvider }: ObservedResource): JsonObject {
  if (forProvider.settings === undefined && forProvider.mysqlAuthPlugin === undefined) return NO_SETTINGS;
  const sent = asObject(asList(forProvider.settings)[0]);
  // Settings that only a newer provider has are somebody else's, and the list is replaced as a whole.
  const { acl: _, opensearchAcl: __, ...others } = sent;
  const settings = compact({
    ...others,
    acl: entriesOf(sent.acl, 'topic'),
    opensearchAcl: entriesOf(sent.opensearchAcl, 'index'),
  });
  return compact({
    mysqlAuthPlugin: asString(forProvider.mysqlAuthPlugin),
    settings: Object.keys(settings).length > 0 ? [settings] : undefined,
  });
}

/** The ACL that a user was created with, in the words of the spec. */
export function sentAcl({ engine }: Binding, { forProvider }: ObservedResource): readonly AclEntry[] {
  const profile = engine && profileOf(engine).acl;
  return profile ? readAcl(asList(at(asList(forProvider.settings)[0], profile.list)), profile) : [];
}

function entriesOf(list: Json | undefined, scope: string): readonly JsonObject[] | undefined {
  const entries: JsonObject[] = [];
  for (const entry of asList(list)) {
    const [about, permission] = [asString(at(entry, scope)), asString(at(entry, 'permission'))];
    if (about !== undefined && permission !== undefined) entries.push({ [scope]: about, permission });
  }
  return entries.length > 0 ? entries : undefined;
}

/** Tells what a user does not follow of the spec, since it is fixed at its creation; `path` is the user's. */
export function tellSettings(
  { binding, refusals, kept }: Pick<Composing, 'binding' | 'refusals' | 'kept'>,
  user: UserIntent,
  path: string,
  observed: ObservedResource,
): void {
  const asked = askedSettings(binding, user);
  const sent = sentSettings(observed);
  if (asked === NO_SETTINGS && sent === NO_SETTINGS) return;
  const plugin = sent.mysqlAuthPlugin ?? asString(observed.atProvider.mysqlAuthPlugin);
  if (asked.mysqlAuthPlugin === undefined && sent.mysqlAuthPlugin !== undefined)
    kept.push(...keptField(`${path}.mysqlAuthPlugin`, PLUGIN, sent.mysqlAuthPlugin, ADD_ANOTHER));
  else if (asked.mysqlAuthPlugin !== sent.mysqlAuthPlugin && asked.mysqlAuthPlugin !== plugin)
    refusals.push(fixed(`${path}.mysqlAuthPlugin`));
  if (user.level) {
    if (!hasLevel(binding, user, observed)) refusals.push(fixed(`${path}.access`));
    return;
  }
  // Without an ACL of its own a guest has what its owner allowed when it was created.
  if (user.acl === undefined && isForeign(binding.target)) return;
  if (asked.settings === undefined && sent.settings !== undefined)
    kept.push(...keptField(`${path}.acl`, SETTINGS, sent.settings, ADD_ANOTHER));
  else if (sorted(asked.settings) !== sorted(sent.settings)) refusals.push(fixed(`${path}.acl`));
}

/**
 * Whether a user that exists has its level, and as far as that reaches now. A wider reach is from before its cluster was handed
 * over; how far a guest's level reaches is for its owner to say.
 */
function hasLevel(binding: Binding, { acl, level }: UserIntent, observed: ObservedResource): boolean {
  if (!acl || !level) return true;
  const sent = sentAcl(binding, observed);
  return isOfLevel(sent, level) && (isForeign(binding.target) || acl.every((entry) => isWithinBound(entry, sent)));
}

const { mysqlAuthPlugin: PLUGIN, settings: SETTINGS } = fieldsOf('User');
const ADD_ANOTHER = 'add a user of another name without it, move over, then take this one off the list';

/** The order of the entries has no meaning. */
function sorted(settings: Json | undefined): string {
  return asList(settings)
    .flatMap((each) => Object.entries(asObject(each)))
    .flatMap(([list, entries]) => asList(entries).map((entry) => `${list} ${JSON.stringify(entry)}`))
    .sort()
    .join('\n');
}

function fixed(path: string): Refusal {
  return {
    reason: 'ImmutableField',
    path,
    message:
      'cannot be changed: the provider applies it only when it creates a user; add a user of another name with it, move over, then take this one off the list',
  };
}
