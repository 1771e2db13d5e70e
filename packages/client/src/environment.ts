interface MaybeProcess {
  readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> }
}

/** Reads an environment variable; undefined where there is none, where it is empty, and where there is no process. */
export function readEnvironment(name: string): string | undefined {
  try {
    return (globalThis as MaybeProcess).process?.env?.[name] || undefined
  } catch {
    // Deno throws when the permission to read the environment is not given.
    return undefined
  }
}
