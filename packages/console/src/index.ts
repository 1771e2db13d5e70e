import { fileURLToPath } from 'node:url'

/**
 * The directory of the console's static files, for the server's option `consoleDir`.
 *
 * @example
 * const server = await startServer({ consoleDir: consoleDirectory })
 */
export const consoleDirectory: string = fileURLToPath(new URL('../dist/page', import.meta.url))
