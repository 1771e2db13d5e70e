import type { Middleware } from '../src/index.js'

/** A middleware, and the errors that it saw on their way. */
export interface ErrorWatch {
  readonly errors: readonly unknown[]
  readonly watch: Middleware
}

/** Creates a middleware that passes every error on and keeps it. */
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
