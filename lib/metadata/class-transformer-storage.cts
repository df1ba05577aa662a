/**
 * What the decorators of class-transformer wrote, when it is installed. CommonJS in both builds: an optional package is
 * loaded without waiting, and in its own CommonJS copy, which is the one that Node gives to `import` as well. The package
 * has no public door to it.
 */
function loadStorage(): unknown {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
    return (require('class-transformer/cjs/storage.js') as { readonly defaultMetadataStorage?: unknown })
      .defaultMetadataStorage;
  } catch {
    return undefined;
  }
}

export = loadStorage;
