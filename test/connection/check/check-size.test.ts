import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Fact, type FactSources, factNames, isBlock } from '../../../src/connection/facts/fact-table.js';
import { NamedFacts } from '../../../src/connection/facts/named-facts.js';
import { LONGEST_CA } from '../../../src/connection/facts/pem.js';
import { formatEntries } from '../../../src/connection/layout/secret-entries.js';
import { profileOf } from '../../../src/engines/engines.js';
import { ENGINES, type Engine } from '../../../src/gen/binding.js';
import type { JsonObject } from '../../../src/lib/json.js';
import { holds } from '../../support/property.js';
import { NOTHING_KNOWN } from '../../support/secrets.js';
import { resolve } from '../../support/stages.js';

// What is accepted fits into a Secret, however long the facts turn out to be.

const LARGEST = 1_048_576;
/** Longer than any host, name and password can make it. */
const LINE = 1000;

class LongestFacts extends NamedFacts {
  override text({ name }: Fact): string {
    return 'x'.repeat(isBlock(name) ? LONGEST_CA : LINE);
  }

  override isListed(): boolean {
    return true;
  }
}

const SOURCES: Omit<FactSources, 'profile'> = {
  endpoint: 'Public',
  tls: 'Require',
  caNeeded: false,
  administrator: false,
  facts: NOTHING_KNOWN,
  pool: undefined,
};

const template = (engine: Engine): fc.Arbitrary<string> => {
  const [blocks, lines] = [true, false].map((block) =>
    factNames(profileOf(engine)).filter((name) => isBlock(name) === block),
  );
  const block = fc.constantFrom(...(blocks ?? [])).map((fact) => `\${${fact}}`);
  const line = fc.tuple(fc.constantFrom(...(lines ?? [])), fc.constantFrom(1, 90, 100)).map(([fact, times]) =>
    `\${${fact}}`
      .repeat(times)
      .slice(0, 1024)
      .replace(/\$[^}]*$/, ''),
  );
  // Lines by the hundred take the most room: without enough of them nothing is refused.
  return fc.oneof({ weight: 1, arbitrary: block }, { weight: 4, arbitrary: line });
};
const keysOf = (engine: Engine): fc.Arbitrary<JsonObject> =>
  fc
    .array(template(engine), { minLength: 1, maxLength: 20, size: 'max' })
    .map((templates) => Object.fromEntries(templates.map((text, i) => [`KEY_${i}`, text])));
const arbitrary = fc
  .constantFrom(...ENGINES)
  .chain((engine) => fc.record({ engine: fc.constant(engine), keys: keysOf(engine) }));

function sizeOf(engine: Engine, keys: JsonObject): { readonly accepted: boolean; readonly bytes: number } {
  const binding = resolve({
    spec: {
      cluster: { engine, ...(profileOf(engine).ownFields.includes('replicas') ? { replicas: [{ name: 'ro' }] } : {}) },
      connection: { secret: { keys }, caCertificate: { configMapRef: { name: 'ca' } } },
    },
  });
  if (!binding.ok) {
    // Nothing else about it is wrong.
    expect(binding.issues.map(({ message }) => message).join()).toMatch(/^makes a Secret of up to [\d.]+ MiB/);
    return { accepted: false, bytes: 0 };
  }
  const profile = profileOf(engine);
  const longest = new LongestFacts({ ...SOURCES, profile });
  const [intent] = binding.value.connection.credentials[0]?.secrets ?? [];
  if (!intent) throw new Error('wanted a Secret');
  const { texts = [] } = formatEntries(profile, intent, longest) ?? {};
  return { accepted: true, bytes: texts.reduce((sum, text = '') => sum + text.length, 0) };
}

test('what is accepted fits', () => {
  const seen = { accepted: 0, refused: 0 };
  holds(
    fc.property(arbitrary, ({ engine, keys }) => {
      const { accepted, bytes } = sizeOf(engine, keys);
      seen[accepted ? 'accepted' : 'refused'] += 1;
      expect(bytes).toBeLessThanOrEqual(LARGEST);
    }),
    500,
  );
  expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(0);
});
