import { type Addresses, addressesOf } from './addresses.js';
import type { Fact, FactSources } from './fact-table.js';

/** The facts of one connection, as formats and templates use them. Each text is built when it is asked for. */
export class NamedFacts {
  private readonly addresses: Addresses;

  constructor(private readonly sources: FactSources) {
    this.addresses = addressesOf(sources);
  }

  /** Never empty; `undefined` while it is not known and for a connection without it. */
  text(fact: Fact): string | undefined {
    return fact.text(this.sources, this.addresses) || undefined;
  }

  /** Whether a format has to wait for it. */
  isNeeded(fact: Fact): boolean {
    return fact.isNeeded(this.sources, this.addresses);
  }

  /** Whether a format has a key for it. */
  isListed(fact: Fact): boolean {
    return fact.isListed(this.sources);
  }
}
