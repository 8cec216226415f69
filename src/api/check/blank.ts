/** What to say of a text of nothing but white space. */
export const BLANK = 'must not be blank: the provider refuses it; write it, or leave it out';

/** Whether a text has nothing but white space, which the provider takes for nothing. */
export function isBlank(text: string | undefined): boolean {
  return text !== undefined && text.trim() === '';
}
