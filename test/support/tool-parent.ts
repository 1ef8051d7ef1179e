import { tmpdir } from 'node:os';
import { runTool } from '../../media/ingest/run-tool.js';
import { MasterClock } from '../../server/clock/master-clock.js';

/** A process to be killed: it runs a tool that works for an hour, and sends its parent the tool's process id. */
await runTool(
  {
    binary: '/bin/sh',
    args: ['-c', 'echo $$; exec sleep 3600'],
    workDir: tmpdir(),
    clock: new MasterClock(),
    stallMs: 3_600_000,
  },
  async (output) => {
    for await (const line of output) process.send?.(Number(String(line)));
  },
);
