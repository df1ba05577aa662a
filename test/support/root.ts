import { fileURLToPath } from 'node:url';

/** The project's folder. Tests run from `out/<mode>/test/...`. */
export const ROOT: string = fileURLToPath(new URL('../../../../', import.meta.url));
