import { cpus } from 'node:os'

/** Describes the machine, the version of Node, and the time, for the header of a report. */
export function describeMachine(): string {
  const cores = cpus()
  const model = cores[0]?.model ?? 'unknown CPU'
  return `${model}, ${cores.length} cores, Node ${process.version}, ${new Date().toISOString()}`
}
