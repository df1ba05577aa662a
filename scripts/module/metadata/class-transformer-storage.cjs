// For bundlers, in place of the module of this name: they may have given the program either copy of class-transformer, and
// the other one knows nothing. Each `require` stands in a `try` of its own, as of a package that may not be there.
module.exports = function loadStorage() {
  const storages = [loadMain(), loadModule()].filter((storage) => storage !== undefined);
  return storages.find(isUsed) ?? storages[0];
};

function loadMain() {
  try {
    return require('class-transformer/cjs/storage.js').defaultMetadataStorage;
  } catch {
    return undefined;
  }
}

function loadModule() {
  try {
    return require('class-transformer/esm5/storage.js').defaultMetadataStorage;
  } catch {
    return undefined;
  }
}

function isUsed(storage) {
  return Object.values(storage).some((member) => member instanceof Map && member.size > 0);
}
