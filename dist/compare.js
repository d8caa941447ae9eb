import { compare } from './index.js';
await compare();
