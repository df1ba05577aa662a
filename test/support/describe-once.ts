const DECLARED = Symbol.for('dynastore.test.declared');
const holder = globalThis as { [DECLARED]?: Set<string> };

/** A suite that has nothing to do with decorators: it runs in the first decorator mode that is loaded, not in both. */
export function describeOnce(module: string, declareTests: () => void): void {
  const declared = (holder[DECLARED] ??= new Set());
  if (declared.has(module)) return;
  declared.add(module);
  describe(module, declareTests);
}
