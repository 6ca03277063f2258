// npm run dev: the same servers and data as `npm start`, from the sources, with hot reload.
import { begin } from './prepare/begin.mjs';

await begin({ title: 'Signalbox, for development', development: true });
