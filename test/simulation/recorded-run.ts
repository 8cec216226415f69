import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ContentKind } from '../../simulation/provider/engine-facts.js';
import type { JsonObject } from '../../src/lib/json.js';

/** What somebody applied; always the whole of it, by one field owner. */
export interface Applied {
  readonly kind: string;
  readonly name: string;
  readonly externalName?: string;
  readonly policies: readonly string[];
  readonly forProvider: JsonObject;
  /** The connection secret it asks for. */
  readonly secret?: string;
}

/** What was seen of a resource when nothing moved any more. */
export interface Leaves {
  readonly externalName: string;
  /** Whether the provider noted that it creates the counterpart; `anew` where it noted that once more in this step. */
  readonly created: 'no' | 'yes' | 'anew';
  readonly policies: readonly string[];
  /** The id in the status. */
  readonly id: string;
  /** Status, reason and message by type; what is not there was not. */
  readonly conditions: Readonly<Record<string, string>>;
  /** The keys of its connection secret, where it has one. */
  readonly secret?: readonly string[];
}

/** One step of a run, and what was seen after it. */
export interface Step {
  readonly step: string;
  readonly apply?: readonly Applied[];
  /** What the API server said to what was applied, where it refused that. */
  readonly refused?: string;
  /** Resources that somebody deleted in Kubernetes, `<kind> <name>`. */
  readonly delete?: readonly string[];
  /** What somebody else asked of DigitalOcean, behind the provider's back. */
  readonly elsewhere?: readonly string[];
  /** Whether the provider started anew when everything else of the step was done: it forgot what Terraform knew. */
  readonly restart?: boolean;
  /** Where the answer to the next creation gets lost. */
  readonly losesAnswer?: string;
  /** What DigitalOcean refuses the next time it is asked, `<method> <path>`. */
  readonly refuses?: string;
  /** How many looks it took, where nothing coming to rest is not the end. */
  readonly looks?: number;
  /**
   * The provider's requests, where they were recorded: each of those that look once, all others in their order, one that is
   * tried again once.
   */
  readonly requests?: readonly string[];
  /** What became of each resource, `<kind> <name>`. */
  readonly leaves?: Readonly<Record<string, Leaves | 'gone'>>;
}

/** A cluster that was there before, with what lay in it. */
export interface Before {
  readonly engine: string;
  readonly fields?: JsonObject;
  readonly users?: readonly string[];
  readonly databases?: readonly string[];
  readonly contents?: readonly {
    readonly kind: ContentKind;
    readonly fields: JsonObject & { readonly name: string };
  }[];
}

/**
 * What was done with the real provider, and what was seen. Ids stand in braces: those of the clusters that were there
 * before, and others by the name they get where an external name has them first. An asterisk stands for anything.
 */
export interface Run {
  readonly scenario: string;
  readonly recorded: string;
  /** The engines that it was recorded with, where it was the same for each. */
  readonly engines?: readonly string[];
  readonly clusters?: Readonly<Record<string, Before>>;
  readonly steps: readonly Step[];
}

const FOLDER = join(import.meta.dirname, '../fixtures/provider/runs');

/** Every run by the name of its file, one for each engine it was recorded with. */
export function recordedRuns(): readonly { readonly name: string; readonly run: Run }[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .flatMap((file) => forEachEngine(file.replace('.yaml', ''), readFileSync(join(FOLDER, file), 'utf8')));
}

function forEachEngine(name: string, text: string): readonly { readonly name: string; readonly run: Run }[] {
  const { engines }: Run = parse(text);
  if (engines === undefined) return [{ name, run: parse(text) }];
  return engines.map((engine) => ({ name: `${name} (${engine})`, run: parse(text.replaceAll('{engine}', engine)) }));
}
