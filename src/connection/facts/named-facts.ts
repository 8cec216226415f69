import { type Addresses, addressesOf } from './addresses.js';
import type { Fact, FactSources } from './fact-table.js';

/** The facts of one connection, as formats and templates want them. */
export interface NamedFacts {
  /** Plain, never empty; `undefined` while it is not known and for a connection that has none. */
  text(fact: Fact): string | undefined;
  /** Whether a format has to wait for it. */
  isNeeded(fact: Fact): boolean;
  /** Whether a format has a key for it. */
  isListed(fact: Fact): boolean;
}

/** The facts of one connection; each is worked out when it is asked for. */
export function namedFacts(sources: FactSources): NamedFacts {
  return new ConnectionTexts(sources, addressesOf(sources));
}

class ConnectionTexts implements NamedFacts {
  constructor(
    private readonly sources: FactSources,
    private readonly addresses: Addresses,
  ) {}

  text(fact: Fact): string | undefined {
    return fact.text(this.sources, this.addresses) || undefined;
  }

  isNeeded(fact: Fact): boolean {
    return fact.isNeeded(this.sources, this.addresses);
  }

  isListed(fact: Fact): boolean {
    return fact.isListed(this.sources);
  }
}
