export { createApp } from './app.js'
export { isServerError, ServerError } from './errors.js'
export { startServer } from './listen.js'
export { parseEnvironment } from './parse-settings.js'
export { renamePromotionalCode } from './rename-code.js'
export { settings } from './settings.js'
export { readDataDirectoryOwner } from './store/pglite/data-directory.js'
export { listUnknownVariables } from './unknown-variables.js'

export type { Admin, ApiKey } from './admin.js'
export type { App } from './app.js'
export type { ImportResult } from './domain/affiliate-imports.js'
export type { Clock } from './domain/identifiers.js'
export type { Approval, LimitToAffiliate, Program, SelfReferral } from './domain/programs.js'
export type { ApiKeyKind, ApiKeyState } from './domain/records.js'
export type { ServerErrorCode, ServerErrorOptions } from './errors.js'
export type { TrustedProxies } from './http/client-address.js'
export type { LogTarget, LogWriter } from './http/log.js'
export type { RateLimit } from './http/rate-limit.js'
export type { RunningServer } from './listen.js'
export type { NewProgram, ProgramSettings } from './program-settings.js'
export type { CodeChange } from './rename-code.js'
export type {
  AppOptions,
  EnvironmentOptions,
  LimitOptions,
  Setting,
  SettingName,
  StartOptions,
  StoreOptions,
} from './settings.js'
export type { DataDirectoryOwner } from './store/pglite/data-directory.js'
export type { UnknownVariable } from './unknown-variables.js'
