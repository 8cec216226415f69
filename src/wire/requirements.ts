import { message } from './write-message.js';
import type { Writer } from './writer.js';

interface SelectedKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent for a cluster-scoped resource. */
  readonly namespace?: string;
}

/** One resource by its name. */
export interface NamedSelector extends SelectedKind {
  readonly matchName: string;
}

/** All resources with certain labels. */
export interface LabelledSelector extends SelectedKind {
  readonly matchLabels: Readonly<Record<string, string>>;
}

/** What Crossplane can look up. */
export type ResourceSelector = NamedSelector | LabelledSelector;

/** What to ask for, by the name of the request. */
export interface Requirements {
  readonly requirements: ReadonlyMap<string, ResourceSelector>;
  /** Whether to ask by `extra_resources` too, for a Crossplane that may know nothing else: it finds cluster-scoped resources. */
  readonly legacyRequirements: boolean;
}

/** Writes what Crossplane shall look up: the fields of a Requirements message. */
export function writeRequirements(writer: Writer, { requirements, legacyRequirements }: Requirements): void {
  for (const entry of [...requirements].reverse()) message(writer, 2, () => writeRequirement(writer, entry));
  if (!legacyRequirements) return;
  // Before v2.0 Crossplane knows no namespace here: it would look for the resource in none, and fail altogether.
  for (const entry of [...requirements].reverse())
    if (entry[1].namespace === undefined) message(writer, 1, () => writeRequirement(writer, entry));
}

function writeRequirement(writer: Writer, [name, selector]: readonly [string, ResourceSelector]): void {
  message(writer, 2, () => writeSelector(writer, selector));
  writer.string(1, name);
}

function writeSelector(writer: Writer, selector: ResourceSelector): void {
  if (selector.namespace !== undefined) writer.string(5, selector.namespace);
  if ('matchName' in selector) writer.string(3, selector.matchName);
  else message(writer, 4, () => writeLabels(writer, selector.matchLabels));
  writer.string(2, selector.kind);
  writer.string(1, selector.apiVersion);
}

function writeLabels(writer: Writer, labels: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(labels).reverse())
    message(writer, 1, () => {
      writer.string(2, value);
      writer.string(1, name);
    });
}
