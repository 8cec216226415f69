import { stringify } from 'yaml';

/** The formats of --output for programs. */
export type StructuredFormat = 'json' | 'yaml';

/** A value as JSON or YAML, with a line break at its end. */
export function structured(format: StructuredFormat, value: unknown): string {
  return format === 'json' ? `${JSON.stringify(value, null, 2)}\n` : stringify(value, { lineWidth: 0 });
}
