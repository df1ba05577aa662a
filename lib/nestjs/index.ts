export { DynastoreModule } from './dynastore-module.js';
export type {
  DynastoreAsyncOptions,
  DynastoreOptions,
  DynastoreOptionsFactory,
  DynastoreRootOptions,
  OnStart,
  StartRetry,
} from './options.js';
export { InjectRepository, InjectSession, getRepositoryToken, getSessionToken } from './tokens.js';
export { DynastoreHealthIndicator } from './health-indicator.js';
export type { DynastoreHealth, PingOptions } from './health-indicator.js';
export { DynastoreExceptionFilter } from './exception-filter.js';
export type { ErrorBody, ErrorMessage } from './exception-filter.js';
export { EntityTagInterceptor, IfMatch, entityTag } from './entity-tag.js';
export type { IfMatchOptions } from './entity-tag.js';
