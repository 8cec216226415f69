import fc from 'fast-check';
import type { Endpoint } from '../../src/engines/engine-profile.js';

/** What breaks a connection string that is put together carelessly. */
export const NASTY = `@:/?#%&+ '"é=;,\\$<>[]{}|^\`~!*()é漢😀`;

/** Text with what breaks connection strings in it, and no half of a character. */
export const nasty: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 })), {
    minLength: 1,
    maxLength: 12,
  })
  .map((parts) => parts.join('').replaceAll('\0', ''))
  .filter((text) => text !== '');

/** Every part of a connection, as strange as it can be. */
export const arbEndpoint: fc.Arbitrary<Endpoint> = fc.record({
  host: fc.constantFrom('db.example.com', 'private-db-do-user-1-0.e.db.ondigitalocean.com'),
  port: fc.integer({ min: 1, max: 65_535 }),
  username: nasty,
  password: nasty,
  // A URL's path has no name "." or "..", in whatever spelling.
  database: nasty.filter((name) => !/(^|\/)\.{1,2}(\/|$)/.test(name)),
  clusterName: fc.constantFrom('shop-orders', 'a1b'),
  tls: fc.constantFrom('Require' as const, 'VerifyFull' as const),
  dashboards: fc.constant({ host: 'dashboards.example.com', port: 443 }),
});

/** One connection whose every part has all of it. */
export const NASTY_ENDPOINT: Endpoint = {
  host: 'db.example.com',
  port: 25_060,
  username: `user${NASTY}`,
  password: `pass${NASTY}`,
  database: `base${NASTY}`,
  clusterName: 'shop-orders',
  tls: 'Require',
  dashboards: { host: 'dashboards.example.com', port: 443 },
};
