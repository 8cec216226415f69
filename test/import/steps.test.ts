import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import type { ImportSource } from '../../src/commands/options.js';
import { asList, asObject, asString, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { quoted } from '../../tools/import/shell.js';
import { importFrom, inputOf } from './support.js';

/** Runs lines in a shell whose programs only tell what they were given. */
function argumentsOf(lines: readonly string[]): readonly (readonly string[])[] {
  const tell = (name: string) => `${name}() { printf '%s\\0' "$@"; printf '\\n\\0'; }`;
  const script = ['set -eu', tell('kubectl'), tell('terraform'), ...lines].join('\n');
  const out = execFileSync('sh', ['-c', script], { encoding: 'utf8' });
  return out
    .split('\0\n\0')
    .slice(0, -1)
    .map((call) => call.split('\0'));
}

const COMMANDS: readonly (readonly [ImportSource, string])[] = [
  ['do-operator', 'do-operator.yaml'],
  ['terraform', 'terraform.json'],
  ['provider', 'provider.yaml'],
];

function stepsOf(source: ImportSource, file: string): readonly JsonObject[] {
  const { out } = importFrom(source, { files: [inputOf(file)], mode: 'controlled', output: 'json' });
  return asList(at(JSON.parse(out) as Json, 'steps')).map(asObject);
}

describe.each(COMMANDS)('the steps of %s', (source, file) => {
  const steps = stepsOf(source, file);
  const lines = steps.flatMap(({ commands }) => asList(commands).map(String));
  // What a variable is given is another command's answer, which here is what that was given.
  const calls = argumentsOf(lines.map((line) => line.replace(/^OWNER=\$\(.*\)$/, 'OWNER=the-uid')));

  test('are lines that a shell takes', () => {
    expect(lines.length).toBeGreaterThan(5);
    expect(calls.length).toBe(lines.filter((line) => !line.startsWith('OWNER=')).length);
  });

  test('have patches that are JSON', () => {
    const patches = calls.filter((call) => call.includes('patch')).map((call) => call[call.indexOf('-p') + 1] ?? '');
    expect(patches.length).toBeGreaterThan(0);
    for (const patch of patches) expect(Object.keys(asObject(JSON.parse(patch) as Json))).toHaveLength(1);
    const owners = patches.flatMap((patch) =>
      asList(at(JSON.parse(patch) as Json, 'metadata', 'ownerReferences')).map((owner) => at(owner, 'uid')),
    );
    expect([...new Set(owners)]).toEqual(source === 'do-operator' ? ['the-uid'] : []);
  });

  test('confirm before anything old goes, and stop or bind what could delete before that', () => {
    const place = (wanted: RegExp) => lines.findIndex((line) => wanted.test(line));
    const confirmed = place(/adoptConfirmed/);
    expect(confirmed).toBeGreaterThan(0);
    const deleted = place(/^kubectl (?:-n \S+ )?delete (?!validatingwebhook)/);
    if (deleted !== -1) expect(deleted).toBeGreaterThan(confirmed);
    const safe = { 'do-operator': /--replicas=0/, terraform: /terraform state rm/, provider: /"Observe"/ }[source];
    expect(place(safe)).toBeGreaterThanOrEqual(0);
    expect(place(safe)).toBeLessThan(confirmed);
  });

  test('each say what they are for', () => {
    expect(steps.map(({ title }) => asString(title)).filter((title) => title === undefined)).toEqual([]);
  });
});

test.each(["it's", 'a b', '$(rm -rf /)', '`x`', '"', 'module.a["b"].c', 'plain-1.2/x', ''])(
  '%j is one word of a shell',
  (word) => {
    expect(argumentsOf([`kubectl ${quoted(word)}`])).toEqual([[word]]);
  },
);
