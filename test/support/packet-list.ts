import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FFPROBE_BIN } from './ffmpeg-run.js';
import { makeTempDir } from './temp-dir.js';

const execute = promisify(execFile);

/** A packet as ffprobe finds it in a file. */
export interface ListedPacket {
  readonly pts: number;
  readonly dts: number;
  readonly duration: number;
  readonly flags: string;
  readonly data_hash: string;
}

/** The packets of one track of an MP4, in the track's time scale, with a digest of the bytes of each. */
export async function listPackets(mp4: Buffer, trackId: number): Promise<ListedPacket[]> {
  const path = join(makeTempDir('packets'), 'file.mp4');
  writeFileSync(path, mp4);
  const { stdout, stderr } = await execute(
    FFPROBE_BIN,
    [
      ...['-v', 'warning', '-select_streams', `i:${trackId}`, '-show_data_hash', 'md5', '-of', 'json'],
      ...['-show_entries', 'packet=pts,dts,duration,flags,data_hash', path],
    ],
    { maxBuffer: 2 ** 26 },
  );
  if (stderr !== '') throw new Error(`ffprobe says: ${stderr}`);
  const { packets } = JSON.parse(stdout) as { packets: (ListedPacket & { side_data_list?: unknown })[] };
  return packets.map(({ pts, dts, duration, flags, data_hash }) => ({ pts, dts, duration, flags, data_hash }));
}
