import { setTimeout as sleep } from 'node:timers/promises';
import { it } from '@jest/globals';

it('a test of a busy machine may take longer than the five seconds of Jest’s own', () => sleep(5_500));
