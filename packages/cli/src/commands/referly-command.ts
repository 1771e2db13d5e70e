import { Command, type Argument, type ErrorOptions, type Option } from 'commander'
import { toUsageText, usePlainErrors } from './usage-errors.js'

/**
 * A command of `referly`: commander's class, with the parts that every command here has.
 *
 * Its file is loaded at start-up. Whatever takes time to load (the client, the CSV parser, the code generator, the
 * jobs, the server) is imported in the action.
 */
export class ReferlyCommand extends Command {
  /** True when the same words continue the work after a failure. */
  isRepeatable = false

  override createCommand(name?: string): ReferlyCommand {
    return new ReferlyCommand(name)
  }

  override addOption(option: Option): this {
    const field = option.long ?? option.flags
    const { envVar } = option
    usePlainErrors(option, envVar === undefined ? field : `${field} (env: ${envVar})`)
    return super.addOption(option)
  }

  override addArgument(argument: Argument): this {
    usePlainErrors(argument, `<${argument.name()}>`)
    return super.addArgument(argument)
  }

  override error(message: string, options?: ErrorOptions): never {
    return super.error(toUsageText(message), options)
  }

  /** Sets the line in lists of commands, and the help text, which starts with the same sentence. */
  about(summary: string, details?: string): this {
    const sentence = `${summary}.`
    return this.summary(summary).description(
      details === undefined ? sentence : `${sentence} ${details}`,
    )
  }

  /** Adds to the help text. */
  details(text: string): this {
    return this.description(`${this.description()} ${text}`)
  }

  /** Shows examples at the top of the help. */
  examples(lines: readonly string[]): this {
    const text = ['Examples:', ...lines.map((line) => `  ${line}`), ''].join('\n')
    return this.addHelpText('before', text)
  }

  /** Returns whether an option was given on the command line, and not in the environment or by default. */
  isGiven(name: string): boolean {
    return this.getOptionValueSource(name) === 'cli'
  }

  /** Marks the command as one that can be run again unchanged after a failure. */
  repeatable(): this {
    this.isRepeatable = true
    return this
  }
}
