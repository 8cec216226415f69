import { beforeAll, describe, expect, test } from '@jest/globals';
import { profileOf } from '../../src/engines/engines.js';
import type { AccessLevel } from '../../src/gen/binding.js';
import { asList, asString, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { SharedCases } from '../support/property.js';
import { run, type TestResponse } from '../support/run.js';
import { sameJson } from '../support/same-json.js';
import { change, changeSpec, FULL, leaveOut, withForProvider } from './breakage.js';
import { own, policiesOf } from './resources.js';
import type { Breakage } from './rule.js';
import { arbSharingScenario, NAMES, type SharingScenario } from './sharing-scenario.js';

// Rule 24: a guest gets no more than the owner of the cluster allows, and what it has stays.

const USER = 'user-shop_app';

/** What each permission lets a user do; told here once more, so that the code under test does not judge itself. */
const DEEDS: Readonly<Record<string, string>> = {
  admin: 'read write manage',
  produceconsume: 'read write',
  readwrite: 'read write',
  consume: 'read',
  produce: 'write',
  read: 'read',
  write: 'write',
};

/** What each level lets a user do where it reaches. */
const LEVELS: Readonly<Record<AccessLevel, string>> = {
  Owner: 'read write manage',
  ReadWrite: 'read write',
  ReadOnly: 'read',
};

/** Everything that an ACL allows with any of the names. */
function deeds(acl: readonly Json[]): readonly string[] {
  return acl.flatMap((entry) => {
    const pattern = asString(at(entry, 'topic')) ?? asString(at(entry, 'index'));
    const about = NAMES.filter((name) => pattern !== undefined && matches(pattern, name));
    const doing = DEEDS[asString(at(entry, 'permission')) ?? '']?.split(' ') ?? [];
    return about.flatMap((name) => doing.map((deed) => `${deed} ${name}`));
  });
}

function matches(pattern: string, name: string): boolean {
  const escaped = pattern.replaceAll('.', '\\.').replaceAll('*', '.*');
  return new RegExp(`^${escaped}$`).test(name);
}

function aclIn(resource: JsonObject | undefined, list: string): readonly Json[] {
  return asList(at(asList(at(resource, 'spec', 'forProvider', 'settings'))[0], list));
}

const isLetIn = ({ engine, sharing }: SharingScenario): boolean =>
  asList(sharing.namespaces).some((name) => name === 'shop' || name === '*') &&
  (profileOf(engine).keepsUsersApart || sharing.allData === true);

const mayCreate = (resource: JsonObject | undefined): boolean => policiesOf(resource ?? {}).includes('Create');

type Violations = (scenario: SharingScenario, response: TestResponse) => readonly string[];

const RULES: Readonly<Record<string, { readonly violations: Violations; readonly breakages: readonly Breakage[] }>> = {
  'a user is told to be created with what the owner allows, or with what was sent before': {
    violations: ({ engine, sharing, request }, { composed }) => {
      const { acl } = profileOf(engine);
      if (!acl) return [];
      const bound = sharing.acl === undefined ? [{ [acl.scope]: 'shop_*', permission: 'admin' }] : asList(sharing.acl);
      return Object.entries(composed).flatMap(([key, { resource }]) => {
        const before = own(request.observed, key)?.resource;
        if (resource.kind !== 'User' || !mayCreate(resource)) return [];
        const [sent, now] = [aclIn(before, acl.list), aclIn(resource, acl.list)];
        if (now.length === 0 && !mayCreate(before)) return [`${key} is created without an ACL`];
        const allowed = new Set([...deeds(bound), ...deeds(sent)]);
        return deeds(now)
          .filter((deed) => !allowed.has(deed))
          .map((deed) => `${key} may ${deed}`);
      });
    },
    breakages: [
      change((resource) =>
        resource.kind === 'User' && mayCreate(resource)
          ? withForProvider(resource, { settings: [{ acl: [{ topic: '*', permission: 'admin' }] }] })
          : resource,
      ),
      change((resource) => (resource.kind === 'User' ? withForProvider(resource, { settings: [] }) : resource)),
      changeSpec('User', FULL),
    ],
  },
  'a user that is created at a level has it somewhere, and nowhere more than that': {
    violations: ({ engine, access, request }, { composed }) => {
      const [now, before] = [own(composed, USER)?.resource, own(request.observed, USER)?.resource];
      if (!access || !mayCreate(now) || mayCreate(before)) return [];
      const level = LEVELS[access].split(' ');
      const given = new Set(deeds(aclIn(now, profileOf(engine).acl?.list ?? 'acl')));
      const more = [...given].filter((deed) => !level.includes(deed.split(' ')[0] ?? ''));
      const isReached = NAMES.some((name) => level.every((deed) => given.has(`${deed} ${name}`)));
      return [...more.map((deed) => `it may ${deed}`), ...(isReached ? [] : ['it has its level nowhere'])];
    },
    breakages: [
      change((resource) =>
        resource.kind === 'User' && mayCreate(resource)
          ? withForProvider(resource, { settings: [{ acl: [{ topic: '*', permission: 'admin' }] }] })
          : resource,
      ),
      change((resource) => (resource.kind === 'User' ? withForProvider(resource, { settings: [] }) : resource)),
    ],
  },
  'who is not let in gets nothing new': {
    violations: (scenario, { composed }) =>
      isLetIn(scenario)
        ? []
        : Object.entries(composed).flatMap(([key, { resource }]) => {
            const before = own(scenario.request.observed, key)?.resource;
            const isNew = before === undefined && !/^(?:secret|watch)-/.test(key);
            return isNew || (mayCreate(resource) && !mayCreate(before)) ? [`${key} is new`] : [];
          }),
    breakages: [changeSpec('User', FULL)],
  },
  'what exists stays, with what it was created with': {
    violations: ({ engine, request }, { composed }) => {
      const before = own(request.observed, USER)?.resource;
      const { acl } = profileOf(engine);
      const isListed = at(request.composite, 'spec', 'users') !== undefined;
      const isMade = at(before, 'metadata', 'annotations', 'crossplane.io/external-create-pending') !== undefined;
      if (!before || !isMade || !isListed) return [];
      const now = own(composed, USER)?.resource;
      if (!now) return [`${USER} is gone`];
      const list = acl?.list ?? 'acl';
      return sameJson(aclIn(now, list), aclIn(before, list)) ? [] : [`${USER} is changed`];
    },
    breakages: [leaveOut(/^user-/)],
  },
  'a guest that is not let in, or has more than it may, is told': {
    violations: (scenario, { composed, conditions }) => {
      const { acl } = profileOf(scenario.engine);
      const told = conditions.SpecAccepted;
      if (!isLetIn(scenario))
        return told?.status === 'FALSE' && /share/.test(told.message) ? [] : ['that it is not let in'];
      const bound = acl && scenario.sharing.acl === undefined ? ['shop_*'] : [];
      const sent = aclIn(own(composed, USER)?.resource, acl?.list ?? 'acl');
      const isListed = at(scenario.request.composite, 'spec', 'users') !== undefined;
      const isWide = isListed && bound.length > 0 && deeds(sent).some((deed) => !/ shop_/.test(deed));
      return isWide && told?.status === 'TRUE' ? ['that it has more than it may'] : [];
    },
    breakages: [
      (response) => ({
        ...response,
        conditions: { ...response.conditions, SpecAccepted: { status: 'TRUE', reason: 'Accepted', message: '' } },
      }),
    ],
  },
};

const guests = new SharedCases(arbSharingScenario, ({ request }) => run(request));
beforeAll(() => void guests.all, 300_000);

/** A Fatal result neither creates nor deletes anything. */
const judged =
  (violations: Violations, broken: Breakage = (response) => response) =>
  (scenario: SharingScenario, response: TestResponse): readonly string[] =>
    response.fatal === undefined ? violations(scenario, broken(response, scenario.request)) : [];

describe.each(Object.entries(RULES))(
  'in a cluster that another namespace shares: %s',
  (_says, { violations, breakages }) => {
    test('holds whatever the owner and the guest say', () => guests.hold(judged(violations)));

    test.each(breakages.map((broken, i) => [i, broken] as const))('would be found broken: %i', (_i, broken) =>
      expect(guests.refute(judged(violations, broken))).toBe(true),
    );
  },
);

test('many guests are let in, and many are not, or the rules would show nothing', () => {
  const composed = guests.all.filter(([, { fatal }]) => fatal === undefined);
  const created = composed.filter(([, response]) => mayCreate(own(response.composed, USER)?.resource));
  expect(composed.length).toBeGreaterThan(guests.all.length * 0.9);
  expect(created.length).toBeGreaterThan(guests.all.length / 20);
  expect(composed.filter(([scenario]) => !isLetIn(scenario)).length).toBeGreaterThan(guests.all.length / 10);
});
