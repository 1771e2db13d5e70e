import { startServer, type StartOptions } from '@referly-kit/server'
import { findPostgresql } from '../postgresql.js'
import { startPrismOf } from '../prism.js'
import { kitContractFile } from './kit-contract.js'

/** A program on a target, which only one case uses. */
export interface KitProgram {
  /** The base URL of the kit API. */
  readonly kitUrl: string
  /** The base URL of Referly's API, or `undefined` on a mock, which has no records. */
  readonly referlyUrl: string | undefined
  readonly apiKey: string
}

/** A running implementation of the kit API. */
export interface KitTarget {
  readonly isMock: boolean
  createProgram(): Promise<KitProgram>
  close(): Promise<void>
}

/** Starts the Prism mock of the kit API. */
export async function startKitPrism(): Promise<KitTarget> {
  const { baseUrl, close } = await startPrismOf(kitContractFile)
  const program = { kitUrl: baseUrl, referlyUrl: undefined, apiKey: 'any-key' }
  return { isMock: true, createProgram: () => Promise.resolve(program), close }
}

/** Starts our server on an in-memory PGlite. */
export async function startKitOnPglite(options: StartOptions = {}): Promise<KitTarget> {
  const server = await startServer(options)
  return {
    isMock: false,
    async createProgram() {
      const { id } = await server.admin.createProgram({ name: 'Contract', commissionRate: 20 })
      const { key: apiKey } = await server.admin.createApiKey(id)
      const kitUrl = server.url.replace(/\/api\/v1$/, '/api/kit/v1')
      return { kitUrl, referlyUrl: server.url, apiKey }
    },
    close: () => server.close(),
  }
}

/** Starts our server on its own PostgreSQL, which is stopped with it. */
export async function startKitOnPostgresql(): Promise<KitTarget> {
  const start = findPostgresql()
  if (start === undefined) throw new TypeError('PostgreSQL is not installed.')
  const { databaseUrl, close } = await start()
  const target = await startKitOnPglite({ databaseUrl })
  return { ...target, close: () => target.close().finally(close) }
}
