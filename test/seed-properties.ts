import fc from 'fast-check';
import { firstSeed } from './engine/first-seed';

// Properties draw from the same seed under CI, as the other random tests do; a failure prints the seed that repeats it.
fc.configureGlobal({ seed: firstSeed('PROPERTY_SEED') });
