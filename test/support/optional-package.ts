/**
 * A package that `npm run test:matrix` installs and `npm ci` does not; nothing where it is not there. With
 * `DYNASTORE_REQUIRE_OPTIONAL=1` its absence is an error.
 */
export async function optionalPackage(name: string): Promise<any> {
  try {
    return await import(name);
  } catch (error) {
    const isAbsent = (error as { readonly code?: string }).code === 'ERR_MODULE_NOT_FOUND';
    if (!isAbsent || process.env['DYNASTORE_REQUIRE_OPTIONAL'] === '1') throw error;
    return undefined;
  }
}
