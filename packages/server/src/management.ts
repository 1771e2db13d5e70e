import { once } from 'node:events'
import { listen, toAddress, toUrl } from './addresses.js'
import type { App } from './app.js'
import { createManagement } from './http/management.js'

/** The second port, for operators. */
export interface Management {
  readonly url: string | undefined
  /** From now on `/readyz` asks the app. */
  serve(app: App): void
  /** From now on `/readyz` says that the server stops. */
  drain(): void
  close(): Promise<void>
}

/** Where the second port is; none without a port. */
export interface ManagementOptions {
  readonly managementPort?: number | undefined
  readonly managementHost?: string | undefined
}

/** Opens the second port, before the database opens: so probes see a start that takes long. */
export async function startManagement(options: ManagementOptions): Promise<Management> {
  let app: App | undefined
  let problem: string | undefined = 'starting'
  const server = createManagement({
    readReadiness: async () => problem ?? app?.readReadiness(),
    toMetrics: () => app?.toMetrics() ?? '',
  })
  const { managementPort, managementHost } = options
  const address = toAddress('managementPort', managementPort ?? 0, managementHost)
  if (managementPort !== undefined) await listen(server, address)
  return {
    url: managementPort === undefined ? undefined : toUrl(server, address),
    serve(running) {
      app = running
      problem = undefined
    },
    drain: () => void (problem = 'stopping'),
    async close() {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
