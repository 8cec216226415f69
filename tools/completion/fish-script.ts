import type { CommandWords, FlagWords, Words } from './words.js';

/** A script that fish runs. */
export function fishScript({ name, commands }: Words): string {
  const complete = `complete -c ${name}`;
  return [
    `${complete} -n __fish_use_subcommand -f`,
    ...commands.flatMap((command) => [
      `${complete} -n __fish_use_subcommand -a ${command.name} -d ${quoted(command.description)}`,
      ...ofCommand(command).map((rest) => `${complete} -n '__fish_seen_subcommand_from ${command.name}' ${rest}`),
    ]),
    '',
  ].join('\n');
}

function ofCommand({ takesFiles, choices, flags }: CommandWords): readonly string[] {
  return [
    takesFiles ? '-F' : '-f',
    ...(choices.length > 0 ? [`-a ${quoted(choices.join(' '))}`] : []),
    ...flags.map(ofFlag),
  ];
}

function ofFlag({ long, short, description, takesValue, choices }: FlagWords): string {
  const value = choices.length > 0 ? [`-x -a ${quoted(choices.join(' '))}`] : takesValue ? ['-r'] : [];
  return [
    `-l ${long.slice(2)}`,
    ...(short ? [`-s ${short.slice(1)}`] : []),
    ...value,
    `-d ${quoted(description)}`,
  ].join(' ');
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
