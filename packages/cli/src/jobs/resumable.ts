import { isAuthenticationError, isReferlyError } from '@referly-kit/client'
import type { Context } from '../context.js'
import { CliError, isCliError, isSystemError, ResumableError, toMessage } from '../errors.js'
import { toShortPath } from '../invocation.js'
import { toUserMessage } from '../library-errors.js'
import type { JobFiles } from './job-store.js'

/** The way to continue a job. */
export interface ResumeHint {
  /** The command that continues the job. */
  readonly next: string
  readonly directory: string
}

/** Returns the error that ends a run which can be continued. */
export function toResumable(error: unknown, { next, directory }: ResumeHint): unknown {
  if (isCliError(error)) return error
  if (isSystemError(error)) {
    const message = `${directory} cannot be written (${toMessage(error)}). Free up disk space.`
    return new ResumableError('UNWRITABLE_FILE', message, { next, cause: error })
  }
  if (isAuthenticationError(error)) {
    return new ResumableError('AUTHENTICATION', toUserMessage(error), { next, cause: error })
  }
  if (isReferlyError(error)) {
    const code = error.code === 'ABORTED' ? 'INTERRUPTED' : 'NETWORK'
    return new ResumableError(code, toUserMessage(error), { next, cause: error })
  }
  return error
}

/** Creates the error for a job whose files cannot be written. */
export function createUnwritableError(files: JobFiles, error: Error, { cwd }: Context): CliError {
  const directory = toShortPath(files.directory, cwd)
  return new CliError(
    'UNWRITABLE_FILE',
    `${directory} cannot be written (${toMessage(error)}). Free up disk space, change its permissions, or set REFERLY_JOBS_DIR to another directory.`,
    error,
  )
}
