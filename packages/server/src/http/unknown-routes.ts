import { contract } from './contract.js'
import type { ErrorResponse } from './error-responses.js'
import { kitContract } from './kit-contract.js'
import { kitBasePath } from './kit-routes.js'
import { toPath } from './request-log.js'
import { basePath } from './routes.js'

/** A response to a request that no operation answers. */
export interface UnknownRoute extends ErrorResponse {
  /** The methods that the path accepts. */
  readonly allow?: string
}

/** Returns whether a URL is under the path of the kit API. */
export function isKitPath(url: string): boolean {
  return url.startsWith(`${kitBasePath}/`)
}

/** Describes why no operation answers a request: its method, or its path. */
export function describeUnknownRoute(method: string, url: string): UnknownRoute {
  const path = toPath(url)
  const methods = listMethods(path)
  if (methods.length === 0) {
    const shown = path.slice(0, 100)
    return { status: 404, message: `${shown} is not a path of this API. ${toPathHint(shown)}` }
  }
  const accepted = [methods.slice(0, -1).join(', '), methods.at(-1)].filter(Boolean).join(' and ')
  const message = `${path} accepts ${accepted}, but not ${method}.`
  return { status: 405, message, allow: methods.join(', ') }
}

function listMethods(path: string): readonly string[] {
  const { operations } = isKitPath(path) ? kitContract : contract
  const start = isKitPath(path) ? kitBasePath : basePath
  return operations
    .filter((operation) => isMatch(start + operation.path, path))
    .map((operation) => operation.method)
}

/** Returns whether a path has the form of a route, such as `/payouts/:payoutId`. */
function isMatch(route: string, path: string): boolean {
  const steps = path.split('/')
  const wanted = route.split('/')
  const fits = (step: string, at: number): boolean => step.startsWith(':') || step === steps[at]
  return steps.length === wanted.length && wanted.every(fits)
}

/** Suggests the path that differs only in its prefix or slashes, such as `/coupons` or `/api/v1/coupons/`. */
function toPathHint(path: string): string {
  if (isKitPath(path)) {
    return `Paths start with ${kitBasePath}/, for example ${kitBasePath}/program.`
  }
  const bare = path.replace(/^\/*(?:api\/+)?(?:v\d+\/+)?/, '/').replace(/\/+$/, '')
  const meant = contract.operations.find((operation) => operation.path === bare)
  if (meant !== undefined) return `Did you mean ${basePath}${meant.path}?`
  return `Paths start with ${basePath}/, for example ${basePath}/coupons.`
}
