import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { describeOnce } from './support/describe-once.js';
import { ROOT } from './support/root.js';

describeOnce('readme, NestJS', () => {
  it('shows samples/nest-service, a service of less than 60 lines', async () => {
    const source = await readFile(join(ROOT, 'samples/nest-service/main.ts'), 'utf8');
    const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
    const [, shown] = /^## NestJS$.*?^```typescript\n(.*?)^```$/ms.exec(readme)!;
    const packaged = source
      .replaceAll("'../../lib/index.js'", "'dynastore'")
      .replaceAll(/'\.\.\/\.\.\/lib\/(nestjs|testing)\/index\.js'/g, "'dynastore/$1'");
    expect(shown).to.equal(packaged);
    expect(packaged.trimEnd().split('\n').length).to.be.below(60);
  });
});
