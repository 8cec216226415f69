import { MANAGED, type ManagedName } from '../kinds/kinds.js';
import { label, managedOf } from '../kinds/resource-keys.js';
import { joinSentences } from '../lib/sentences.js';
import { NOTE } from '../observe/annotations.js';
import type { Facts } from '../observe/facts.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { isMadeAgain } from '../observe/presence.js';
import { holds, LONGEST, type Verdict } from './verdict.js';

/** What was lost at DigitalOcean and has been created again, empty: reported until a person confirms it. */
export function assessMadeAgain({ resources }: Facts): Verdict | undefined {
  const told: string[] = [];
  for (const [key, resource] of resources) {
    const kind = isMadeAgain(resource) ? managedOf(key) : undefined;
    if (kind && MANAGED[kind].leaving === 'DataStays') told.push(sentence(kind, resource));
  }
  return told.length === 0 ? undefined : holds('DataLost', joinSentences(told, LONGEST));
}

function sentence(of: ManagedName, { kind = '', apiVersion = '', name = '', forProvider }: ObservedResource): string {
  const resource = `${kind.toLowerCase()}s.${apiVersion.split('/')[0]} ${name}`;
  return `${label(of, String(forProvider.name))} was lost at DigitalOcean with its data and has been created again, empty; to confirm that you know: kubectl annotate ${resource} ${NOTE}-`;
}
