import { describe, expect, test } from '@jest/globals';
import { type Leaves, type Run, recordedRuns, type Step } from './recorded-run.js';
import { differencesOf } from './run-differences.js';

/** Where the stand-in is known to differ from the real provider, and why that is left so. */
interface Difference {
  readonly run: string;
  readonly reason: string;
  readonly lines: readonly string[];
}

const DIFFERENCES: readonly Difference[] = [
  {
    run: 'user-with-anothers-secret',
    reason: 'the stand-in shows the status one look after it takes a resource over, and this one is never taken over',
    lines: ['observe it: - User a: id {home}/user/a', 'observe it: + User a: id none'],
  },
];

const RUNS = recordedRuns();

describe('the stand-in does what the real provider was seen to do', () => {
  test.each(RUNS)('$name', ({ name, run }) => {
    const known = DIFFERENCES.filter((difference) => difference.run === name).flatMap(({ lines }) => lines);
    expect(differencesOf(run)).toEqual(known);
  });
});

test('Each known difference is one of a run', () => {
  expect(RUNS.map(({ name }) => name)).toEqual(expect.arrayContaining(DIFFERENCES.map(({ run }) => run)));
});

const CREATED: Leaves = {
  externalName: '{home}/database/app',
  created: 'yes',
  policies: ['Observe', 'Create', 'Update'],
  id: '{home}/database/app',
  conditions: {
    Ready: 'True Available',
    Synced: 'True ReconcileSuccess',
    AsyncOperation: 'True Finished',
    LastAsyncOperation: 'True Success',
  },
};
const CREATE: Step = {
  step: 'create',
  apply: [
    {
      kind: 'DB',
      name: 'app',
      policies: ['Observe', 'Create', 'Update'],
      forProvider: { clusterId: '{home}', name: 'app' },
    },
  ],
  requests: ['POST /v2/databases/{home}/dbs 201', 'GET /v2/databases/{home}/dbs/app 200'],
  leaves: { 'DB app': CREATED },
};

// What is written and was never seen, beside what is seen instead.
const UNTRUE: readonly { readonly name: string; readonly step: Step; readonly want: readonly string[] }[] = [
  { name: 'Nothing', step: CREATE, want: [] },
  {
    name: 'Look',
    step: { ...CREATE, requests: ['POST /v2/databases/{home}/dbs 201'] },
    want: ['create: + looks: GET /v2/databases/{home}/dbs/app 200'],
  },
  {
    name: 'Change',
    step: { ...CREATE, requests: ['GET /v2/databases/{home}/dbs/app 200'] },
    want: ['create: - changes: nothing', 'create: + changes: POST /v2/databases/{home}/dbs 201'],
  },
  {
    name: 'ExternalName',
    step: { ...CREATE, leaves: { 'DB app': { ...CREATED, externalName: 'app' } } },
    want: ['create: - DB app: external name app', 'create: + DB app: external name {home}/database/app'],
  },
  {
    name: 'CreationNoted',
    step: { ...CREATE, leaves: { 'DB app': { ...CREATED, created: 'no' } } },
    want: ['create: - DB app: creation noted no', 'create: + DB app: creation noted yes'],
  },
  {
    name: 'Policies',
    step: { ...CREATE, leaves: { 'DB app': { ...CREATED, policies: ['Observe'] } } },
    want: ['create: - DB app: policies Observe', 'create: + DB app: policies Observe Create Update'],
  },
  {
    name: 'ConditionThatIsNotThere',
    step: { ...CREATE, leaves: { 'DB app': { ...CREATED, conditions: { ...CREATED.conditions, Other: 'True Yes' } } } },
    want: ['create: - DB app: Other True Yes'],
  },
  {
    name: 'ConditionThatIsThere',
    step: { ...CREATE, leaves: { 'DB app': { ...CREATED, conditions: { ...CREATED.conditions, Ready: 'False *' } } } },
    want: ['create: - DB app: Ready False *', 'create: + DB app: Ready True Available'],
  },
  {
    name: 'Secret',
    step: { ...CREATE, leaves: { 'DB app': { ...CREATED, secret: ['attribute.password'] } } },
    want: ['create: - DB app: secret attribute.password', 'create: + DB app: secret none'],
  },
  {
    name: 'Gone',
    step: { ...CREATE, requests: [], delete: ['DB app'], leaves: { 'DB app': CREATED } },
    want: expect.arrayContaining(['create: + DB app: gone']) as unknown as readonly string[],
  },
  {
    name: 'Refusal',
    step: { ...CREATE, refused: 'never *' },
    want: ['create: - refused: never *'],
  },
];

test.each(UNTRUE)('A run that was never seen is told apart: $name', ({ step, want }) => {
  const run: Run = { scenario: 'made up', recorded: 'never', clusters: { home: { engine: 'pg' } }, steps: [step] };
  expect(differencesOf(run)).toEqual(want);
});
