export { startLocal } from './start-local.js';
export type { EngineName, EngineSupport, LocalEngine, StartLocalOptions } from './start-local.js';
