import { type Command, Argument } from 'commander'
import { addExamples, addJsonOption } from '../command-line.js'
import type { CommandNode } from '../completion/command-tree.js'
import type { Context } from '../context.js'

const shells = ['bash', 'zsh', 'fish'] as const

/** A shell whose completion can be written. */
type Shell = (typeof shells)[number]

/** Adds `completion`: what the shell proposes is read from the program itself. */
export function addCompletion(program: Command, { output }: Context): void {
  const command: Command = program
    .command('completion')
    .summary('print the completion of commands and options for a shell')
    .description('Prints a script that lets a shell complete commands, options and their values.')
    .addArgument(new Argument('<shell>', 'which one').choices(shells))
  addJsonOption(command).action(async (shell: Shell, { json }: { json?: boolean }) => {
    const { toCommandTree } = await import('../completion/command-tree.js')
    const script = await toScript(shell, toCommandTree(program))
    if (json === true) return output.json({ shell, script })
    for (const line of script.split('\n')) output.data(line)
  })
  addExamples(command, [
    'eval "$(referly completion bash)"      # in ~/.bashrc',
    'eval "$(referly completion zsh)"       # in ~/.zshrc, after compinit',
    'referly completion fish | source       # in ~/.config/fish/config.fish',
  ])
}

async function toScript(shell: Shell, tree: readonly CommandNode[]): Promise<string> {
  switch (shell) {
    case 'bash':
      return (await import('../completion/bash-completion.js')).toBashCompletion(tree)
    case 'zsh':
      return (await import('../completion/zsh-completion.js')).toZshCompletion(tree)
    case 'fish':
      return (await import('../completion/fish-completion.js')).toFishCompletion(tree)
  }
}
