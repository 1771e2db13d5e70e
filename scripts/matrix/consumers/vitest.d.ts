// The little that the consumers' tests use of vitest: its own declarations would be checked along with ours.
export { expectTypeOf } from 'expect-type'
export declare function describe(name: string, run: () => void): void
export declare function test(name: string, run: () => void): void
export declare const it: typeof test
