import { parentPort, workerData } from 'node:worker_threads';
import type { BinaryKind } from '@/lib/documents/sniff-document';
import type { DocumentResult } from '@/server/core/ports/document-reader';
import { readPdf } from './read-pdf';
import { readZip } from './read-zip';

// The body of the worker thread: one document, one answer.
const { kind, bytes } = workerData as { kind: BinaryKind; bytes: Uint8Array };
const result: DocumentResult = kind === 'pdf' ? await readPdf(bytes) : readZip(bytes);
parentPort?.postMessage(result);
