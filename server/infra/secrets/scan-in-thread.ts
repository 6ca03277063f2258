import { parentPort, workerData } from 'node:worker_threads';
import { createFinder } from './find-secrets';

// The body of the worker thread: one text, one answer.
parentPort?.postMessage(await createFinder()(workerData as string));
