import { readFileSync } from 'node:fs'
import type { OpenApiDocument } from '@referly-kit/specs/document'
import { parse } from 'yaml'
import { basePaths, createSamples, type ApiName } from './samples.js'

/** The files of the served contracts. */
export const contractFiles: Readonly<Record<ApiName, string>> = {
  referly: 'openapi.json',
  kit: 'kit-openapi.json',
}

/** A contract with the address of its server. */
export interface ServedContract extends OpenApiDocument {
  readonly servers: readonly { readonly url: string; readonly description: string }[]
}

/** Returns a contract as the server serves it: with its own address, and with samples for each operation. */
export function createContract(api: ApiName): ServedContract {
  const source = new URL(`../../../../specs/${api}.yaml`, import.meta.url)
  const document = parse(readFileSync(source, 'utf8')) as OpenApiDocument
  const paths = Object.entries(document.paths).map(([path, methods]) => [
    path,
    Object.fromEntries(
      Object.entries(methods).map(([method, operation]) => {
        const place = { api, document, path, method, operation }
        return [method, { ...operation, 'x-codeSamples': createSamples(place) }]
      }),
    ),
  ])
  return {
    ...document,
    servers: [{ url: basePaths[api], description: 'This server' }],
    paths: Object.fromEntries(paths) as OpenApiDocument['paths'],
  }
}
