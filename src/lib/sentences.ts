/** Joins sentences into one line, up to about `room` characters; the first always stands, of the rest is told how many there are. */
export function joinSentences(sentences: readonly string[], room: number): string {
  const told: string[] = [];
  let left = room;
  for (const sentence of sentences) {
    left -= sentence.length;
    if (left < 0 && told.length > 0) break;
    told.push(sentence);
  }
  const rest = sentences.length - told.length;
  return [...told, ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ');
}
