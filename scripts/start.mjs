// npm start: everything that is built, on this machine.
import { begin } from './prepare/begin.mjs';

await begin({ title: 'Signalbox', development: false });
