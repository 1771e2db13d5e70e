import {
  createApp,
  isServerError,
  parseEnvironment,
  startServer,
  type ServerErrorCode,
} from '@referly-kit/server'
import { expectTypeOf, it } from 'vitest'

it('starts a server and narrows the code of an error', () => {
  expectTypeOf(createApp).toBeFunction()
  expectTypeOf(startServer).returns.toExtend<Promise<unknown>>()
  expectTypeOf(parseEnvironment).toBeFunction()
  const caught: unknown = new Error('x')
  if (isServerError(caught)) expectTypeOf(caught.code).toEqualTypeOf<ServerErrorCode>()
})

it('refuses an unknown option', () => {
  // @ts-expect-error an unknown option
  const start = (): unknown => startServer({ prot: 3000 })
  expectTypeOf(start).toBeFunction()
})
