import { fileURLToPath } from 'node:url'

/** A CSV file of 20 affiliates that comes with the package. */
export const exampleFile: string = fileURLToPath(
  new URL('../../examples/affiliates.csv', import.meta.url),
)
