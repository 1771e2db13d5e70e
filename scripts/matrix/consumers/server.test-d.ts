import {
  createApp,
  isServerError,
  parseEnvironment,
  startServer,
  type ServerErrorCode,
} from '@referly-kit/server'
import { expectTypeOf, it } from 'vitest'

it('a server is started, and its errors have closed codes', () => {
  expectTypeOf(createApp).toBeFunction()
  expectTypeOf(startServer).returns.toExtend<Promise<unknown>>()
  expectTypeOf(parseEnvironment).toBeFunction()
  const caught: unknown = new Error('x')
  if (isServerError(caught)) expectTypeOf(caught.code).toEqualTypeOf<ServerErrorCode>()
})

it('a mistake does not compile', () => {
  // @ts-expect-error no such option
  const start = (): unknown => startServer({ prot: 3000 })
  expectTypeOf(start).toBeFunction()
})
