import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { inputPipe, REPORT_PIPE, runTool, SIDE_PIPE, type ToolRun } from '../../../../media/ingest/run-tool.js';
import { ToolError } from '../../../../media/ingest/tool-error.js';
import { MasterClock } from '../../../../server/clock/master-clock.js';
import { ManualClock } from '../../../support/manual-clock.js';

const PARENT = fileURLToPath(new URL('../../../support/tool-parent.js', import.meta.url));

const readAll = (output: AsyncIterable<Buffer>): Promise<string> => text(output);

describe('runTool', () => {
  let clock: ManualClock;

  beforeEach(() => {
    clock = new ManualClock(0);
  });

  /** A run of a shell script in place of a tool. */
  const script = (body: string, options: Partial<ToolRun> = {}): ToolRun => ({
    binary: '/bin/sh',
    args: ['-c', body],
    workDir: tmpdir(),
    clock,
    stallMs: 1000,
    ...options,
  });

  async function failure(promise: Promise<unknown>): Promise<unknown> {
    return await promise.then(
      () => expect.fail('it was expected to fail'),
      (error: unknown) => error,
    );
  }

  /** Whether a process has not ended; one that nobody has asked about since (Z) has. */
  const isRunning = (pid: number): boolean => {
    const path = `/proc/${pid}/stat`;
    return existsSync(path) && !/\) Z /.test(readFileSync(path, 'utf8'));
  };

  it('answers what was made of the output, and leaves no timer', async () => {
    expect(await runTool(script('echo one; echo two'), readAll)).to.equal('one\ntwo\n');
    expect(clock.timerCount).to.equal(0);
  });

  it('hands over the lines of the log and of the report', async () => {
    const [log, report]: string[][] = [[], []];
    const onReportLine = (line: string): boolean => report!.push(line) > 0;
    const run = script('echo grumble >&2; echo frame=1 >&3', { onLogLine: (line) => log!.push(line), onReportLine });
    await runTool(run, readAll);
    expect({ log, report, pipe: REPORT_PIPE }).to.deep.equal({
      log: ['grumble'],
      report: ['frame=1'],
      pipe: 'pipe:3',
    });
  });

  it('ends the tool with the process that started it, however that ends', async () => {
    const parent = fork(PARENT);
    const [pid] = (await once(parent, 'message')) as [number];
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    const untilMs = Date.now() + 5000;
    while (isRunning(pid) && Date.now() < untilMs) await setImmediate();
    expect(isRunning(pid)).to.equal(false);
  });

  it('hands over what comes beside the output', async () => {
    const side: Buffer[] = [];
    const run = script('echo beside >&4; echo out', { onSideBytes: (bytes) => side.push(bytes) });
    expect(await runTool(run, readAll)).to.equal('out\n');
    expect(Buffer.concat(side).toString()).to.equal('beside\n');
    expect(SIDE_PIPE).to.equal('pipe:4');
  });

  it('feeds any number of inputs, and minds no tool that stops reading', async () => {
    const inputs = [[Buffer.from('first ')], [Buffer.from('second')], [Buffer.alloc(10_000_000)]];
    const run = script('cat <&5; cat <&6; head -c 10 <&7 >/dev/null', { inputs });
    expect(await runTool(run, readAll)).to.equal('first second');
    expect(inputPipe(0)).to.equal('pipe:5');
  });

  it('lets the tool see nothing of our environment', async () => {
    process.env['STREAMSYNC_TEST_SECRET'] = 'secret';
    try {
      const seen = await runTool(script('env'), readAll);
      expect(seen).not.to.match(/secret/);
      expect(seen).to.match(/^LC_ALL=C$/m);
    } finally {
      delete process.env['STREAMSYNC_TEST_SECRET'];
    }
  });

  it('runs the tool at low priority', async () => {
    // The priority is lowered from outside: give it the moment until then.
    const own = Number(await runTool(script('while [ "$(nice)" -lt 10 ]; do :; done; nice'), readAll));
    expect(own).to.be.at.least(10);
    const idle = script('while [ "$(nice)" -lt 19 ]; do :; done; nice', { priority: 'lowest' });
    expect(Number(await runTool(idle, readAll))).to.equal(19);
  });

  it('runs the session of the tool at low priority, where Linux shares the processors between sessions', async () => {
    const lowered = 'while [ -e /proc/$$/autogroup ] && ! grep -q "nice 10" /proc/$$/autogroup; do sleep 0.01; done';
    await runTool(script(lowered, { clock: new MasterClock() }), readAll);
  });

  it('bounds the memory of the tool', async () => {
    // The bound, too, is set from outside.
    const waiting = 'while [ "$(ulimit -d)" = unlimited ]; do :; done; ulimit -d';
    const kibibytes = await runTool({ ...script(waiting), memoryBytes: 64 * 1024 ** 2 }, readAll);
    expect(Number(kibibytes)).to.equal(64 * 1024);
  });

  it('tells the exit code and the end of the log of a tool that fails', async () => {
    const error = await failure(runTool(script('for i in $(seq 100); do echo line $i >&2; done; exit 3'), readAll));
    expect(error).to.be.instanceOf(ToolError);
    const { failure: how, log } = error as ToolError;
    expect(how).to.deep.equal({ kind: 'ended', exitCode: 3, signal: null });
    expect(log.split('\n')).to.have.length(40).and.to.include('line 100');
  });

  it('tells the signal that ended a tool, even when its output was cut off by it', async () => {
    const refuse = async (output: AsyncIterable<Buffer>): Promise<never> => {
      await readAll(output);
      throw new Error('the output is cut off');
    };
    const error = await failure(runTool(script('echo half; kill -9 $$'), refuse));
    expect((error as ToolError).failure).to.deep.equal({ kind: 'ended', exitCode: null, signal: 'SIGKILL' });
  });

  it('tells why a tool could not be started', async () => {
    const error = await failure(runTool({ ...script(''), binary: '/nowhere/tool' }, readAll));
    expect((error as ToolError).failure).to.include({ kind: 'not-started' });
  });

  it('ends a tool whose output is refused, and throws the refusal', async () => {
    let pid = 0;
    const refusal = new Error('not what I wanted');
    const refuse = async (output: AsyncIterable<Buffer>): Promise<never> => {
      for await (const chunk of output) {
        pid = Number(chunk.toString());
        throw refusal;
      }
      throw new Error('there was no output');
    };
    expect(await failure(runTool(script('echo $$; exec sleep 60'), refuse))).to.equal(refusal);
    expect(isRunning(pid)).to.equal(false);
    expect(clock.timerCount).to.equal(0);
  });

  describe('settles whatever becomes of whoever takes its output', () => {
    const flood = 'echo $$; exec yes';
    const never = (): Promise<never> => new Promise(() => undefined);

    interface EarlyEnd {
      readonly what: string;
      readonly body: string;
      /** What is done with the process id, which comes first, and with the rest of the output. */
      consume(pid: number, rest: AsyncIterator<Buffer>, abort: AbortController): Promise<unknown>;
      readonly expected: string | RegExp;
    }

    const ends: readonly EarlyEnd[] = [
      {
        what: 'it throws, and leaves the rest unread',
        body: flood,
        consume: () => Promise.reject(new Error('no more of this')),
        expected: /no more of this/,
      },
      {
        what: 'it answers before the end',
        body: flood,
        consume: async () => 'answered',
        expected: 'answered',
      },
      {
        what: 'it never answers, and the tool is killed',
        body: flood,
        consume(pid) {
          process.kill(pid, 'SIGKILL');
          return never();
        },
        expected: /its output was not taken/,
      },
      {
        what: 'it never answers, and the tool has done its work',
        body: 'echo $$; seq 10',
        consume: never,
        expected: /its output was not taken/,
      },
      {
        what: 'it reads to the end, and something else holds the pipe open',
        body: 'setsid sleep 30 & echo $$',
        async consume(_, rest) {
          while ((await rest.next()).done !== true);
          return 'answered';
        },
        expected: 'answered',
      },
      {
        what: 'it is aborted and heeds nothing',
        body: flood,
        consume(_, __, abort) {
          abort.abort(new Error('no longer wanted'));
          return never();
        },
        expected: /no longer wanted/,
      },
    ];
    const real = new MasterClock();
    const outcomes = new Map<EarlyEnd, Promise<{ found: unknown; pid: number }>>();

    async function outcomeOf({ body, consume }: EarlyEnd): Promise<{ found: unknown; pid: number }> {
      const abort = new AbortController();
      let pid = 0;
      const run = script(body, { clock: real, stallMs: 60_000, signal: abort.signal });
      const found = await runTool(run, async (output) => {
        const rest = output[Symbol.asyncIterator]();
        pid = Number.parseInt(String((await rest.next()).value), 10);
        return consume(pid, rest, abort);
      }).catch((error: unknown) => error);
      return { found, pid };
    }

    before(() => {
      // All at once: some take the seconds that they are allowed.
      for (const end of ends) outcomes.set(end, outcomeOf(end));
    });

    after(() => real.close());

    for (const end of ends) {
      it(`when ${end.what}`, async () => {
        const { found, pid } = await outcomes.get(end)!;
        if (found instanceof Error) expect(found.message).to.match(end.expected as RegExp);
        else expect(found).to.equal(end.expected);
        while (isRunning(pid)) await setImmediate();
      });
    }
  });

  it('ends an aborted tool, together with what it started, and throws the reason', async () => {
    const abort = new AbortController();
    const reason = new Error('no longer wanted');
    let pid = 0;
    const abortOnOutput = async (output: AsyncIterable<Buffer>): Promise<void> => {
      for await (const chunk of output) {
        pid = Number(chunk.toString());
        abort.abort(reason);
      }
    };
    const run = script('sleep 60 & echo $!; wait', { signal: abort.signal });
    expect(await failure(runTool(run, abortOnOutput))).to.equal(reason);
    // The kernel closes the pipes of a killed process a moment before it is gone.
    while (isRunning(pid)) await setImmediate();
  });

  it('does not start an aborted tool', async () => {
    const reason = new Error('too late');
    const run = { ...script(''), binary: '/nowhere/tool', signal: AbortSignal.abort(reason) };
    expect(await failure(runTool(run, readAll))).to.equal(reason);
  });

  it('ends a tool that does not get on', async () => {
    const stalling = runTool(script('exec sleep 60'), readAll);
    await clock.advance(1000);
    expect(((await failure(stalling)) as ToolError).failure).to.deep.equal({ kind: 'stalled', afterMs: 1000 });
  });

  it('ends a tool that goes on and on, however well it gets on', async () => {
    const run = { ...script('while :; do echo more; sleep 0.01; done'), longestMs: 500 };
    let seen = 0;
    const advanceOnOutput = async (output: AsyncIterable<Buffer>): Promise<void> => {
      for await (const _ of output) {
        seen += 1;
        await clock.advance(100);
      }
    };
    const error = (await failure(runTool(run, advanceOnOutput))) as ToolError;
    expect(error.failure).to.deep.equal({ kind: 'overran', afterMs: 500 });
    expect(seen).to.be.at.least(5);
  });

  it('ends a tool that writes more than it can need', async () => {
    const mostBytes = 1_000_000;
    const fits = script(`head -c ${mostBytes} /dev/zero`, { mostBytes });
    expect(await runTool(fits, readAll)).to.have.lengthOf(mostBytes);
    const error = (await failure(runTool(script('yes', { mostBytes }), readAll))) as ToolError;
    expect(error.failure).to.deep.equal({ kind: 'oversized', mostBytes });
    expect(error.message).to.equal('sh wrote more than 1000000 bytes');
    expect(clock.timerCount).to.equal(0);
  });

  it('counts output as getting on, and a report line only when it shows that', async () => {
    let reports = 0;
    const onReportLine = (line: string): boolean => {
      reports += 1;
      return line === 'more';
    };
    const seen: string[] = [];
    const advanceOnOutput = async (output: AsyncIterable<Buffer>): Promise<void> => {
      for await (const chunk of output) {
        seen.push(chunk.toString());
        await clock.advance(999);
      }
    };
    const body = 'echo 1; sleep 0.1; echo 2; sleep 0.1; echo same >&3; exec sleep 60';
    const stalling = failure(runTool(script(body, { onReportLine }), advanceOnOutput));
    while (reports === 0) await setImmediate();
    await clock.advance(2);
    expect(((await stalling) as ToolError).failure.kind).to.equal('stalled');
    expect(seen).to.deep.equal(['1\n', '2\n']);
  });
});
