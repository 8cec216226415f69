import { afterAll, describe, expect, test } from '@jest/globals';
import { deleteBindings } from './harness/bindings.js';
import { startControlPlane } from './harness/control-plane.js';
import { FULL, REAL, SHORT } from './harness/mode.js';
import { Report } from './harness/report.js';
import { missingTools } from './harness/tools.js';
import { badInput } from './scenarios/bad-input.js';
import { bindingDeleted } from './scenarios/binding-deleted.js';
import { callsAtRest } from './scenarios/calls-at-rest.js';
import { certificatesRotated } from './scenarios/certificates-rotated.js';
import { clusterShared } from './scenarios/cluster-shared.js';
import { compositionUpdated } from './scenarios/composition-updated.js';
import { connectionChanged } from './scenarios/connection-changed.js';
import { crowd } from './scenarios/crowd.js';
import { databaseRights } from './scenarios/database-rights.js';
import { firstBinding } from './scenarios/first-binding.js';
import { functionRestarted } from './scenarios/function-restarted.js';
import { invalidSpec } from './scenarios/invalid-spec.js';
import { laterSettings } from './scenarios/later-settings.js';
import { leavingDoOperator } from './scenarios/leaving-do-operator.js';
import { legacyClaim } from './scenarios/legacy-claim.js';
import { lookedAt } from './scenarios/looked-at.js';
import { promises } from './scenarios/promises.js';
import { protectedBinding } from './scenarios/protected.js';
import { rights } from './scenarios/rights.js';
import type { Scenario } from './scenarios/scenario.js';
import { serverSideApply } from './scenarios/server-side-apply.js';
import { specChanged } from './scenarios/spec-changed.js';
import { trouble } from './scenarios/trouble.js';
import { validated } from './scenarios/validated.js';
import { xrdRules } from './scenarios/xrd-rules.js';

/** A scenario, and with which provider it is played. */
interface Row {
  readonly scenario: Scenario;
  /** Whether the short form has it. */
  readonly short: boolean;
  /** Whether the real provider plays it: always, in the full form, or not, for a reason. */
  readonly real: 'always' | 'full' | { readonly standInOnly: string };
}

const NO_PROVIDER = { standInOnly: 'no provider takes part in it' };
const ANY_PROVIDER = { standInOnly: 'it is about the function, whatever the provider does' };

/** In this order. */
const ROWS: readonly Row[] = [
  { scenario: xrdRules, short: true, real: NO_PROVIDER },
  { scenario: validated, short: true, real: NO_PROVIDER },
  { scenario: rights, short: true, real: NO_PROVIDER },
  { scenario: serverSideApply, short: true, real: NO_PROVIDER },
  // Before others leave bindings behind.
  { scenario: callsAtRest, short: true, real: 'full' },
  { scenario: firstBinding, short: true, real: 'always' },
  { scenario: lookedAt, short: true, real: { standInOnly: 'it is about commands that look at a cluster' } },
  { scenario: databaseRights, short: true, real: 'always' },
  { scenario: clusterShared, short: true, real: 'always' },
  { scenario: legacyClaim, short: true, real: 'full' },
  { scenario: specChanged, short: true, real: 'always' },
  { scenario: laterSettings, short: true, real: 'always' },
  { scenario: connectionChanged, short: true, real: 'full' },
  { scenario: invalidSpec, short: true, real: ANY_PROVIDER },
  { scenario: badInput, short: true, real: NO_PROVIDER },
  { scenario: compositionUpdated, short: false, real: 'full' },
  { scenario: functionRestarted, short: false, real: ANY_PROVIDER },
  { scenario: certificatesRotated, short: false, real: ANY_PROVIDER },
  { scenario: trouble, short: true, real: 'always' },
  { scenario: bindingDeleted, short: true, real: 'always' },
  { scenario: promises, short: true, real: 'always' },
  { scenario: leavingDoOperator, short: true, real: 'full' },
  { scenario: protectedBinding, short: true, real: 'full' },
  {
    scenario: crowd,
    short: false,
    real: { standInOnly: 'each of its bindings would take some Terraforms at each look' },
  },
];
const STOP_MS = 120_000;

const missing = missingTools();
if (missing.length > 0) throw new Error(`cannot start the control plane: ${missing.join(', ')} not built`);

const report = new Report();
// Not in a hook: where this fails there is one error to read, and not one for each test.
const plane = await report.note('start', startControlPlane, () => 'etcd, API server, Crossplane, function, provider');
report.about(plane.provider.name);

describe('a real control plane', () => {
  for (const row of ROWS) (isPlayed(row) ? describe : describe.skip)(row.scenario.title, () => play(row.scenario));

  test('nothing crashed on the way', () => {
    expect(plane.crashed()).toEqual([]);
    expect([...plane.provider.problems, ...plane.sqlProvider.problems, ...plane.servers.problems]).toEqual([]);
  });

  afterAll(async () => {
    await plane.stop();
    process.stdout.write(`${report}${REAL === undefined ? '' : leftOut()}\n`);
  }, STOP_MS);
});

function play(scenario: Scenario): void {
  scenario.tests({ ...plane, report });
  // What nobody needs any more would go on taking a Terraform at each look.
  if (REAL !== undefined) afterAll(() => deleteBindings(plane.cluster));
}

function isPlayed({ short, real }: Row): boolean {
  const withThisProvider = REAL === undefined || real === 'always' || (real === 'full' && FULL);
  return withThisProvider && (short || !SHORT);
}

/** What was not played with the real provider, and why. */
function leftOut(): string {
  const lines = ROWS.filter((row) => !isPlayed(row)).map(({ scenario: { title }, real }) => {
    const why = typeof real === 'object' ? `stand-in only: ${real.standInOnly}` : 'takes long, see --full';
    return `${title}: ${why}`;
  });
  return lines.length === 0 ? '' : ['not played with the real provider', ...lines, ''].join('\n');
}
