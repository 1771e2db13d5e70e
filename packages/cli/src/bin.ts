#!/usr/bin/env node
import { createInput } from './input.js'
import { createInterruption } from './interruption.js'
import { toInvocation } from './invocation.js'
import { createOutput } from './output.js'
import { run } from './run.js'

// A reader that closes early, such as `head`, is no failure of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

// The exit code is set, not forced: output still in the pipe is written, and a handle that is left
// open shows as a process that does not end.
process.exitCode = await run(process.argv.slice(2), {
  output: createOutput(process.stdout, process.stderr, { isDumb: process.env['TERM'] === 'dumb' }),
  input: createInput(process.stdin, process.stderr),
  cwd: process.cwd(),
  env: process.env,
  invocation: toInvocation(process),
  signal: createInterruption(process, () => process.exit(130)),
})
