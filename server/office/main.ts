import { runPart } from '../process.js';
import { Office } from './app.js';

runPart(({ order, logger, notify }) =>
  Office.create(order, logger, ({ username, password }) => notify({ type: 'admin-made', username, password })),
);
