import { contract } from './contract.js'
import type { ErrorResponse } from './error-responses.js'
import { kitContract } from './kit-contract.js'
import { kitBasePath } from './kit-routes.js'
import type { ErrorBodyName } from './operations.js'
import { toPath } from './request-log.js'
import { basePath } from './routes.js'

/** A response to a request that no operation answers. */
export interface UnknownRoute extends ErrorResponse {
  /** The methods that the path accepts. */
  readonly allow?: string
}

/** Returns the shape of errors about a URL, which may be unknown or malformed. */
export function toErrorBodyName(url: string): ErrorBodyName {
  return kitPath.test(url) ? 'KitError' : 'Error'
}

const kitPath: RegExp = /^\/api\/kit(?:[/?]|$)/

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
  return toApi(path)
    .paths.filter(([, route]) => isMatch(route, path))
    .map(([method]) => method)
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
  const { base, paths, example } = toApi(path)
  const bare = path.replace(/^\/*(?:api\/+)?(?:kit\/+)?(?:v\d+\/+)?/, '/').replace(/\/+$/, '')
  const meant = paths.find(([, route]) => route === base + bare)
  if (meant !== undefined) return `Did you mean ${base}${bare}?`
  return `Paths start with ${base}/, for example ${base}${example}.`
}

interface KnownApi {
  readonly base: string
  readonly example: string
  readonly paths: readonly (readonly [method: string, route: string])[]
}

function toApi(path: string): KnownApi {
  return toErrorBodyName(path) === 'KitError' ? kitApi : referlyApi
}

const referlyApi: KnownApi = {
  base: basePath,
  example: '/coupons',
  paths: contract.operations.map(({ method, path }) => [method, basePath + path]),
}

const kitApi: KnownApi = {
  base: kitBasePath,
  example: '/program',
  paths: kitContract.operations.map(({ method, path }) => [method, kitBasePath + path]),
}
