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
  const last = [...requirements].reverse();
  for (const [name, selector] of last) writeRequirement(writer, 2, name, selector);
  if (!legacyRequirements) return;
  // Before v2.0 Crossplane knows no namespace here: it would look for the resource in none, and fail altogether.
  for (const [name, selector] of last)
    if (selector.namespace === undefined) writeRequirement(writer, 1, name, selector);
}

function writeRequirement(writer: Writer, field: number, name: string, selector: ResourceSelector): void {
  const entry = writer.length;
  if (selector.namespace !== undefined) writer.string(5, selector.namespace);
  if ('matchName' in selector) writer.string(3, selector.matchName);
  else writeLabels(writer, selector.matchLabels);
  writer.string(2, selector.kind);
  writer.string(1, selector.apiVersion);
  writer.close(2, entry);
  writer.string(1, name);
  writer.close(field, entry);
}

function writeLabels(writer: Writer, labels: Readonly<Record<string, string>>): void {
  const mark = writer.length;
  for (const [name, value] of Object.entries(labels).reverse()) {
    const entry = writer.length;
    writer.string(2, value);
    writer.string(1, name);
    writer.close(1, entry);
  }
  writer.close(4, mark);
}
