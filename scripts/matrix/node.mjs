// The tests in one decorator mode, run by the newest of each later release of Node, which npm has as a package. The laws
// are left out: they take long, and no release of Node is likely to break one of them alone.
//   node scripts/matrix/node.mjs [22 24 26]
import { join } from 'node:path';
import { attempt, inFolder, mocha, npm, openly, root } from './steps.mjs';

const RELEASES = ['22', '24'];
const PACKAGE = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

const asked = process.argv.slice(2);
openly(root, ['scripts/compile.mjs', 'standard']);
inFolder('node', (folder) => {
  for (const release of asked.length > 0 ? asked : RELEASES) {
    const home = join(folder, release);
    npm(folder, 'install', '--no-audit', '--no-fund', '--prefix', home, `${PACKAGE}@${release}`);
    const execPath = join(home, 'node_modules', PACKAGE, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    const specs = ['out/standard/test/**/*.test.js', '--ignore', 'out/standard/test/laws/**'];
    attempt(`Node ${release}: tests`, () => mocha(root, `node-${release}`, specs, { execPath }));
  }
});
