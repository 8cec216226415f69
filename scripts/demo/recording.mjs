// A recording of a terminal as an SVG: what was printed, line by line, as it is.

const [WIDTH, LINE, MARGIN, TOP, SIZE] = [660, 18, 20, 52, 14];
/** Seconds between two lines. */
const PAUSE = 0.12;
const COLORS = { background: '#15191f', text: '#d7dde5', command: '#8fd18f', dim: '#7d8794' };

/** The SVG of a command and of the lines that it printed. Without animation, all lines are there. */
export function recording(command, lines) {
  const shown = [
    { text: `$ ${command}`, color: COLORS.command },
    ...lines.map((text) => ({ text, color: colorOf(text) })),
  ];
  const height = TOP + shown.length * LINE + MARGIN;
  const rows = shown.map(({ text, color }, index) => {
    const y = TOP + index * LINE;
    const delay = (index * PAUSE).toFixed(2);
    return `<text x="${MARGIN}" y="${y}" fill="${color}" style="animation-delay:${delay}s" xml:space="preserve">${escaped(text)}</text>`;
  });
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Terminal: ${escaped(command)}">`,
    '<style>',
    `text { font: ${SIZE}px ui-monospace, Menlo, Consolas, monospace; animation: show 0.01s both }`,
    '@keyframes show { from { opacity: 0 } to { opacity: 1 } }',
    '@media (prefers-reduced-motion: reduce) { text { animation: none } }',
    '</style>',
    `<rect width="${WIDTH}" height="${height}" rx="8" fill="${COLORS.background}"/>`,
    ...['#e0645c', '#e0b04c', '#6cb45c'].map((fill, i) => `<circle cx="${24 + i * 20}" cy="22" r="6" fill="${fill}"/>`),
    ...rows,
    '</svg>',
  ].join('\n')}\n`;
}

/** Prose is dim, what was written or made is not. */
function colorOf(text) {
  return text.startsWith('  ') ? COLORS.text : COLORS.dim;
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
