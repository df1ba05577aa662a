// The program behind `npm run start:single-table`: the story on an engine inside this process, which goes with its data.
import { startLocal } from '../../lib/testing/index.js';
import { tellStory } from './story.js';

const local = await startLocal();
try {
  await tellStory({ client: local.client, table: 'shop', print: (line) => console.log(line) });
} finally {
  await local.stop();
}
