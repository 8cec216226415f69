import { namedSecrets } from '../../simulation/named-secrets.js';
import { certificatesName } from '../../src/api/names.js';
import { asList, asObject, asString, at, type JsonObject } from '../../src/lib/json.js';
import type { TestRequest } from './run.js';

/**
 * What Crossplane answers of the Secrets that log sinks name: as files have them, with a newline at the end, or `clean`. The
 * names of the trimmed ones are free.
 */
export function sinkSecrets(
  composite: JsonObject,
  how: 'lined' | 'clean' = 'clean',
): NonNullable<TestRequest['required']> {
  const named = namedSecrets(composite).map((secret) => [
    `log-sink-secret-${at(secret, 'metadata', 'name')}`,
    [how === 'lined' ? secret : { ...secret, data: trimmed(asObject(secret.data)) }],
  ]);
  const free = asList(at(composite, 'spec', 'cluster', 'logSinks')).flatMap((sink) =>
    ['opensearch', 'rsyslog'].map((kind) => {
      const owner = asString(at(composite, 'metadata', 'name')) ?? '';
      return [`existing-secret-${certificatesName(owner, `logsink-${kind}-${at(sink, 'name')}`)}`, []];
    }),
  );
  return Object.fromEntries([...named, ...free]);
}

function trimmed(data: JsonObject): JsonObject {
  const entries = Object.entries(data).map(([key, value]) => {
    const text = Buffer.from(asString(value) ?? '', 'base64').toString();
    return [key, Buffer.from(text.trim()).toString('base64')] as const;
  });
  return Object.fromEntries(entries);
}
