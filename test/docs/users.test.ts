import { expect, test } from '@jest/globals';
import { profileOf } from '../../src/engines/engines.js';
import { ACCESS_LEVELS } from '../../src/gen/binding.js';
import { page, rows, section } from './markdown.js';

test('The table of levels is what the engines are sent', () => {
  const [kafka, opensearch] = [profileOf('kafka').acl?.levels, profileOf('opensearch').acl?.levels];
  const told = rows(section(page('docs/users.md'), '## Levels for Kafka and OpenSearch')).slice(
    0,
    ACCESS_LEVELS.length,
  );
  expect(told).toEqual(
    ACCESS_LEVELS.map((level) => [level, kafka?.[level], opensearch?.[level]].map((word) => `\`${word}\``)),
  );
});
