import type { Middleware } from '../src/index.js'

/** A middleware and the errors it has seen. */
export interface ErrorWatch {
  readonly errors: readonly unknown[]
  readonly watch: Middleware
}

/** Creates a middleware that records every error and throws it again. */
export function createErrorWatch(): ErrorWatch {
  const errors: unknown[] = []
  const watch: Middleware = async (request, next) => {
    try {
      return await next(request)
    } catch (error) {
      errors.push(error)
      throw error
    }
  }
  return { errors, watch }
}
