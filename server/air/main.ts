import { runPart } from '../process.js';
import { Air } from './app.js';

runPart(async ({ order, logger, notify }) => {
  const air = await Air.create(order, logger);
  const tellOffset = () => notify({ type: 'clock', offsetMs: air.clock.offsetMs });
  air.clock.on('offset', tellOffset);
  tellOffset();
  return air;
});
