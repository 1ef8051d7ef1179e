import { EventEmitter } from 'node:events';

/** Tells that somebody may do less than before, or nothing: who is connected has to show once more who it is. */
export class Endings extends EventEmitter<{ ended: [] }> {}
