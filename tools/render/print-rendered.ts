import { stringify } from 'yaml';
import { asObject, at, compact, type JsonObject } from '../../src/lib/json.js';
import type { Rendered } from './render-composite.js';

/** What is printed beside the composite and what it composes. */
export interface Included {
  /** All of the composite's spec and metadata, instead of its name. */
  readonly fullXr: boolean;
  readonly functionResults: boolean;
  readonly context: boolean;
}

/** Crossplane's tools read YAML 1.1, where `off` without quotes is a boolean. Their own output has sorted keys. */
const AS_CROSSPLANE_PRINTS = { version: '1.1', sortMapEntries: true, lineWidth: 0, indentSeq: false } as const;

const RENDER_API = 'render.crossplane.io/v1beta1';
const SEVERITIES: ReadonlyMap<string, string> = new Map([
  ['SEVERITY_FATAL', 'Fatal'],
  ['SEVERITY_WARNING', 'Warning'],
]);

/** Everything that is printed, in the order of `crossplane render`. */
export function renderedDocuments(rendered: Rendered, included: Included): readonly JsonObject[] {
  const { composite, composed, results, context } = rendered;
  const told = results.map(({ message, reason, severity }) =>
    compact({
      apiVersion: RENDER_API,
      kind: 'Result',
      message,
      reason: reason || undefined,
      severity: SEVERITIES.get(severity) ?? 'Normal',
    }),
  );
  return [
    included.fullXr ? composite : withoutSpec(composite),
    ...composed,
    ...(included.functionResults ? told : []),
    ...(included.context ? [{ apiVersion: RENDER_API, kind: 'Context', fields: context }] : []),
  ];
}

/** Documents as one YAML stream. */
export function printYaml(documents: readonly JsonObject[]): string {
  return documents.map((document) => `---\n${stringify(document, AS_CROSSPLANE_PRINTS)}`).join('');
}

// As Crossplane's command prints it: the name, the references and the status.
function withoutSpec({ apiVersion, kind, metadata, spec, status }: JsonObject): JsonObject {
  const references = compact({
    crossplane: at(spec, 'crossplane', 'resourceRefs') && { resourceRefs: at(spec, 'crossplane', 'resourceRefs') },
    resourceRefs: at(spec, 'resourceRefs'),
  } as Record<string, JsonObject | undefined>);
  return compact({
    apiVersion,
    kind,
    metadata: compact({ name: at(metadata, 'name'), namespace: at(metadata, 'namespace') }),
    ...(Object.keys(references).length > 0 ? { spec: references } : {}),
    status: asObject(status),
  });
}
