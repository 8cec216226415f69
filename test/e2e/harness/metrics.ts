/** What a program tells of itself at one moment: a metric, summed over all labels or over those that have this one. */
export type Metrics = (name: string, label?: string) => number;

/** Reads the metrics of a program on this machine. */
export async function readMetrics(port: number): Promise<Metrics> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return (name, label = '') => sum(text, new RegExp(`^${name}(?:\\{(.*)\\})? (\\S+)$`, 'gm'), label);
}

function sum(text: string, line: RegExp, label: string): number {
  const found = [...text.matchAll(line)].filter(([, labels = '']) => labels.includes(label));
  return found.reduce((total, [, , value]) => total + Number(value), 0);
}
