import type { NewWebhook } from '@referly-kit/types'
import { createWholeOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** The flags that limit how fast an endpoint receives events. */
export interface LimitFlags {
  readonly maxPerSecond?: number | undefined
  readonly concurrency?: number | undefined
}

/** Adds `--max-per-second` and `--concurrency`. */
export function addLimitOptions(command: ReferlyCommand): ReferlyCommand {
  return command
    .addOption(
      createWholeOption('--max-per-second <n>', 'Maximum number of attempts per second', [1, 1000]),
    )
    .addOption(
      createWholeOption('--concurrency <n>', 'Maximum number of concurrent attempts', [1, 50]),
    )
}

/** Returns the limits that are given. */
export function toLimits({
  maxPerSecond,
  concurrency,
}: LimitFlags): Pick<NewWebhook, 'maxPerSecond' | 'concurrency'> {
  return {
    ...(maxPerSecond === undefined ? {} : { maxPerSecond }),
    ...(concurrency === undefined ? {} : { concurrency }),
  }
}
