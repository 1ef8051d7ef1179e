import type { AwkwardSource } from './ingest-awkward-sources.js';
import { IngestRig } from './ingest-rig.js';

type Preparation = ReturnType<IngestRig['prepare']>;

let rig: Promise<IngestRig> | undefined;
const preparations = new Map<AwkwardSource, Preparation>();

/** Where awkward sources are prepared, as long as the process lives. */
export function awkwardRig(): Promise<IngestRig> {
  rig ??= IngestRig.create();
  return rig;
}

/** Prepares a source for a house of 640×360 at 30 frames a second; once for all tests of a run. */
export function prepareAwkward(source: AwkwardSource): Preparation {
  const preparation = preparations.get(source) ?? prepare(source);
  preparations.set(source, preparation);
  return preparation;
}

async function prepare(source: AwkwardSource): Preparation {
  return (await awkwardRig()).prepare(await source.make());
}
