// What the package meets at its users: other versions of the SDK, of Node, TypeScript and NestJS. Installs what the lock
// file does not have, into temporary folders.
//   node scripts/matrix.mjs [sdk typescript types node nest]
import { attempt, openly, root } from './matrix/steps.mjs';

const PARTS = ['sdk', 'typescript', 'types', 'node', 'nest'];
const asked = process.argv.slice(2);

for (const part of asked.length > 0 ? asked : PARTS) {
  console.log(`\n-- ${part}`);
  attempt(part, () => openly(root, [`scripts/matrix/${part}.mjs`]));
}
