// A worker thread starts as plain JavaScript; what it runs is TypeScript like everything else.
import { register } from 'tsx/esm/api';

register();
await import('./scan-in-thread.ts');
