/**
 * The file that a module name stands for, seen from here or from the working directory.
 * CommonJS in both builds: its `require.resolve` is the same in both, `import.meta` does not exist in one of them.
 */
function locatePackage(name: string): string {
  return require.resolve(name, { paths: [__dirname, process.cwd()] });
}

export = locatePackage;
