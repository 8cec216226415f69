/** The message for a field that only other engines know. */
export function notSupported(label: string, engines: readonly string[]): string {
  return `not supported for ${label}, only for engine ${engines.join(', ')}: remove it`;
}
