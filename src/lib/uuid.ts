const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The length of a UUID in characters. */
export const UUID_LENGTH = 36;

/** Whether a text is a UUID as DigitalOcean writes it, in lower case. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
