#!/usr/bin/env node
import { toInvocation } from './invocation.js'
import { run } from './run.js'
import { createInput } from './terminal/input.js'
import { createInterruption, isStartedByNpm } from './terminal/interruption.js'
import { createOutput } from './terminal/output.js'

// A reader that closes early, such as `head`, is not a failure. A full disk is reported once.
let isOutputLost = false
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE' || isOutputLost) return
  isOutputLost = true
  process.exitCode = 1
  process.stderr.write(`Error: The output cannot be written (${error.message}).\n`)
})
// There is nowhere left to report it.
process.stderr.on('error', () => undefined)

// The exit code is set, not forced, so that pending output is written. A handle left open shows as a
// process that does not end.
const code = await run(process.argv.slice(2), {
  output: createOutput(process.stdout, process.stderr, { isDumb: process.env['TERM'] === 'dumb' }),
  input: createInput(process.stdin, process.stderr),
  cwd: process.cwd(),
  env: process.env,
  invocation: toInvocation(process),
  signal: createInterruption(process, {
    isForwarded: isStartedByNpm(process.env),
    stopImmediately: () => process.exit(130),
  }),
})
process.exitCode = isOutputLost ? code || 1 : code
