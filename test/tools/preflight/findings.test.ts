import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '../../../src/lib/json.js';
import { withoutValues } from '../../../tools/kubernetes/without-values.js';
import { paintNothing } from '../../../tools/output/paint.js';
import { structured } from '../../../tools/output/structured.js';
import { findingsIn } from '../../../tools/preflight/checks.js';
import type { Finding } from '../../../tools/preflight/finding.js';
import { readInventory } from '../../../tools/preflight/inventory.js';
import { installing } from '../../../tools/preflight/known-providers.js';
import { reportLines, reportOf } from '../../../tools/preflight/report.js';
import { createAuthority, issue } from '../../server/authority.js';
import { healthyCluster, NOW, readerOf, secretOf, tlsSecret } from '../../support/cluster-objects.js';
import { holds } from '../../support/property.js';
import { FUNCTION, SECRET, SERVER, SYSTEM } from './cases/case.js';
import { CERTIFICATES } from './cases/certificates-cases.js';
import { condition, without, withoutFetch } from './cases/changes.js';
import { CREDENTIALS } from './cases/credentials-cases.js';
import { CROSSPLANE } from './cases/crossplane-cases.js';
import { DEFINITIONS } from './cases/definitions-cases.js';
import { KINDS } from './cases/kinds-cases.js';
import { PACKAGES } from './cases/packages-cases.js';
import { RIGHTS } from './cases/rights-cases.js';

const ROOT = join(import.meta.dirname, '../../..');
const page = (name: string) => readFileSync(join(ROOT, `docs/${name}.md`), 'utf8');

let healthy: readonly JsonObject[];

beforeAll(async () => {
  healthy = (await healthyCluster()).map(withoutFetch);
});

test('a healthy cluster has nothing to mend', async () => {
  const findings = await look(healthy);
  expect(findings.filter(({ mark }) => mark !== 'ok')).toEqual([]);
  expect(new Set(findings.map(({ area }) => area)).size).toBe(10);
});

test('what a fresh installation is told is on the page, each with its mark', async () => {
  const [, shown = ''] = /```text\n(.*?)```/s.exec(page('preflight')) ?? [];
  const told = (await look(await healthyCluster())).filter(({ mark, area }) => mark !== 'ok' || area === 'Kinds');
  expect(told.map(({ mark }) => mark)).toContain('warning');
  const lines = shown.split('\n').map((line) => line.replace(/^(.) +(?:[A-Z]\w*(?: \w+)* {2,})?/, '$1 '));
  const marks = { ok: '✓', warning: '!', problem: '✗' };
  expect(lines).toEqual(expect.arrayContaining(told.map(({ mark, message }) => `${marks[mark]} ${message}`)));
});

test('what installs provider-http is the package on the page of the CA certificate', () => {
  const [, shown = ''] = /package: (\S+provider-http:\S+)/.exec(page('ca-certificate')) ?? [];
  expect([installing('provider-http'), page('preflight')]).toEqual(Array(2).fill(expect.stringContaining(shown)));
  expect(shown).not.toBe('');
});

describe.each([
  ['Crossplane', CROSSPLANE],
  ['packages', PACKAGES],
  ['kinds', KINDS],
  ['definitions and Compositions', DEFINITIONS],
  ['credentials', CREDENTIALS],
  ['rights', RIGHTS],
  ['certificates', CERTIFICATES],
] as const)('%s', (_, cases) => {
  test.each(cases)('$name: $reason', async ({ change, refused, given, want }) => {
    const objects = change.reduce((all, each) => each(all), healthy);
    const findings = (await look(objects, refused, given)).filter(({ mark }) => mark !== 'ok');
    expect(findings).toEqual(
      want.map(([mark, area, message, remedy]) => ({
        area,
        mark,
        message: expect.stringMatching(message),
        ...(remedy === undefined ? {} : { remedy: expect.stringMatching(remedy) }),
      })),
    );
  });
});

describe('certificates that no clock made', () => {
  test.each([
    { days: 400, want: /was valid until/, mark: 'problem' },
    { days: 360, want: /is valid until \S+ only/, mark: 'warning' },
    { days: 30, want: /is valid until \d{4}-\d\d-\d\d$/, mark: 'ok' },
  ])('after $days days: $mark', async ({ days, want, mark }) => {
    const now = new Date(Date.parse(NOW) + days * 86_400_000).toISOString();
    const findings = (await look(healthy, [], undefined, now)).filter(({ area }) => area === 'Certificates');
    expect(findings).toEqual([0, 1].map(() => expect.objectContaining({ mark, message: expect.stringMatching(want) })));
  });

  test('of another authority the function refuses Crossplane', async () => {
    const other = await createAuthority('Another');
    const secret = tlsSecret('function-database-binding-tls-server', await issue(other), other);
    const findings = await look([...without(SERVER)(healthy), secret]);
    expect(findings.filter(({ mark }) => mark === 'problem')).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/another authority than crossplane-tls-client/) }),
    ]);
  });
});

test('every problem has a command that mends it, whatever is missing', async () => {
  await holds(
    fc.asyncProperty(fc.subarray([...healthy], { minLength: healthy.length - 8 }), async (objects) => {
      const findings = await look(objects);
      expect(findings.filter(({ mark, remedy }) => mark === 'problem' && remedy === undefined)).toEqual([]);
    }),
    50,
  );
});

test('no value of a Secret is ever in the output', async () => {
  const value = fc.stringMatching(/^[A-Za-z0-9+/=_"\\-]{12,40}$/);
  await holds(
    fc.asyncProperty(value, value, async (token, password) => {
      const objects = [
        ...without(SECRET)(condition(FUNCTION, 'Healthy', `cannot log in with ${token}`)(healthy)),
        secretOf(SYSTEM, 'digitalocean', { credentials: JSON.stringify({ token }), password }),
      ];
      const text = await print(objects);
      expect(text).toContain('cannot log in with');
      for (const secret of [token, password, JSON.stringify(token).slice(1, -1)]) expect(text).not.toContain(secret);
    }),
    50,
  );
});

async function look(
  objects: readonly JsonObject[],
  refused: readonly string[] = [],
  given?: JsonObject,
  now = NOW,
): Promise<readonly Finding[]> {
  const reader = withoutValues(readerOf(objects, refused));
  return findingsIn(await readInventory(reader, given && [given], now));
}

/** All formats of the output together. */
async function print(objects: readonly JsonObject[]): Promise<string> {
  const reader = withoutValues(readerOf(objects));
  const report = reportOf('test', findingsIn(await readInventory(reader, undefined, NOW)), reader.redact);
  return [...reportLines(report, paintNothing), structured('json', report), structured('yaml', report)].join('\n');
}
