// The part of vitest that the consumer tests use. With its real declarations, the compiler would check those as well.
export { expectTypeOf } from 'expect-type'
export declare function describe(name: string, run: () => void): void
export declare function test(name: string, run: () => void): void
export declare const it: typeof test
