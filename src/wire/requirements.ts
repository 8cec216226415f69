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

/** All resources with these labels. */
export interface LabelledSelector extends SelectedKind {
  readonly matchLabels: Readonly<Record<string, string>>;
}

/** What Crossplane can look up. */
export type ResourceSelector = NamedSelector | LabelledSelector;

/** What to ask for, by the name of the requirement. */
export interface Requirements {
  readonly requirements: ReadonlyMap<string, ResourceSelector>;
  /** Whether to use `extra_resources` too, the only way for an older Crossplane: it finds cluster-scoped resources. */
  readonly legacyRequirements: boolean;
}

/** Writes what Crossplane shall look up, as a Requirements message; nothing if there are none. */
export function writeRequirements(writer: Writer, field: number, asked: Requirements): void {
  if (asked.requirements.size === 0) return;
  const mark = writer.length;
  const last = [...asked.requirements].reverse();
  for (const [name, selector] of last) writeRequirement(writer, 2, name, selector);
  // Crossplane before v2.0 does not know namespaces here: it would look for a cluster-scoped resource, and fail altogether.
  for (const [name, selector] of asked.legacyRequirements ? last : [])
    if (selector.namespace === undefined) writeRequirement(writer, 1, name, selector);
  writer.close(field, mark);
}

function writeRequirement(writer: Writer, field: number, name: string, selector: ResourceSelector): void {
  const entry = writer.length;
  if (selector.namespace !== undefined) writer.string(5, selector.namespace);
  if ('matchName' in selector) writer.string(3, selector.matchName);
  else writeLabels(writer, selector.matchLabels);
  writer.string(2, selector.kind);
  writer.string(1, selector.apiVersion);
  writer.close(2, entry);
  writer.closeEntry(field, name, entry);
}

function writeLabels(writer: Writer, labels: Readonly<Record<string, string>>): void {
  const mark = writer.length;
  for (const [name, value] of Object.entries(labels).reverse()) {
    const entry = writer.length;
    writer.string(2, value);
    writer.closeEntry(1, name, entry);
  }
  writer.close(4, mark);
}
