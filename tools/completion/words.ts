import type { Command } from 'commander';

/** What can be completed of a command line, read from its declaration. */
export interface Words {
  readonly name: string;
  readonly commands: readonly CommandWords[];
}

/** A command with its flags. */
export interface CommandWords {
  readonly name: string;
  readonly description: string;
  /** Whether it takes files. */
  readonly takesFiles: boolean;
  /** The values of its argument, if there are only these. */
  readonly choices: readonly string[];
  readonly flags: readonly FlagWords[];
}

/** A flag: `--long`, maybe `-s`, and what may follow. */
export interface FlagWords {
  readonly long: string;
  readonly short: string | undefined;
  readonly description: string;
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

/** All that a person may type. */
export function wordsOf(program: Command): Words {
  return { name: program.name(), commands: program.createHelp().visibleCommands(program).map(commandWords) };
}

function commandWords(command: Command): CommandWords {
  const choices = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices);
  return {
    name: command.name(),
    description: command.description(),
    takesFiles: command.registeredArguments.some(({ description }) => /\bfiles?\b/.test(description)),
    choices,
    flags: command
      .createHelp()
      .visibleOptions(command)
      .flatMap(({ long, short, description, required, optional, argChoices = [] }): readonly FlagWords[] =>
        long ? [{ long, short, description, takesValue: required || optional, choices: argChoices }] : [],
      ),
  };
}
