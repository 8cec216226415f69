import type { CommandWords, Words } from './words.js';

/** A script that bash runs, and zsh in the way of bash. Where no word fits, files are completed. */
export function bashScript({ name, commands }: Words): string {
  const shell = `_${name.replaceAll('-', '_')}`;
  const names = commands.map((command) => command.name);
  return `${shell}() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" command="" words="" word
  for word in "\${COMP_WORDS[@]:1:$((COMP_CWORD - 1))}"; do
    case "$word" in ${names.join('|')}) command="$word"; break ;; esac
  done
  case "$command $prev" in
${commands.flatMap(valueCases).join('\n')}
  esac
  if [[ -z "$words" ]]; then
    case "$command $cur" in
${commands.map(({ name: own, flags }) => `      "${own} -"*) words="${flags.map(({ long }) => long).join(' ')}" ;;`).join('\n')}
${commands.flatMap(argumentCase).join('\n')}
      " -"*) words="--help --version" ;;
      " "*) words="${names.join(' ')}" ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F ${shell} ${name}
`;
}

/** The same for zsh. */
export function zshScript(words: Words): string {
  return `autoload -U +X compinit && compinit
autoload -U +X bashcompinit && bashcompinit
${bashScript(words)}`;
}

function valueCases({ name, flags }: CommandWords): readonly string[] {
  return flags
    .filter(({ choices }) => choices.length > 0)
    .map(({ long, short, choices }) => {
      const patterns = [long, ...(short ? [short] : [])].map((flag) => `"${name} ${flag}"`);
      return `    ${patterns.join('|')}) words="${choices.join(' ')}" ;;`;
    });
}

function argumentCase({ name, choices }: CommandWords): readonly string[] {
  return choices.length > 0 ? [`      "${name} "*) words="${choices.join(' ')}" ;;`] : [];
}
