import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { tellStory } from '../../samples/single-table-shop/story.js';
import { onEachEngine } from '../support/engines.js';
import { ROOT } from '../support/root.js';

describe('samples/single-table-shop', () => {
  let expected: string;
  before(async () => (expected = await readFile(join(ROOT, 'samples/single-table-shop/expected.txt'), 'utf8')));

  it('prints what it is expected to, and ends by itself', async () => {
    const program = fileURLToPath(new URL('../../samples/single-table-shop/main.js', import.meta.url));
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--disable-warning=Warning', program]);
    expect({ stdout, stderr }).to.deep.equal({ stdout: expected, stderr: '' });
  });

  onEachEngine((engine) => {
    it('tells the same', async () => {
      const lines: string[] = [];
      const table = `single-table-shop-${randomUUID()}`;
      await tellStory({ client: engine.client, table, print: (line) => lines.push(line) });
      expect(lines.join('\n')).to.equal(expected.trimEnd());
    });
  });
});
