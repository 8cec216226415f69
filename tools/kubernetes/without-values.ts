import { redactor } from '../../src/lib/redact.js';
import { type ClusterReader, mapAnswer, type ObjectReader } from './cluster-reader.js';
import { hiddenValues, secretFacts } from './secret-facts.js';

/**
 * An API server that hands out no values of Secrets: a Secret is read only as facts, and its values are remembered to be
 * removed from texts in which others repeat them.
 */
export function withoutValues(reader: ObjectReader): ClusterReader {
  const hidden = new Set<string>();
  let redact = (text: string): string => text;
  const notSecrets = (kind: string): void => {
    if (kind === 'Secret') throw new Error('cannot read a Secret as an object: its values must not be handed out');
  };
  return {
    async get(name) {
      notSecrets(name.kind);
      return reader.get(name);
    },
    async list(apiVersion, kind, namespace) {
      notSecrets(kind);
      return reader.list(apiVersion, kind, namespace);
    },
    async secret(namespace, name) {
      const answer = await reader.get({ apiVersion: 'v1', kind: 'Secret', namespace, name });
      return mapAnswer(answer, (secret) => {
        for (const value of hiddenValues(secret)) hidden.add(value);
        redact = redactor(() => hidden);
        return secretFacts(secret);
      });
    },
    redact: (text) => redact(text),
  };
}
