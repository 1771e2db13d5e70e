import { fileURLToPath } from 'node:url'

/**
 * Runs the main function of a module if Node was started with that module, and not if a test imports it. An error is
 * printed without its stack, and the process then exits with 1.
 *
 * @param module the `import.meta.url` of the module
 */
export async function runMain(module: string, main: () => Promise<void> | void): Promise<void> {
  if (process.argv[1] !== fileURLToPath(module)) return
  try {
    await main()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
