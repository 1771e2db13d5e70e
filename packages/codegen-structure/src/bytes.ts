/**
 * Bytes in memory of their own, as `crypto.getRandomValues` and `Blob` take them. It is `Uint8Array<ArrayBuffer>`, in words
 * that TypeScript before 5.7 understands as well.
 */
export type Bytes = ReturnType<Uint8ArrayConstructor['of']>
