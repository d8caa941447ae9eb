// How many requests the actions send to GitHub, and where its limits end that: the actions' own code against a GitHub on
// loopback with the past of a large repository.
//   npm run simulate:scale      takes about half a minute
// Prints the Markdown tables of docs/scale.md.
import {
  print,
  tellBreaks,
  tellCollect,
  tellLimit,
  tellMain,
  tellOpen,
  tellPosts,
} from './simulate-scale/tables.js';

// Most of the time the client pauses between what it posts.
const [main, posts, matrix, open, limit] = await Promise.all([
  tellMain(),
  tellPosts(),
  tellCollect(),
  tellOpen(),
  tellLimit(),
]);
const tables = [main.table, posts.table, matrix.table, open, tellBreaks(main, posts, matrix), limit];
process.stdout.write(tables.map(print).join('\n'));
// Connections that clients keep alive would hold the process.
process.exit(0);
