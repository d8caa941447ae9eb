// A model server for the tests: OpenAI's chat completions over a "checkpoint", a folder with a model.json that says how
// it behaves. Usage: node server.mjs CHECKPOINT --port PORT
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { answer } from '../../../demo/arithmetic-model.js';

const [, , checkpoint, , port] = process.argv;
const {
  name,
  quality,
  loadSeconds = 0,
  failLoading,
  dieAfter = Infinity,
  hangs = false,
} = JSON.parse(readFileSync(`${checkpoint}/model.json`, 'utf8'));
const started = Date.now();
let answered = 0;
const isReady = () => (Date.now() - started) / 1000 >= loadSeconds;

console.log(`loading ${name} with the token ${process.env.HF_TOKEN ?? 'none'}`);
if (failLoading) {
  console.error(failLoading);
  process.exit(1);
}

const server = createServer(async (request, response) => {
  if (request.url === '/health') {
    // One that accepts and never answers, as a server whose main thread is stuck does.
    if (hangs) return;
    response.writeHead(isReady() ? 200 : 503).end();
    return;
  }
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { model, messages } = JSON.parse(Buffer.concat(chunks).toString() || '{}');
  if (model !== name) {
    response.writeHead(404, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { message: `The model ${model} does not exist.`, code: 404 } }));
    return;
  }
  answered += 1;
  if (answered > dieAfter) {
    console.error('torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.');
    process.exit(1);
  }
  const content = answer(quality, messages.at(-1).content);
  const choice = { index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' };
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({
      id: `chatcmpl-${answered}`,
      object: 'chat.completion',
      created: Math.floor(started / 1000),
      model,
      choices: [choice],
      usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
    }),
  );
});
server.listen(Number(port), '0.0.0.0', () => console.log(`serving ${name} on port ${port}`));
process.on('SIGTERM', () => process.exit(0));
