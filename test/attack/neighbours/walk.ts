import type { Call } from '../../../simulation/crossplane/run-function.js';
import type { World } from '../../../simulation/world.js';
import { profileOf } from '../../../src/engines/engines.js';
import { asList, asObject, asString, at, type Json, type JsonObject } from '../../../src/lib/json.js';
import type { Deed, Walk } from './deeds.js';
import { claimsOf, Ledger, may, type Things, thingsIn } from './ledger.js';
import { misgiven } from './misgiven.js';
import { bindingOf, idle, namespaceOf, OWNER, PLATFORM, settle, specOf, townOf } from './town.js';

/** How many deeds a walk had until something went wrong, and what did, one line each. */
export interface Walked {
  readonly deeds: number;
  readonly breaches: readonly string[];
}

/**
 * Walks, and judges after each deed: nothing that one binding can write ever changes, reveals or deletes what another one
 * made.
 */
export async function walk({ deeds, ...beginning }: Walk, call: Call): Promise<Walked> {
  const world = await townOf(beginning, call);
  const idlers = idle(world).map((name) => `${name} never worked`);
  const ledger = new Ledger();
  ledger.update(world, new Map(), OWNER);
  const gone = new Set<string>();
  for (const [i, deed] of deeds.entries()) {
    const [things, secrets] = [thingsIn(world), secretsOf(world)];
    perform(world, specOf(beginning.engine, deed.by, deed.does === 'edit' ? deed.contents : {}), deed, gone);
    await settle(world);
    const after = thingsIn(world);
    const harm = [...touched(world, ledger, [things, after], deed), ...stolen(world, secrets, deed)];
    ledger.update(world, things, deed.by);
    const breaches = [
      ...harm,
      ...misnamed(world, ledger),
      ...misgiven(world),
      ...grasped(world, ledger),
      ...revealed(world, ledger),
      ...opened(world, ledger),
    ];
    if (breaches.length > 0) return { deeds: i + 1, breaches: [...new Set(breaches)] };
  }
  return { deeds: deeds.length, breaches: idlers };
}

function perform(world: World, spec: JsonObject, { by, does }: Deed, gone: Set<string>): void {
  if (does === 'delete') {
    world.deleteBinding(by);
    gone.add(by);
  } else if (gone.delete(by)) world.addBinding(bindingOf(by, spec));
  else world.editBinding(() => spec, by);
}

/** What somebody else made and still wants, and is gone or another than before. */
function touched(
  world: World,
  ledger: Ledger,
  [before, after]: readonly [Things, Things],
  { by }: Deed,
): readonly string[] {
  return [...before].flatMap(([thing, state]) => {
    const maker = ledger.makerOf(thing);
    if (maker === by || after.get(thing) === state || hasLetGo(world, maker, thing)) return [];
    return [`${by} ${after.has(thing) ? 'changed' : 'deleted'} ${thing} of ${maker}`];
  });
}

const LISTS: Readonly<Record<string, string>> = {
  user: 'users',
  database: 'databases',
  topic: 'topics',
  pool: 'connectionPools',
};

/** Whether a binding no longer lists what it made: it may have waited for a name before it let go. */
function hasLetGo(world: World, binding: string, thing: string): boolean {
  const [kind = '', name = ''] = thing.split(' ');
  const list = at(world.snapshot(binding).binding, 'spec', LISTS[kind] ?? '');
  const names = asList(list).map((entry) => String(at(entry, 'name')));
  return list !== undefined && !names.some((own) => [own, `${namespaceOf(binding)}_${own}`].includes(name));
}

/** What a stranger made under a name that could be somebody else's: its own ones begin with its namespace. */
function misnamed(world: World, ledger: Ledger): readonly string[] {
  return [...thingsIn(world).keys()].flatMap((thing) => {
    const maker = ledger.makerOf(thing);
    const isOwn = thing.split(' ')[1]?.startsWith(`${namespaceOf(maker)}_`);
    return namespaceOf(maker) === namespaceOf(OWNER) || isOwn ? [] : [`${maker} has ${thing}, which may be anybody's`];
  });
}

/** Resources that may delete what somebody else made; or that mean it at all, in another namespace than the owner's. */
function grasped(world: World, ledger: Ledger): readonly string[] {
  return world.bindings.flatMap((name) =>
    claimsOf(world, name).flatMap((claim) => {
      const maker = ledger.makerOf(claim.thing);
      const isStranger = ![namespaceOf(OWNER), namespaceOf(maker)].includes(namespaceOf(name));
      const grasps = may(claim, 'Delete') || (isStranger && (may(claim, 'Create') || may(claim, 'Update')));
      return maker === name || !grasps ? [] : [`${name} may ${claim.policies.join(', ')} ${claim.thing} of ${maker}`];
    }),
  );
}

/** The Secrets for applications of each binding. */
function secretsOf(world: World): ReadonlyMap<string, string> {
  const secrets = world.bindings.flatMap((name) =>
    [...world.snapshot(name).composed]
      .filter(([key]) => key.startsWith('secret-'))
      .map(([key, { data }]) => [`${name} ${key}`, JSON.stringify(data)] as const),
  );
  return new Map(secrets);
}

/** Secrets of users that are still wanted, and that changed by somebody else's deed. */
function stolen(world: World, before: ReadonlyMap<string, string>, { by }: Deed): readonly string[] {
  const now = secretsOf(world);
  return [...before].flatMap(([key, data]) => {
    const [binding = '', secret = ''] = key.split(' ');
    const user = secret.replace(/^secret-/, '').split(':')[0];
    if (binding === by || now.get(key) === data || hasLetGo(world, binding, `user ${user}`)) return [];
    return [`${by} changed the Secret ${key}`];
  });
}

/** Passwords of users of one namespace that stand in another. The owner has the administrator's, and so reaches all of them. */
function revealed(world: World, ledger: Ledger): readonly string[] {
  const secrets = world.snapshot(OWNER).objects.flatMap((object) => {
    const namespace = asString(at(object, 'metadata', 'namespace')) ?? '';
    return object.kind === 'Secret' && ![namespaceOf(OWNER), PLATFORM].includes(namespace)
      ? [{ namespace, texts: textsIn(object) }]
      : [];
  });
  return usersIn(world).flatMap(({ name, password }) => {
    const home = namespaceOf(ledger.makerOf(`user ${name}`));
    return secrets
      .filter(({ namespace, texts }) => namespace !== home && texts.some((text) => text.includes(password)))
      .map(({ namespace }) => `${namespace} can read the password of user ${name} of ${home}`);
  });
}

function textsIn({ data }: JsonObject): readonly string[] {
  return Object.values(asObject(data)).map((value) => Buffer.from(String(value), 'base64').toString());
}

/** All users, where an engine has any that can be kept apart. */
function usersIn({ cloud }: World) {
  return [...cloud.clusters.values()].flatMap(({ fields, users }) => (hasUsers(fields) ? [...users.values()] : []));
}

function hasUsers({ engine }: JsonObject): boolean {
  return engine !== 'redis' && profileOf(engine as Parameters<typeof profileOf>[0]).users.supported;
}

/** Access lists that match what another namespace made. */
function opened(world: World, ledger: Ledger): readonly string[] {
  const topics = [...thingsIn(world).keys()].filter((thing) => thing.startsWith('topic '));
  // There is no list of indexes: this one is the owner's.
  const indexes = [...world.cloud.clusters.values()].some(({ fields }) => fields.engine === 'opensearch')
    ? ['index orders']
    : [];
  return usersIn(world).flatMap(({ name, settings }) => {
    const home = namespaceOf(ledger.makerOf(`user ${name}`));
    if (home === namespaceOf(OWNER)) return [];
    // An owner that calls something after a guest's namespace opens it by itself.
    const theirs = [...topics, ...indexes].filter(
      (thing) => namespaceOf(ledger.makerOf(thing)) !== home && !thing.includes(` ${home}_`),
    );
    return patternsOf(settings).flatMap((pattern) =>
      theirs.filter((thing) => matches(pattern, thing)).map((thing) => `user ${name} of ${home} may use ${thing}`),
    );
  });
}

/** What the access list of a user gives, wherever it stands in its settings. */
function patternsOf(settings: JsonObject): readonly string[] {
  const entries = JSON.stringify(settings).match(/\{[^{}]*\}/g) ?? [];
  return entries.flatMap((text) => {
    const { topic, index, permission } = asObject(JSON.parse(text) as Json);
    return permission === 'deny' ? [] : (asString(topic) ?? asString(index) ?? []);
  });
}

function matches(pattern: string, thing: string): boolean {
  const words = pattern.split('*').map((word) => word.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${words.join('.*')}$`).test(thing.split(' ')[1] ?? '');
}
