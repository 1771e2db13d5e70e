/** Thrown when a record that an operation has read was changed before the operation could use it. */
export class StaleTermsError extends Error {
  override readonly name: string = 'StaleTermsError'
}

/**
 * Thrown when a process does not know the currency of a program yet, because another one has just changed it.
 *
 * Nothing was done, so the request can be repeated.
 */
export class StaleProgramError extends Error {
  override readonly name: string = 'StaleProgramError'

  constructor(currency: string | undefined) {
    super(`The currency of the program was just changed to ${currency}. Try again.`)
  }
}

// Each attempt fails only when another change was committed in the meantime.
const mostAttempts = 20

/** Runs work that reads records and then uses them, and repeats it when they were changed in between. */
export async function withCurrentTerms<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof StaleTermsError) || attempt === mostAttempts) throw error
    }
  }
}
