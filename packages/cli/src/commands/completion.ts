import { Argument } from 'commander'
import type { CommandNode } from '../completion/command-tree.js'
import type { Context } from '../context.js'
import { addJsonOption } from './options.js'
import type { ReferlyCommand } from './referly-command.js'

const shells = ['bash', 'zsh', 'fish'] as const

/** A shell that has a completion script. */
type Shell = (typeof shells)[number]

/** Adds `completion`, which reads the commands and options from the program itself. */
export function addCompletion(command: ReferlyCommand, { output }: Context): void {
  command
    .details('It completes commands, options, and their values.')
    .addArgument(new Argument('<shell>', 'Shell to complete in').choices(shells))
    .examples([
      'eval "$(referly completion bash)"      # in ~/.bashrc',
      'eval "$(referly completion zsh)"       # in ~/.zshrc, after compinit',
      'referly completion fish | source       # in ~/.config/fish/config.fish',
    ])
  addJsonOption(command).action(async (shell: Shell, { json }: { json?: boolean }) => {
    const { toCommandTree } = await import('../completion/command-tree.js')
    const script = await toScript(shell, toCommandTree(command.parent ?? command))
    if (json === true) return output.json({ shell, script })
    for (const line of script.split('\n')) output.data(line)
  })
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
