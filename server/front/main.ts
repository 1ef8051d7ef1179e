import { runPart } from '../process.js';
import { Front } from './app.js';

runPart(({ order, logger, notify }) =>
  Front.create(order, logger, (request, socket) => notify({ type: 'upgrade', request }, socket)),
);
