import { stringify } from 'yaml';

/** The formats of --output for programs. */
export type StructuredFormat = 'json' | 'yaml';

// Most programs read YAML 1.1, where a time without quotes is no text.
const YAML_1_1 = { version: '1.1', lineWidth: 0 } as const;

/** A value as JSON or YAML, with a line break at its end. */
export function structured(format: StructuredFormat, value: unknown): string {
  return format === 'json' ? `${JSON.stringify(value, null, 2)}\n` : stringify(value, YAML_1_1);
}
