import type { Binding, UserIntent } from '../../api/binding.js';
import { profileOf } from '../../engines/engines.js';
import { asList, asObject, asString, at, compact, type Json, type JsonObject } from '../../lib/json.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import type { Refusal } from '../refusal.js';

/** Most users have none, neither asked for nor sent. */
export const NO_SETTINGS: JsonObject = {};

/** What the provider gives a user when it creates it, as it stands in `forProvider`. */
export function askedSettings({ engine }: Binding, { acl = [], mysqlAuthPlugin }: UserIntent): JsonObject {
  if (acl.length === 0 && mysqlAuthPlugin === undefined) return NO_SETTINGS;
  const profile = engine && profileOf(engine).acl;
  const entries = profile
    ? acl.map((entry) => compact({ [profile.scope]: entry[profile.scope], permission: entry.permission }))
    : [];
  return compact({
    mysqlAuthPlugin,
    settings: profile && entries.length > 0 ? [{ [profile.list]: entries }] : undefined,
  });
}

/** What a user was created with. The provider never looks at it again, so it only stands here to be compared with. */
export function sentSettings({ forProvider }: ObservedResource): JsonObject {
  if (forProvider.settings === undefined && forProvider.mysqlAuthPlugin === undefined) return NO_SETTINGS;
  const settings = asObject(asList(forProvider.settings)[0]);
  const lists = [
    ['acl', entriesOf(settings.acl, 'topic')],
    ['opensearchAcl', entriesOf(settings.opensearchAcl, 'index')],
  ] as const;
  const known = lists.filter(([, entries]) => entries.length > 0);
  return compact({
    mysqlAuthPlugin: asString(forProvider.mysqlAuthPlugin),
    settings: known.length > 0 ? [Object.fromEntries(known)] : undefined,
  });
}

function entriesOf(list: Json | undefined, scope: string): readonly JsonObject[] {
  return asList(list).flatMap((entry) => {
    const [about, permission] = [asString(at(entry, scope)), asString(at(entry, 'permission'))];
    return about !== undefined && permission !== undefined ? [{ [scope]: about, permission }] : [];
  });
}

/** A change of what a user was created with; `path` is the user's. */
export function refuseSettings(
  binding: Binding,
  user: UserIntent,
  path: string,
  observed: ObservedResource,
): readonly Refusal[] {
  const asked = askedSettings(binding, user);
  const sent = sentSettings(observed);
  if (asked === NO_SETTINGS && sent === NO_SETTINGS) return [];
  const plugin = sent.mysqlAuthPlugin ?? asString(observed.atProvider.mysqlAuthPlugin);
  const samePlugin = asked.mysqlAuthPlugin === sent.mysqlAuthPlugin || asked.mysqlAuthPlugin === plugin;
  return [
    ...(samePlugin ? [] : [fixed(`${path}.mysqlAuthPlugin`)]),
    ...(sorted(asked.settings) === sorted(sent.settings) ? [] : [fixed(`${path}.acl`)]),
  ];
}

/** The order of the entries means nothing. */
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
      'cannot be changed: the provider applies it when it creates a user, and only looks afterwards; add a user of another name with it, move over, then take this one off the list',
  };
}
